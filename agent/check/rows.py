"""What one piece costs by a product's row or by an order's line: list price, tiers by quantity, weight of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from agent.check.grounds import Grounds, Source
from agent.quantities import Value

_LISTED = re.compile(r"原价|划线价|标价|市场价|(?<![a-z])(?:list|original|regular) price", re.IGNORECASE)
_TIER = re.compile(r"阶梯|批量|起批|(?<![a-z])(?:tier|volume|bulk)(?![a-z])", re.IGNORECASE)
_PRICE = re.compile(r"价|(?<![a-z])price", re.IGNORECASE)
_WEIGHT = re.compile(r"重|净含量|(?<![a-z])(?:weight|net)(?![a-z])", re.IGNORECASE)
_LINE = re.compile(r"\(([^()]+)\)\s?[×x]\s?(\d{1,6})(?![\d.])")
_MASS = frozenset({"kg", "g", "t", "jin", "lb"})


@dataclass(frozen=True, slots=True)
class Row:
    """One product. base: its price today; tiers: (from how many, price of one), by rising number."""

    source: str
    skus: frozenset[str]
    base: Value | None
    listed: Value | None
    tiers: tuple[tuple[Decimal, Value], ...]
    weights: tuple[Value, ...]

    def price_at(self, number: Decimal) -> Value | None:
        """What one costs when this many are bought."""
        reached = [price for least, price in self.tiers if least <= number]
        return reached[-1] if reached else self.base

    def sells_at(self, price: Value) -> bool:
        """Whether one of its prices is this one."""
        known = [self.base, *(each for _, each in self.tiers)]
        return any(each is not None and (each.low, each.unit) == (price.low, price.unit) for each in known)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order: how many of a product, and what was paid for them all."""

    source: str
    sku: str
    number: Decimal
    paid: Value


def rows_of(grounds: Grounds) -> list[Row]:
    """The rows of the products among the evidence."""
    return [_row(source) for source in grounds.sources if source.kind == "product" and source.skus]


def lines_of(grounds: Grounds) -> list[Line]:
    """The paid lines of the orders among the evidence, each once."""
    found = [line for source in grounds.sources if source.kind == "order" for line in _lines(source)]
    return list({(line.source, line.sku): line for line in found}.values())


def _row(source: Source) -> Row:
    base: Value | None = None
    listed: Value | None = None
    tiers: dict[Decimal, Value] = {}
    weights: list[Value] = []
    tiered = False
    for statement in source.read:
        values = [value for clause in statement.clauses for value in clause.values]
        amounts = [value for value in values if value.kind == "money" and value.low == value.high]
        numbers = [value for value in values if value.kind == "count" and value.op == "ge" and value.low == value.high]
        tiered = bool(_TIER.search(statement.text)) or (tiered and bool(numbers))
        if tiered and len(amounts) == len(numbers) == 1:
            tiers[numbers[0].low] = amounts[0]
        elif len(amounts) == 1 and not numbers and _LISTED.search(statement.text):
            listed = amounts[0]
        elif len(amounts) == 1 and not numbers and _PRICE.search(statement.text):
            base = amounts[0]
        if _WEIGHT.search(statement.text):
            weights += [value for value in values if value.kind == "quantity" and value.unit in _MASS]
    return Row(source.id, source.skus, base, listed, tuple(sorted(tiers.items(), key=_least)), tuple(weights))


def _least(tier: tuple[Decimal, Value]) -> Decimal:
    return tier[0]


def _lines(source: Source) -> Iterator[Line]:
    for statement in source.read:
        said = _LINE.search(statement.text)
        amounts = [value for clause in statement.clauses for value in clause.values if value.kind == "money"]
        if said is not None and len(amounts) == 1 and amounts[0].low > 0 and int(said[2]) > 0:
            yield Line(source.id, said[1], Decimal(said[2]), amounts[0])
