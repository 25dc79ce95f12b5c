"""When two values say the same: unit conversion, partial dates, compatible bounds."""

from __future__ import annotations

import re
from decimal import Decimal

from agent.quantities.durations import SECONDS
from agent.quantities.measures import to_base
from agent.quantities.value import Value

_CONVERSION = Decimal("0.006")
"""Relative slack between imperial and metric (15.6 in = 39.6 cm); within one system the numbers must be the same."""
_IMPERIAL = frozenset({"in", "ft", "chi", "yd", "oz", "lb", "°F"})
_TWELVE_HOURS = 720
_MORNING = re.compile(r"凌晨|早|上午|a\.?\s?m|^0", re.IGNORECASE)
_HALF, _DAYS = Decimal("0.5"), 30
_OPPOSITE = {("le", "ge"), ("ge", "le")}


def comparable(value: Value) -> tuple[str, Decimal, Decimal]:
    """(what it measures, low, high) in base units; values with the same first part can be compared."""
    if value.kind == "quantity":
        dimension, low = to_base(value.low, value.unit)
        return dimension, low, to_base(value.high, value.unit)[1]
    if value.kind == "duration" and value.unit in SECONDS:
        factor = SECONDS[value.unit]
        return "time", value.low * factor, value.high * factor
    if value.kind == "date":
        return f"date {value.unit}", value.low, value.high
    return f"{value.kind} {value.unit}".strip(), value.low, value.high


def equal(one: Value, other: Value, *, bounds: bool = True) -> bool:
    """Whether both state the same amount of the same thing. bounds: at most 7 days is not at least 7 days; not so
    for percents, where "drops below 70 %" and "at least 70 % is left" are one rule."""
    if one.kind != other.kind:
        return False
    if bounds and one.kind != "percent" and (one.op, other.op) in _OPPOSITE:
        return False
    if one.kind == "count":
        known = one.unit and other.unit
        return (one.low, one.high) == (other.low, other.high) and (not known or one.unit == other.unit)
    if one.unit == other.unit and one.kind != "date":
        return (one.low, one.high) == (other.low, other.high)
    if {one.unit, other.unit} == {"month", "day"}:
        return _month_and_a_half(one, other)
    if _sheet_grams(one, other):
        return (one.low, one.high) == (other.low, other.high)
    what, low, high = comparable(one)
    what2, low2, high2 = comparable(other)
    if what != what2:
        return False
    if one.kind == "date" and one.unit == "day":
        return any(_same_day(mine, theirs) for mine in {low, high} for theirs in {low2, high2})
    if one.kind == "date" and one.unit == "month" and (low < 100 or low2 < 100):
        return low % 100 == low2 % 100
    if one.kind == "date" and one.unit == "clock":
        return low == low2 or (_half_a_day_apart(one, other) or _half_a_day_apart(other, one))
    if one.kind != "quantity" or (one.unit in _IMPERIAL) == (other.unit in _IMPERIAL):
        return (low, high) == (low2, high2)
    return _near(low, low2) and _near(high, high2)


def _half_a_day_apart(one: Value, other: Value) -> bool:
    """8:15 tonight is 20:15: an hour of twelve that its own words do not give to the morning."""
    return other.low - one.low == _TWELVE_HOURS and not _MORNING.search(one.text)


def _month_and_a_half(one: Value, other: Value) -> bool:
    """A month and a half is 45 days; whole months are no number of days."""
    months, days = (one, other) if one.unit == "month" else (other, one)
    if months.low % 1 != _HALF or months.high % 1 != _HALF:
        return False
    return (months.low * _DAYS, months.high * _DAYS) == (days.low, days.high)


def _sheet_grams(one: Value, other: Value) -> bool:
    """Cloth and paper of 180 gsm are 180克 in Chinese: the square metre goes without saying."""
    grams = one if one.unit == "g" else other
    return {one.unit, other.unit} == {"g", "gsm"} and "克" in grams.text


def _same_day(one: Decimal, other: Decimal) -> bool:
    if one < 100 or other < 100:
        return one % 100 == other % 100
    if one < 10000 or other < 10000:
        return one % 10000 == other % 10000
    return one == other


def _near(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= max(abs(one), abs(other)) * _CONVERSION
