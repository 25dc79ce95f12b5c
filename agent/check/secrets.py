"""Staff-only numbers in a buyer-facing text: floors, costs, limits that steer and are never said."""

from __future__ import annotations

from collections.abc import Sequence

from agent.check.claims import RawClaim
from agent.check.grounds import Grounds
from agent.check.rulings import is_offered
from agent.check.verdicts import show
from agent.quantities import Value, equal
from agent.suggestion import Claim, Finding

_TELLING = frozenset({"money", "percent", "date"})
"""Kinds that give a secret away by their number alone; others must also be about the same topic."""


def leaks(raw: Sequence[RawClaim], claims: Sequence[Claim], grounds: Grounds) -> list[Finding]:
    """A number that only staff-only evidence has, one finding each. raw and claims stand in the same order."""
    found = []
    for claim, judged in zip(raw, claims, strict=True):
        if judged.verdict == "proved" or not isinstance(claim.value, Value) or _given(claim.value, grounds):
            continue
        source = _only_staff_say(claim, grounds)
        if source is not None:
            why = f"{show(claim.value)} stands only in {source}, which is for staff"
            found.append(Finding("secret.leak", "block", why, claim.span, "take the number out"))
    return found


def _given(value: Value, grounds: Grounds) -> bool:
    """What was decided to be given may be said, whatever else has that number."""
    return any(is_offered(value, offer) for offer in grounds.offers)


def _only_staff_say(claim: RawClaim, grounds: Grounds) -> str | None:
    for source in grounds.staff_sources:
        for statement in source.read:
            for clause in statement.clauses:
                shared = claim.about & (clause.about | source.topics)
                if claim.value.kind not in _TELLING and not shared:
                    continue
                if any(equal(claim.value, value, bounds=False) for value in clause.values):
                    return source.id
        if any(equal(claim.value, value, bounds=False) for value in source.facts):
            return source.id
    return None
