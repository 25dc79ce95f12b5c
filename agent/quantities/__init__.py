"""Typed values of a text in Chinese or English: money, percent, quantity, duration, date, count.

Below the steps: understand, decide, write, check and evals all read numbers through here.
"""

from __future__ import annotations

from datetime import datetime

from agent.quantities.equal import comparable, equal
from agent.quantities.grammar import Scan
from agent.quantities.value import Op, Value, ValueKind

__all__ = ["Op", "Value", "ValueKind", "comparable", "equal", "quantities"]


def quantities(text: str, *, currency: str, now: datetime | None = None) -> list[Value]:
    """Every value of the text, in order, non-overlapping.

    currency: the shop's ISO 4217 code; decides what a bare ¥ is. now: gives dates without a year their year
    and resolves tomorrow; without it such dates have year 0 and relative days are left out.
    """
    return Scan(text, currency, now).run()
