"""How one endpoint wants to be asked: "OpenAI-compatible" servers differ in what they know and what they refuse.

The first request carries everything. What an endpoint refuses by name is left out and the request is sent
again; the way of asking for an object steps down json_schema -> function call -> plain prompt. Seen refusals:
llama.cpp's Python server answers HTTP 500 to `response_format: json_schema`; DeepSeek answers 400 "This
response_format type is unavailable now" and "Thinking mode does not support this tool_choice"; OpenAI and
Volcengine refuse `max_tokens` beside `max_completion_tokens`; Mistral forbids `max_completion_tokens`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel

from prompts import Message

Method = Literal["json_schema", "function", "prompt"]
STEPS: tuple[Method, ...] = ("json_schema", "function", "prompt")
OPTIONAL = ("stream_options", "tool_choice", "temperature", "max_tokens", "max_completion_tokens")
"""Parameters that a request can do without, in the order in which a refusal that names several is read."""

TEMPERATURE = 0.3
JSON_ONLY = "Answer with one JSON object that fits this JSON Schema, and with nothing else:\n"

_METHOD_WORDS: dict[Method, tuple[str, ...]] = {
    "json_schema": ("response_format", "json_schema", "structured output", "guided", "grammar"),
    "function": ("tool", "function"),
    "prompt": (),
}
_NO_SYSTEM = ("system role", "system message", "roles must alternate", "role 'system'", 'role "system"')
_NO_STREAM = ("'stream'", "streaming is not", "stream is not", "does not support stream")


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way of asking. `without`: names of `OPTIONAL`, "stream" and "system" that this endpoint refused."""

    method: Method = "json_schema"
    without: frozenset[str] = frozenset()

    def body(self, schema: type[BaseModel], most_tokens: int) -> dict[str, Any]:
        """The request's fields beside model, messages and stream."""
        from langchain_core.utils.function_calling import convert_to_openai_function

        fields: dict[str, Any] = {
            "temperature": TEMPERATURE,
            "max_tokens": most_tokens,
            "max_completion_tokens": most_tokens,
        }
        if "stream" not in self.without:
            fields["stream_options"] = {"include_usage": True}
        shape = convert_to_openai_function(schema, strict=True)
        if self.method == "json_schema":
            shown = {"name": shape["name"], "strict": True, "schema": shape["parameters"]}
            fields["response_format"] = {"type": "json_schema", "json_schema": shown}
        elif self.method == "function":
            shape.pop("strict")
            fields["tools"] = [{"type": "function", "function": shape}]
            fields["tool_choice"] = {"type": "function", "function": {"name": shape["name"]}}
        return {name: value for name, value in fields.items() if name not in self.without}

    def messages(self, messages: Sequence[Message], schema: type[BaseModel]) -> tuple[Message, ...]:
        """The messages as this endpoint takes them: the shape in words for `prompt`, no system role if refused."""
        said = list(messages)
        if self.method == "prompt":
            shape = json.dumps(schema.model_json_schema(), ensure_ascii=False)
            first = said[0]
            said[0] = Message(first.role, f"{first.text}\n\n{JSON_ONLY}{shape}")
        if "system" in self.without and said[0].role == "system" and len(said) > 1:
            said[:2] = [Message("user", f"{said[0].text}\n\n{said[1].text}")]
        return tuple(said)

    def after_refusal(self, message: str, *, named_only: bool = False) -> Dialect | None:
        """The next way to ask after the endpoint refused this one, or None when there is none left.

        `named_only`: the refusal counts only when it names something we sent (a server error may be just that).
        """
        lowered = message.lower()
        for name in self._sent():
            if name in _words(lowered):
                return self.leaving_out(name)
        if "system" not in self.without and any(words in lowered for words in _NO_SYSTEM):
            return self.leaving_out("system")
        if "stream" not in self.without and any(words in lowered for words in _NO_STREAM):
            return self.leaving_out("stream")
        if named_only and not any(words in lowered for words in _METHOD_WORDS[self.method]):
            return None
        return self.stepped_down()

    def stepped_down(self) -> Dialect | None:
        """The next plainer way to ask for an object, or None after the plainest."""
        place = STEPS.index(self.method) + 1
        return replace(self, method=STEPS[place]) if place < len(STEPS) else None

    def leaving_out(self, name: str) -> Dialect:
        return replace(self, without=self.without | {name})

    def _sent(self) -> tuple[str, ...]:
        unsent = set(self.without)
        if self.method != "function":
            unsent.add("tool_choice")
        if "stream" in self.without:
            unsent.add("stream_options")
        return tuple(name for name in OPTIONAL if name not in unsent)


def first_dialect(base_url: str) -> Dialect:
    """What to try first; OpenAI itself is known to refuse `max_tokens` beside its new name."""
    return Dialect(without=frozenset({"max_tokens"})) if base_url.startswith("https://api.openai.com/") else Dialect()


def _words(message: str) -> frozenset[str]:
    cleaned = "".join(char if char.isascii() and (char.isalnum() or char == "_") else " " for char in message)
    return frozenset(cleaned.split())
