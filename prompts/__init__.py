"""Words and rules a support lead can edit. Here: the prompts, loaded and checked."""

from prompts.loading import (
    Message,
    Prompt,
    PromptBook,
    PromptError,
    inline,
    load_prompts,
    neutral,
    read_prompt,
    render,
    untrusted,
)

__all__ = [
    "Message",
    "Prompt",
    "PromptBook",
    "PromptError",
    "inline",
    "load_prompts",
    "neutral",
    "read_prompt",
    "render",
    "untrusted",
]
