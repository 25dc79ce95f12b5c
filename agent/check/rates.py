"""What one more of something costs by the evidence: 续重每公斤18元, 5 yuan per further kg, a product's price."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from agent.check.claims import RawClaim
from agent.check.derived import Rate
from agent.check.grounds import Grounds, Source
from agent.check.places import apart, places_in
from agent.check.statements import Statement
from agent.quantities import Value
from agent.quantities.measures import canonical_unit
from agent.suggestion import Span

_FIRST = re.compile(r"首重|首件|起步|(?<![a-z])first\s(?P<unit>[a-z]+)(?![a-z])", re.IGNORECASE)
_PRICE = frozenset({"price"})
_PIECE = "piece"


def rates_for(claim: RawClaim, evidence: Collection[str], grounds: Grounds) -> list[Rate]:
    """The rates of the sources that prove something beside this claim, and the price of the one product it is of."""
    found: list[Rate] = []
    here = places_in(claim.sentence.text)
    for source in grounds.sources:
        if source.id in evidence:
            found += tariffs(source, here)
        if source.kind == "product" and len(claim.skus) == 1 and source.skus == claim.skus:
            found += _prices(source)
    return found


def tariffs(source: Source, here: frozenset[str]) -> Iterator[Rate]:
    """Every price by weight, length or volume of a source, with what the first of it costs when the sentence says.

    here: places that it is asked for; a tariff for others is left out."""
    for statement in source.read:
        if apart(here, places_in(statement.text)):
            continue
        first: tuple[Value, Value] | None = None
        values = [value for clause in statement.clauses for value in clause.values]
        for value in values:
            if value.kind != "money" or value.low != value.high:
                continue
            unit = canonical_unit(value.per) if value.per is not None else None
            if unit is not None:
                yield Rate(value, unit, first, source.id)
                first = None
            else:
                first = _first(statement, value, values)


def _first(statement: Statement, cost: Value, values: Sequence[Value]) -> tuple[Value, Value] | None:
    """首重1公斤45元, "110 yuan for the first kilogram": the cost and how much it buys."""
    before = max((value.span.end for value in values if value.kind == "money" and value.span.end <= cost.span.start),
                 default=statement.start)  # fmt: skip
    after = min((value.span.start for value in values if value.span.start >= cost.span.end), default=statement.end)
    said = _FIRST.search(statement.text, before - statement.start, after - statement.start)
    if said is None:
        return None
    named = [value for value in values if value.kind == "quantity" and before <= value.span.start <= cost.span.start]
    if named:
        return cost, named[-1]
    unit = canonical_unit(said["unit"]) if said["unit"] else None
    one = Decimal(1)
    return (cost, Value("quantity", one, one, unit, Span(*said.span()), said[0])) if unit is not None else None


def _prices(source: Source) -> Iterator[Rate]:
    for found in source.found:
        exact = found.value.kind == "money" and found.value.low == found.value.high and found.value.op == "eq"
        if exact and found.clause is not None and found.clause.about & _PRICE:
            yield Rate(found.value, _PIECE, None, source.id)
