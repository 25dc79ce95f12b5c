"""What a verdict is made of: the ruling, its reason in plain words, and which evidence may speak."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.check.claims import RawClaim
from agent.check.grounds import Grounds, Source
from agent.quantities import Value
from agent.suggestion import Offer, Verdict

ALIKE = 0.34
"""Share of a clause's content that another clause must hold to be about the same thing without a shared topic."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """The verdict of one claim: the evidence it rests on and why, in words that a person can check."""

    verdict: Verdict
    evidence: tuple[str, ...]
    why: str


def show(value: Value) -> str:
    """`7 day`, `10..20 %`, `299 CNY`, for messages."""
    low = f"{value.low.normalize():f}"
    number = low if value.low == value.high else f"{low}..{value.high.normalize():f}"
    bound = {"le": "at most ", "ge": "at least ", "about": "about "}.get(value.op, "")
    return f"{bound}{number} {value.unit}".strip()


def is_offered(value: Value, offer: Offer) -> bool:
    """The very amount that was decided to be given."""
    if offer.value is None or not value.low == value.high == offer.value:
        return False
    if offer.unit == "money":
        return value.kind == "money" and value.unit == offer.currency
    if offer.unit == "percent":
        return value.kind == "percent"
    return value.kind == ("duration" if offer.unit == "month" else "count")


def cited_first(sources: Sequence[Source], cited: Sequence[str]) -> list[Source]:
    return sorted(sources, key=lambda source: source.id not in cited)


def other_products(claim: RawClaim, grounds: Grounds, cited: Sequence[str] = ()) -> frozenset[str]:
    """Rows and sheets of other products: they prove nothing about this one.

    cited: evidence of the claim's sentence; where the clause names no product itself, it tells which one is meant.
    A product that is only meant, not named in full, binds when the evidence has a row of it.
    """
    skus = claim.skus or (claim.hinted if claim.likely and claim.kind != "stance" else frozenset())
    if not skus or not (claim.named or any(source.skus & skus for source in grounds.sources)):
        return frozenset()
    rows = (source for source in grounds.sources if source.kind in ("product", "sheet") and source.skus)
    return frozenset(
        source.id for source in rows if not source.skus & skus and not (claim.inherited and source.id in cited)
    )
