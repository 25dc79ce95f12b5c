"""Which of two values a claim is about: the one of this very state, cause or product before the general one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.check.claims import RawClaim
from agent.check.grounds import Found
from agent.check.places import apart, places_in
from agent.check.rulings import ALIKE
from agent.check.statements import Statement
from agent.check.topics import likeness, load_topics

Scored = Sequence[tuple[float, Found]]
_HAN = re.compile(r"[一-鿿]")
_SLACK = 0.15
VERBATIM = 0.6
"""From this likeness of the words around it on, another value stands in the place of the claimed one."""
_PARTS_OF_GOODS = frozenset({"level", "layer", "colour", "seat", "star", "cup"})
"""Nouns that a product has one number of."""
_LABEL_LIKE = 0.12
"""Share of the words around a claimed property that the label of a row must hold."""


def more_exact(claim: RawClaim, proofs: Scored, rivals: Scored) -> Found | None:
    """A clause that speaks of this very state, cause or product where no equal value does, and reads as much alike."""
    lexicon = load_topics()
    marks = claim.clause.own & (lexicon.condition | lexicon.cause)
    here = near_of(claim)

    def alike(pairs: Scored) -> float:
        return max((likeness(here, found.near) for _, found in pairs), default=0.0)

    readable = [pair for pair in proofs if _one_language(claim, pair[1])]
    if marks and readable and not any(_carries(marks, found) for _, found in readable):
        carriers = [pair for pair in rivals if _carries(marks, pair[1]) and _one_language(claim, pair[1])]
        if carriers and alike(carriers) >= max(_SLACK, alike(readable) - _SLACK):
            return max(carriers, key=lambda pair: likeness(here, pair[1].near))[1]
    if claim.kind == "quantity" and len(claim.skus) == 1 and not any(f.source.skus & claim.skus for _, f in proofs):
        own = [
            found for _, found in rivals
            if found.source.kind == "product" and found.source.skus == claim.skus
            and found.clause is not None and found.clause.about & claim.clause.own
            and likeness(here, found.near) >= _LABEL_LIKE
        ]  # fmt: skip
        return own[0] if own else None
    return None


def of_this_place(claim: RawClaim, proofs: Scored, rivals: Scored) -> tuple[Scored, Scored]:
    """Without what holds for other places than the sentence names, and without general rules where one is of this
    very place. A place of the sentence before tells only what does not speak against the claim."""
    here = places_in(claim.sentence.text)
    said = bool(here)
    if not said:
        before = [places_in(each.text) for each in claim.around if each.start < claim.sentence.start]
        here = next((places for places in reversed(before) if places), frozenset())
    if not here:
        return proofs, rivals
    rivals = [pair for pair in rivals if not apart(here, _places_of(pair[1]))]
    if said:
        proofs = [pair for pair in proofs if not apart(here, _places_of(pair[1]))]
    if any(here & _places_of(found) for _, found in proofs):
        return proofs, [pair for pair in rivals if here & _places_of(pair[1])]
    if said and any(here & _places_of(found) for _, found in rivals):
        return [pair for pair in proofs if not _places_of(pair[1])], rivals
    return proofs, rivals


def _places_of(found: Found) -> frozenset[str]:
    """The places of its sentence, else of the sentence before it, else of the headings above it; an order's own lines
    hold wherever its parcel is."""
    statement = found.statement
    if statement is None or found.source.kind == "order":
        return frozenset()
    own = places_in(statement.text)
    if own:
        return own
    before: Statement | None = None
    for each in found.source.read:
        if each is statement:
            break
        before = each
    if before is not None and before.end <= statement.start and (near := places_in(before.text)):
        return near
    return frozenset(place for head in found.source.heads for place in places_in(head.text))


def _one_language(claim: RawClaim, found: Found) -> bool:
    if found.clause is None:
        return False
    return bool(_HAN.search(claim.clause.text)) == bool(_HAN.search(found.clause.text))


def _carries(marks: frozenset[str], found: Found) -> bool:
    return found.clause is not None and bool(marks & (found.clause.own | found.source.section))


def near_of(claim: RawClaim) -> frozenset[str]:
    """Content of the words around the claimed value."""
    pairs = zip((*claim.clause.values, *claim.clause.alternatives), claim.clause.near, strict=True)
    return next((near for value, near in pairs if value is claim.value), claim.clause.content)


def tells(claim: RawClaim, rivals: Sequence[tuple[float, Found]]) -> bool:
    """Whether a count in words is a fact of the shop: another number stands in its place, of the same noun in the same
    matter, or of the one product that it is of."""
    conditions = load_topics().condition
    for score, found in rivals:
        if score >= VERBATIM:
            return True
        if found.clause is None or not claim.value.unit or found.value.unit != claim.value.unit:
            continue
        own_row = found.source.kind == "product" and bool(found.source.skus & claim.skus)
        matter = bool(claim.clause.own & found.clause.about - conditions)
        if own_row and (matter or claim.value.unit in _PARTS_OF_GOODS):
            return True
        if matter and likeness(near_of(claim), found.near) >= ALIKE:
            return True
    return False
