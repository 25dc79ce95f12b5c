"""Staff-only numbers in a buyer-facing text: floors, costs, limits that steer and are never said in any form."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from agent.check.claims import RawClaim
from agent.check.grounds import Grounds
from agent.check.rulings import is_offered
from agent.check.verdicts import show
from agent.quantities import Value, equal
from agent.suggestion import Claim, Finding

_TELLING = frozenset({"money", "percent", "date"})
"""Kinds that give a secret away by their number alone; others must also be about the same topic."""

_ROUNDED = Decimal("0.5")
"""How far a rounded figure may be from the secret that it tells."""


def leaks(raw: Sequence[RawClaim], claims: Sequence[Claim], grounds: Grounds) -> list[Finding]:
    """A number that only staff-only evidence has, one finding each. raw and claims stand in the same order."""
    found = []
    forms = _forms(grounds)
    found += _sums(raw, claims, grounds)
    for claim, judged in zip(raw, claims, strict=True):
        value = claim.value if isinstance(claim.value, Value) else claim.amount
        if judged.verdict == "proved" or value is None or _given(value, grounds):
            continue
        source = _only_staff_say(claim, value, grounds)
        form = None if source is not None else _another_form(value, forms)
        if form is not None:
            found.append(Finding("secret.leak", "block", form, claim.span, "take the number out"))
        if source is not None:
            why = f"{show(value)} stands only in {source}, which is for staff"
            found.append(Finding("secret.leak", "block", why, claim.span, "take the number out"))
    return found


def _given(value: Value, grounds: Grounds) -> bool:
    """What was decided to be given may be said, whatever else has that number."""
    return any(is_offered(value, offer) for offer in grounds.offers)


def _only_staff_say(claim: RawClaim, said: Value, grounds: Grounds) -> str | None:
    for source in grounds.staff_sources:
        for statement in source.read:
            for clause in statement.clauses:
                shared = claim.about & (clause.about | source.topics)
                if said.kind not in _TELLING and not shared:
                    continue
                if any(equal(said, value, bounds=False) for value in clause.values):
                    return source.id
        if any(equal(said, value, bounds=False) for value in source.facts):
            return source.id
    return None


def _forms(grounds: Grounds) -> list[tuple[str, Decimal, str]]:
    """A secret sum said otherwise: (kind, number, why), as what is left of the price and what comes off it."""
    found = []
    for source, secret in _sums_of_staff(grounds):
        for worth in set(grounds.values_of(frozenset(), secret.unit)):
            if not 0 < secret.low < worth:
                continue
            less, of_price = worth - secret.low, secret.low / worth * 100
            told = f"with the price it tells {show(secret)} of {source}, which is for staff"
            found += [("money", less, told), ("percent", of_price, told), ("percent", 100 - of_price, told)]
    return found


def _sums_of_staff(grounds: Grounds) -> list[tuple[str, Value]]:
    """Money that only staff know: costs and floors, not the limits of rules, which offers may reach."""
    known = {(found.value.unit, found.value.low) for found in grounds.values.get("money", ())}
    return [
        (source.id, value)
        for source in grounds.staff_sources
        if source.kind != "authority"
        for value in (
            *(each for statement in source.read for note in statement.clauses for each in note.values),
            *source.facts,
        )
        if value.kind == "money" and value.low == value.high and (value.unit, value.low) not in known
    ]


def _another_form(value: Value, forms: Sequence[tuple[str, Decimal, str]]) -> str | None:
    near = (why for kind, number, why in forms if value.kind == kind and abs(value.low - number) <= _ROUNDED)
    return next(near, None)


def _sums(raw: Sequence[RawClaim], claims: Sequence[Claim], grounds: Grounds) -> list[Finding]:
    """Two unproved sums that add up to a secret one, or differ by it."""
    said = [
        claim
        for claim, judged in zip(raw, claims, strict=True)
        if judged.verdict != "proved" and isinstance(claim.value, Value) and claim.value.kind == "money"
    ]
    secrets = _sums_of_staff(grounds) if len(said) > 1 else []
    for first, second in combinations(said, 2):
        for source, secret in secrets:
            made = (first.value.low + second.value.low, abs(first.value.low - second.value.low))
            if first.value.unit == second.value.unit == secret.unit and secret.low in made:
                why = (
                    f"{show(first.value)} and {show(second.value)} make {show(secret)} of {source}, which is for staff"
                )
                return [Finding("secret.leak", "block", why, second.span, "take the numbers out")]
    return []
