"""How often the buyer has asked for a concession, and what the buyer says was promised."""

from __future__ import annotations

from collections.abc import Sequence

from agent.case import Turn
from agent.reading.questions import Piece
from knowledge.authority import Problem
from prompts.seeds import Seeds


def bursts(turns: Sequence[Turn]) -> list[str]:
    """The buyer's messages of a thread in order; messages with no agent's word between them are one."""
    found: list[list[str]] = []
    open_burst = False
    for turn in turns:
        if turn.role == "agent":
            open_burst = False
        elif turn.role == "buyer":
            if open_burst:
                found[-1].append(turn.text)
            else:
                found.append([turn.text])
            open_burst = True
    return ["\n".join(texts) for texts in found]


def pushes(problem: Problem | None, before: Sequence[tuple[str, Problem | None]], seeds: Seeds) -> int:
    """How many messages asked for a concession of this problem, the present one included; 0 without a problem.

    before: each earlier buyer message with its own problem; a message that only says "more" or "still too dear"
    counts when the buyer had asked before.
    """
    if problem is None:
        return 0
    asked = 0
    for text, own in before:
        if own == problem or (asked and own is None and seeds.words["again"].search(text)):
            asked += 1
    return asked + 1


def promised(parts: Sequence[Piece], seeds: Seeds) -> tuple[str, ...]:
    """The pieces in which the buyer says that somebody, or the page, promised or stated something."""
    return tuple(piece.text for piece in parts if seeds.words["claim"].search(piece.text))
