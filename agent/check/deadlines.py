"""Days that only today can date (by Friday, 月底前): backed when a limit of the evidence runs out no later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from agent.check.claims import RawClaim
from agent.check.grounds import Found, Grounds
from agent.check.rulings import Ruling, show
from agent.quantities import Value

_FROM = {"dispatch": "order.paid_at", "delivery": "order.shipped_at"}
"""From which day of the order the limit of a matter runs; without one, from today for what is not begun yet."""
_FROM_TODAY = frozenset({"dispatch", "reply", "resend"})
_SATURDAY = 5
_LONGEST = 400


def by_limit(claim: RawClaim, grounds: Grounds) -> Ruling | None:
    """The clause whose limit, reckoned from the order's day or from today, ends on or before the day that is named."""
    named = _day(claim.value)
    if named is None or grounds.now is None or any(character.isdigit() for character in claim.text):
        return None
    today = _today(grounds.now, grounds)
    for found in grounds.values.get("duration", ()):
        topics = claim.clause.about & found.clause.about if found.clause is not None else frozenset()
        if found.value.op == "ge" or found.implied:
            continue
        for start in _starts(topics, grounds, today):
            end = _later(start, found)
            if end is not None and today <= end <= named:
                return Ruling("proved", (found.source.id,), f"{start} + {show(found.value)} = {end}, by {named}")
    return None


def _today(now: datetime, grounds: Grounds) -> date:
    return now.astimezone(grounds.zone).date() if grounds.zone else now.date()


def _day(value: Value) -> date | None:
    packed = int(value.low)
    try:
        return date(packed // 10000, packed // 100 % 100, packed % 100) if value.unit == "day" else None
    except ValueError:
        return None


def _starts(topics: frozenset[str], grounds: Grounds, today: date) -> Iterator[date]:
    for topic in topics & _FROM.keys():
        if _FROM[topic] in grounds.order_days:
            yield grounds.order_days[_FROM[topic]]
    if topics & _FROM_TODAY:
        yield today


def _later(start: date, found: Found) -> date | None:
    """The day on which the limit is over; business days leave weekends out."""
    value = found.value
    if value.unit == "business_day" and value.high < _LONGEST:
        day, left = start, int(value.high.to_integral_value(rounding="ROUND_CEILING"))
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < _SATURDAY
        return day
    per_day = {"hour": Decimal(24), "day": Decimal(1)}.get(value.unit)
    if per_day is None or value.high / per_day > _LONGEST:
        return None
    return start + timedelta(days=int((value.high / per_day).to_integral_value(rounding="ROUND_CEILING")))
