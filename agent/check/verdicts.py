"""Verdicts: is a claim proved by the evidence, contradicted by it, or neither; and why, in plain words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.check.claims import PLAIN, RawClaim
from agent.check.conditions import own_words
from agent.check.grounds import Grounds, Source
from agent.check.identities import has_id
from agent.check.polarity_verdicts import judge_polarity
from agent.check.rulings import ALIKE, Ruling, show
from agent.check.stance_verdicts import judge_stance
from agent.check.statements import Statement
from agent.check.topics import likeness
from agent.check.value_verdicts import judge_value
from agent.quantities import Value, equal
from agent.suggestion import Claim

__all__ = ["Ruling", "claim_record", "judge", "show"]


_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
"""A link is the shop's only when the shop names it; who repeats a stranger's sends the buyer there."""


def judge(claim: RawClaim, grounds: Grounds, cited: Sequence[str]) -> Ruling | None:
    """The verdict of one claim, or None when it is conversation and no rule. cited: evidence ids of its sentence."""
    match claim.kind:
        case "identity":
            return _identity(claim, grounds)
        case "stance" if claim.value in PLAIN:
            return judge_polarity(claim, grounds)
        case "stance":
            return judge_stance(claim, grounds, cited)
        case "promise":
            return _promise(claim, grounds)
        case _:
            return judge_value(claim, grounds, cited)


_SIZE = re.compile(r"(?<=\s)\d{1,4}[-/×x]\d{1,4}$")
"""Sixty tyres 50-622: the noun before a size in two numbers names nothing."""


def _identity(claim: RawClaim, grounds: Grounds) -> Ruling:
    token: str = claim.value
    if token in grounds.order_ids:
        return Ruling("proved", (f"orders#{token}",), "the order of this conversation")
    if claim.skus & grounds.given_skus:
        return Ruling("proved", (), "among the gifts of this case")
    for source in sorted(grounds.sources, key=lambda source: source.kind != "product"):
        if token in source.skus or has_id(source.text, token):
            return Ruling("proved", (source.id,), f"{source.id} names {token}")
    for source in () if _LINK.match(claim.text) else grounds.buyer_turns:
        if has_id(source.text, token) or claim.text.casefold() in source.text.casefold():
            return Ruling("proved", (source.id,), f"the buyer named {claim.text} ({source.id})")
    size = _SIZE.search(token)
    if size is not None and not claim.skus & frozenset({token}):
        source_of = next((each for each in grounds.sources if has_id(each.text, size[0])), None)
        if source_of is not None:
            return Ruling("proved", (source_of.id,), f"{source_of.id} names {size[0]}")
    if _asked_about(claim, grounds):
        return Ruling("proved", (), f"the buyer asks about {token}")
    return Ruling("unproved", (), f"no evidence names {claim.text}")


def _asked_about(claim: RawClaim, grounds: Grounds) -> bool:
    if grounds.gazetteer is None or not claim.skus or claim.value not in claim.skus:
        return False
    return any(item.sku in claim.skus for source in grounds.buyer_turns for item in grounds.gazetteer.find(source.text))


_BACKS = {"done": "that it is done", "timed": "that it will be by then", "never": "that it never fails"}


def _promise(claim: RawClaim, grounds: Grounds) -> Ruling:
    """What binds the shop rests on words like it: an act on the order or on what we said, a promise on any source."""
    if claim.value == "soft":
        return Ruling("proved", (), "names no date and no result")
    for source in grounds.sources:
        if own_words(claim, source):
            return Ruling("proved", (source.id,), f"{source.id} says it in these words")
        if claim.value == "done" and source.kind not in ("order", "thread", "computed"):
            continue
        for statement in source.read:
            shared = claim.about & statement.topics
            alike = likeness(claim.clause.content, statement.content) >= ALIKE
            if claim.value == "done" and source.kind == "order":
                alike = False
            if (alike and (shared or claim.value != "firm")) or _on_record(claim, source, statement):
                return Ruling("proved", (source.id,), f"{source.id} says so")
    what = _BACKS.get(claim.value, "such a firm promise")
    return Ruling("unproved", (), f"nothing in the evidence backs {what}")


def _is_paid(text: str) -> bool:
    """Whether a finished act is the buyer's own payment, which an order shows by its amount."""
    return _PAID.search(text) is not None


_PAID = re.compile(r"付|(?<![a-z])paid(?! (?:out|back))(?![a-z])", re.IGNORECASE)
_DISPATCHED = re.compile(
    r"[发寄]|出库|交给|装车|(?<![a-z])(?:on (?:its|their) way|shipped|dispatched|sent|left|handed over"
    r"|in the post)(?![a-z])",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"补|换|新|赠|(?<![a-z])(?:replacement|new|missing|gift|another|spare|resent)(?![a-z])", re.IGNORECASE
)
"""A parcel other than the order's own."""
_ON_THE_WAY = frozenset({"dispatch", "after_dispatch"})
_STATES = frozenset({"return", "dispatch", "refund", "cancel", "payment", "after_dispatch", "deposit", "balance"})
"""Topics of which an order's own lines tell how far they are."""


def _on_record(claim: RawClaim, source: Source, statement: Statement) -> bool:
    """A finished act that the order shows: its state, or the very amount or day that the clause names."""
    if claim.value != "done" or source.kind != "order":
        return False
    values = [value for clause in statement.clauses for value in clause.values]
    known = any(equal(said, value) for said in claim.clause.values for value in values)
    paid = known and _is_paid(claim.clause.text)
    sent = _DISPATCHED.search(claim.text) and not _ANOTHER.search(claim.clause.text) and statement.topics & _ON_THE_WAY
    return paid or bool(sent) or bool(claim.clause.own & statement.topics & _STATES)


def claim_record(claim: RawClaim, ruling: Ruling, side: str) -> Claim:
    """The claim as it leaves the proof-reader. Number values are a Decimal, a range a (low, high) pair."""
    value = claim.value
    if isinstance(value, Value):
        value = value.low if value.low == value.high else (value.low, value.high)
    elif claim.kind == "concession" and claim.amount is not None:
        value = f"{claim.value} {show(claim.amount)}"
    return Claim(
        claim.kind, claim.text, claim.span, value, claim.unit, ruling.verdict, ruling.evidence, ruling.why,
        "twin" if side == "twin" else "reply",
    )  # fmt: skip
