"""What an order or an enquiry comes to as a whole, for shares of it and what is added to it: 600 × 2.55, less 1 %."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from agent.check.claims import RawClaim
from agent.check.grounds import Grounds
from agent.check.operands import LARGEST, Near, Working, counts
from agent.check.rows import Line, Row

_MOST_ADDED = 6
_PER_PIECE = frozenset({"piece", "unit", "cap", "shirt", "bag", "garment"})
_A_RATE = 20
"""A surcharge for one piece is below this; larger cells of a table are charges of another kind."""


def wholes(claim: RawClaim, rows: Iterable[Row], lines: Sequence[Line], numbers: Iterable[Decimal]) -> list[Working]:
    """So many at the price of their row, as the sentence says, else those beside it or the buyer; and what an order's
    lines come to."""
    unit = claim.value.unit
    found: list[Working] = []
    beside = [number for statement in claim.around for number in counts(statement)]
    for row in rows:
        for number in dict.fromkeys(counts(claim.sentence) or [*beside, *numbers]):
            price = row.price_at(number)
            if price is not None and price.unit == unit:
                found.append((number * price.low, f"{number} × {price.low}", (row.source,)))
    for source in dict.fromkeys(line.source for line in lines):
        paid = [line.paid.low for line in lines if line.source == source and line.paid.unit == unit]
        if paid:
            found.append((sum(paid, Decimal(0)), " + ".join(map(str, paid)), (source,)))
    return found


def asked(grounds: Grounds, unit: str) -> list[Working]:
    """Amounts that the buyer named: the sum of the order that is spoken of."""
    return [
        (found.value.low, f"{found.value.low} ({source.id})", (source.id,))
        for source in grounds.buyer_turns
        for found in source.found
        if found.value.kind == "money" and found.value.unit == unit and found.value.low == found.value.high
    ]


def shares(whole: Sequence[Working], percents: Sequence[Near]) -> Iterator[Working]:
    """A percent of a whole, and what is left of it."""
    for total, working, ids in whole:
        for each in percents:
            part = each.value.low
            yield total * part / 100, f"{part} % of {working}", ids + each.evidence
            yield total * (100 - part) / 100, f"{working} less {part} %", ids + each.evidence


def with_charges(whole: Sequence[Working], near: Sequence[Near], *, less: bool) -> Iterator[Working]:
    """A whole with one or two charges that stand near; less: or one of them taken off it."""
    charges = list({each.value.low: each for each in near}.values())[-_MOST_ADDED:]
    for total, working, ids in whole:
        yield total, working, ids
        for one in charges:
            yield total + one.value.low, f"{working} + {one.value.low}", ids + one.evidence
            if less:
                yield total - one.value.low, f"{working} − {one.value.low}", ids + one.evidence
        for one, other in combinations(charges, 2):
            added = one.value.low + other.value.low
            yield total + added, f"{working} + {one.value.low} + {other.value.low}", ids + one.evidence + other.evidence


def surcharges(claim: RawClaim, grounds: Grounds, beside: frozenset[str]) -> Iterator[Working]:
    """So many times what the evidence charges for one piece. beside: what else the text rests on."""
    numbers = [number for statement in (claim.sentence, *claim.around) for number in counts(statement)]
    for found in (*grounds.values.get("money", ()), *grounds.values.get("count", ())):
        value, source = found.value, found.source
        cell = source.tabled and value.low < _A_RATE and value.low % 1 != 0
        per_piece = value.kind == "money" and value.per in _PER_PIECE
        if not (cell or per_piece) or source.kind == "product" or value.low != value.high:
            continue
        if source.id not in beside and claim.shares.get(source.id, 0.0) < _ANSWERS:
            continue
        for number in numbers:
            if 1 < number <= LARGEST:
                yield number * value.low, f"{number} × {value.low}", (source.id,)


_ANSWERS = 0.6
"""From this share of the best answer on a source is about the claim's sentence."""
