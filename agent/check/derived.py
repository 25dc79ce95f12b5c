"""Arithmetic over what is proved: 10 × 26.9 = 269, 30 % of 8200 = 2460, 15 November + 7 days = 22 November.

The operands must stand in the same text and be proved there, so the reader can follow the working.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from agent.check.verdicts import Ruling, show
from agent.quantities import Value, equal

Proved = Sequence[tuple[Value, tuple[str, ...]]]
_CENT = Decimal("0.01")
_OPERANDS = 16


_RESULT = re.compile(
    r"共|总|合计|差|剩|也就是|即|等于|实收|到手|应付|(?<![a-z])(?:makes?|total|in all|altogether|difference|leaves?"
    r"|so you|receive"
    r"|comes? to|for the two|together)(?![a-z])|=",
    re.IGNORECASE,
)
"""Words that announce a result; without them two numbers of a text are not added up."""


def derived(claimed: Value, sentence: str, proved: Proved) -> Ruling | None:
    """The working that gives this value, or None. proved: values of the same text with their evidence."""
    if claimed.low != claimed.high or claimed.kind in ("duration", "percent"):
        return None
    for amount, working, evidence in _results(claimed, proved, _announces(sentence)):
        if abs(amount - claimed.low) < _CENT:
            return Ruling("proved", tuple(dict.fromkeys(evidence)), f"{working} = {show(claimed)}")
    return None


@lru_cache(maxsize=256)
def _announces(sentence: str) -> bool:
    return _RESULT.search(sentence) is not None


def _results(claimed: Value, proved: Proved, announced: bool) -> Iterable[tuple[Decimal, str, tuple[str, ...]]]:
    if not (announced or claimed.kind in ("money", "date")):
        return
    single = _nearest(claimed, [(value, ids) for value, ids in proved if value.low == value.high])
    if claimed.kind == "date":
        yield from _later_days(claimed, single)
        return
    alike = [(value, ids) for value, ids in single if (value.kind, value.unit) == (claimed.kind, claimed.unit)]
    for place, (one, ids) in enumerate(alike if announced else []):
        for other, more in alike[place + 1 :]:
            high, low = max(one.low, other.low), min(one.low, other.low)
            yield high - low, f"{high} − {low}", ids + more
            yield high + low, f"{high} + {low}", ids + more
    if claimed.kind != "money":
        return
    for amount, ids in alike:
        for factor, more in single:
            if announced and factor.kind == "count" and factor.low > 1:
                yield amount.low * factor.low, f"{factor.low} × {amount.low}", ids + more
            elif factor.kind == "percent":
                yield amount.low * factor.low / 100, f"{factor.low} % of {amount.low}", ids + more
                yield amount.low * (100 - factor.low) / 100, f"{amount.low} less {factor.low} %", ids + more


def _nearest(claimed: Value, proved: Proved) -> Proved:
    """The operands that a reader would look at: those that stand nearest."""
    if len(proved) <= _OPERANDS:
        return proved
    return heapq.nsmallest(_OPERANDS, proved, key=lambda pair: abs(pair[0].span.start - claimed.span.start))


def _later_days(claimed: Value, single: Proved) -> Iterable[tuple[Decimal, str, tuple[str, ...]]]:
    """A proved day plus a proved number of days, packed as yyyymmdd (without a year when the claim names none)."""
    for day, ids in single:
        start = _as_date(day, claimed)
        if start is None:
            continue
        for span, more in single:
            days = span.low / 24 if span.unit == "hour" else span.low
            if (
                span.kind == "duration"
                and span.unit in ("day", "hour")
                and days == days.to_integral_value()
                and days < 4000
            ):
                end = start + timedelta(days=int(days))
                year = end.year if claimed.low > 10000 else 0
                yield Decimal(year * 10000 + end.month * 100 + end.day), f"{start} + {span.text}", ids + more


def _as_date(value: Value, claimed: Value) -> date | None:
    if value.kind != "date" or value.unit != "day" or claimed.unit != "day" or equal(value, claimed):
        return None
    packed = int(value.low)
    year = packed // 10000 or int(claimed.low) // 10000 or 2025
    try:
        return date(year, packed // 100 % 100, packed % 100)
    except ValueError:
        return None
