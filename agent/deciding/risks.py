"""What a message must not get, whatever else it asks: threats, other people's orders, other channels, orders to us."""

from __future__ import annotations

import unicodedata

from agent.deciding.brief import Brief, Settled, say
from agent.suggestion import Answer, Missing

MOVES = {
    "privacy": "privacy",
    "off_platform": "off_platform",
    "extortion": "threat",
    "injection": "instructions",
}
"""Risk -> the refusing move. Weak signs (spy, scam, chargeback) only advise the agent."""


def refusals(brief: Brief) -> Settled:
    """One refusing sentence per risk that the message shows, strongest first, with the shop's own clause if any."""
    shown = {risk.kind for risk in brief.reading.risks}
    settled = Settled()
    for kind, move in MOVES.items():
        if kind in shown and not (kind == "injection" and (settled or other_questions(brief))):
            settled += Settled((say(-1, move, mode="refuse"),))
    return settled


def internal(index: int, brief: Brief) -> Settled:
    """Cost prices, suppliers, margins and limits are nobody's business outside."""
    return Settled((say(index, "internal", mode="refuse"),))


def risky(question: str, brief: Brief) -> bool:
    """Is this question itself the risky demand? Then the refusal has answered it."""
    kinds = {*MOVES, "fake_authority"}
    return any(risk.kind in kinds and _same(question, risk.quote) for risk in brief.reading.risks)


def other_questions(brief: Brief) -> bool:
    return any(not risky(question.text, brief) for question in brief.reading.questions)


def _same(question: str, quote: str) -> bool:
    left, right = (unicodedata.normalize("NFKC", text).strip().casefold() for text in (question, quote))
    return bool(left and right) and (left in right or right in left)


def unverified_promise(brief: Brief) -> Settled:
    """The buyer says that something was promised: it is looked up in the thread, never granted on their word."""
    return Settled(
        (Answer(-1, "escalate", (), "check_promise"),),
        missing=tuple(Missing(said, "a record of this promise", "lead") for said in brief.reading.promised)
        or (Missing(brief.reading.text, "a record of this promise", "lead"),),
    )
