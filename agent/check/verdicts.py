"""Verdicts: is a claim proved by the evidence, contradicted by it, or neither; and why, in plain words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.check.claims import PLAIN, RawClaim
from agent.check.grounds import Grounds
from agent.check.identities import has_id
from agent.check.polarity_verdicts import judge_polarity
from agent.check.rulings import ALIKE, Ruling, show
from agent.check.stance_verdicts import judge_stance
from agent.check.topics import likeness
from agent.check.value_verdicts import judge_value
from agent.quantities import Value
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
    if _asked_about(claim, grounds):
        return Ruling("proved", (), f"the buyer asks about {token}")
    return Ruling("unproved", (), f"no evidence names {claim.text}")


def _asked_about(claim: RawClaim, grounds: Grounds) -> bool:
    if grounds.gazetteer is None or not claim.skus or claim.value not in claim.skus:
        return False
    return any(item.sku in claim.skus for source in grounds.buyer_turns for item in grounds.gazetteer.find(source.text))


def _promise(claim: RawClaim, grounds: Grounds) -> Ruling:
    if claim.value == "soft":
        return Ruling("proved", (), "names no date and no result")
    for source in grounds.sources:
        if claim.value == "done" and source.kind not in ("order", "thread"):
            continue
        for statement in source.read:
            if not claim.about & statement.topics:
                continue
            if source.kind == "order" or likeness(claim.clause.content, statement.content) >= ALIKE:
                return Ruling("proved", (source.id,), f"{source.id} says so")
    what = "that it is done" if claim.value == "done" else "such a firm promise"
    return Ruling("unproved", (), f"nothing in the evidence backs {what}")


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
