"""What of the scorecard counts for a reply: whether the buyer has trouble, asks, was refused, wrote a letter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from agent.case import Case
from agent.check.proof import Proof
from agent.check.scorecard import Item
from agent.check.segments import Sentence, sentences
from agent.quantities.numbers import plain
from agent.suggestion import Decision, Evidence, Reading, Span
from knowledge.authority import Problem
from knowledge.bilingual import Lang

_TROUBLES: frozenset[Problem] = frozenset(
    (
        "defect_minor", "defect_major", "wrong_item", "missing_item", "damaged_in_transit", "lost_parcel",
        "late_delivery", "not_as_described",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Reply:
    """A reply as it is rated. case, reading, decision: None where the text answers no known message. evidence: what was
    found for the message's questions."""

    text: str
    lang: Lang
    proof: Proof
    case: Case | None
    reading: Reading | None
    decision: Decision | None
    evidence: Sequence[Evidence] = ()

    @cached_property
    def clean(self) -> str:
        return plain(self.text)

    @cached_property
    def sentences(self) -> Sequence[Sentence]:
        return sentences(self.clean)

    @cached_property
    def asked(self) -> str:
        return plain(self.case.text) if self.case is not None else ""


def applies(item: Item, reply: Reply, words: Mapping[str, re.Pattern[str]]) -> tuple[bool, str]:
    """Whether it counts, and why it does not or cannot be told."""
    unknown = "no case was given, so what the buyer wrote is not known"
    match item.applies_if:
        case "claims":
            states = bool(_claims(reply))
            return states, "" if states else "it states nothing that could be proved"
        case "reply":
            return bool(reply.text.strip()), "" if reply.text.strip() else "there is no reply"
        case "always":
            return True, ""
        case "letter":
            if reply.case is None:
                return False, unknown
            letter = reply.case.channel in ("email", "rfq")
            return letter, "" if letter else f"the channel is {reply.case.channel}, no letter"
        case "refusal_or_offer":
            fits = refusals(reply, item) != () or offered(reply)
            return fits, "" if fits else "nothing is refused and nothing was to be offered"
    if reply.case is None:
        return True, unknown
    if item.applies_if == "questions":
        asks = bool(questions(reply, item))
        return asks, "" if asks else "the buyer asks nothing"
    if item.applies_if in ("trouble", "trouble_zh"):
        if item.applies_if == "trouble_zh" and reply.lang != "zh":
            return False, "the reply is not in Chinese"
        fits = _in_trouble(reply, words)
        return fits, "" if fits else "the buyer has no trouble"
    return True, ""


def _in_trouble(reply: Reply, words: Mapping[str, re.Pattern[str]]) -> bool:
    """The buyer says that something went wrong, or it was understood so; what might go wrong is none."""
    read = reply.reading
    if read is not None and read.problem in _TROUBLES and read.mood == "angry":
        return True
    said = [reply.asked[part.start : part.end] for part in sentences(reply.asked)]
    return any(
        words["trouble"].search(part)
        and not words["maybe"].search(part)
        and (words["really"].search(part) or not words["rule"].search(part))
        for part in said
    )


def _claims(reply: Reply) -> list[Span]:
    return [claim.span for claim in reply.proof.claims if claim.side == "reply"]


def questions(reply: Reply, item: Item) -> list[tuple[int, str]]:
    """What the buyer asks with its place, as it was understood, else sentence by sentence."""
    if reply.reading is not None and reply.reading.questions:
        parts = [question.text for question in reply.reading.questions]
    else:
        parts = [reply.asked[part.start : part.end + 1] for part in sentences(reply.asked)]
    asks, greets = item.words["asks"], item.words["greeting"]
    return [
        (place, part) for place, part in enumerate(parts) if asks.search(plain(part)) and not greets.search(plain(part))
    ]


def offered(reply: Reply) -> bool:
    """Whether something was decided to be offered in this case."""
    return reply.decision is not None and reply.decision.action == "offer" and bool(reply.decision.offers)


def refusals(reply: Reply, item: Item) -> tuple[Span, ...]:
    """Where the reply refuses something."""
    return places_of(item.words["refuses"], reply.clean)


def places_of(pattern: re.Pattern[str], text: str) -> tuple[Span, ...]:
    """Every place of the pattern in the text."""
    return tuple(Span(*match.span()) for match in pattern.finditer(text))
