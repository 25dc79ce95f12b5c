"""Values that stand side by side and are one: 10%到20%, ¥10-¥20; 1小时30分钟, 3斤2两, 5 ft 3 in, 一年零三个月."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from agent.quantities.value import Value
from agent.suggestion import Span

_RANGE_BETWEEN = re.compile(r"\s?(?:-|~|—|至|到|to)\s?", re.IGNORECASE)
_SUM_BETWEEN = re.compile(r"\s?(?:and\s|零|又)?", re.IGNORECASE)
_PARTS = {
    ("hour", "minute"): 60, ("minute", "second"): 60, ("day", "hour"): 24, ("jin", "liang"): 10, ("kg", "g"): 1000,
    ("lb", "oz"): 16, ("ft", "in"): 12, ("m", "cm"): 100,
}  # fmt: skip
"""How many of the smaller unit make the larger one."""
_MONTHS = 12


def joined(values: list[Value], text: str, raw: str) -> list[Value]:
    """The values in order, ranges and sums of parts made one. text: plain form of raw, character by character."""
    found: list[Value] = []
    for value in values:
        last = found[-1] if found else None
        one = _one(last, value, text) if last is not None else None
        if one is None or last is None:
            found.append(value)
            continue
        span = Span(last.span.start, value.span.end)
        found[-1] = replace(one, span=span, text=raw[span.start : span.end])
    return found


def _one(last: Value, value: Value, text: str) -> Value | None:
    """Both as one value, its place still that of `value`; None when they are two."""
    between = last.span.end, value.span.start
    if last.kind != value.kind or value.kind == "date" or between[1] - between[0] > 6:
        return None
    runs_on = _RANGE_BETWEEN.fullmatch(text, *between) and not _comes_to(last, value, text)
    if value.unit == last.unit and value.low > last.high and runs_on:
        return replace(value, low=last.low)
    if value.kind not in ("duration", "quantity") or last.low != last.high or value.low != value.high:
        return None
    factor = _factor(last, value, text)
    if factor is None or value.low >= factor or not _SUM_BETWEEN.fullmatch(text, *between):
        return None
    total = (last.low if value.unit == last.unit else last.low * factor) + value.low
    op = last.op if value.op == "eq" else value.op
    return replace(value, low=total, high=total, op=op)


_COMES_TO = re.compile(r"(?<![a-z])(?:comes?|amounts?|adds? up|sums? up) to(?![a-z])", re.IGNORECASE)
_EACH_AT = re.compile(r"(?<![a-z])at\s$", re.IGNORECASE)
_REACH = 160


def _comes_to(last: Value, value: Value, text: str) -> bool:
    """220 boxes at 7.60 come to 1,672 and 60 at 7.70 to 462: a list of totals whose verb is said once."""
    if value.kind != "money" or text[last.span.end : value.span.start].strip().lower() != "to":
        return False
    start = last.span.start
    said = _COMES_TO.search(text, max(0, start - _REACH), start)
    return said is not None and _EACH_AT.search(text, max(0, start - 4), start) is not None


def _factor(last: Value, value: Value, text: str) -> Decimal | None:
    if (last.unit, value.unit) == ("month", "month"):
        years = text[last.span.start : last.span.end].rstrip().endswith(("年", "year", "years"))
        return Decimal(_MONTHS) if years else None
    known = _PARTS.get((last.unit, value.unit))
    return Decimal(known) if known is not None else None
