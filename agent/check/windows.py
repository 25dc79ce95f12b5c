"""Last days: a day plus a time within which something may be done, or runs out; and how late today is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from agent.check.claims import RawClaim
from agent.check.grounds import Grounds
from agent.check.rulings import Ruling, show
from agent.quantities import Value, equal

Judged = Sequence[tuple[RawClaim, Ruling]]
_UNTIL = re.compile(
    r"(?:到|至|截止|为止|算到|不晚于|也就是|即|保到|延到|止于|过保)[^,。;]{0,8}$"
    r"|(?<![a-z])(?:until|till|through|by|before|ends?|ended|expires?|expired|runs? out|up to(?: and including)?"
    r"|that is|no later than|deadline)(?:\s(?:on|noon|midnight|the|[a-z]+ time|on the))*(?:\s[a-z]+){0,4}\s$",
    re.IGNORECASE,
)
_UNTIL_AFTER = re.compile(r"^\s?(?:为止|截止|之?前|到期|过保|才满|就满|才过保|[^,。;]{0,4}截止)")
_LATE = re.compile(
    r"超|过了|晚了?|迟|逾|已经?过|(?<![a-z])(?:late|over|past|ago|after|exceed|too many|overdue)(?![a-z])",
    re.IGNORECASE,
)
_TODAY = re.compile(r"(?:今天|今日|现在是?|(?<![a-z])today(?:,| is| being| \(| the)?)\s?(?:是|\()?\s?$", re.IGNORECASE)
_FROM = {
    "delivery": ("order.signed_at", "order.shipped_at"), "return": ("order.signed_at",),
    "exchange": ("order.signed_at",),
    "warranty": ("order.signed_at",), "faulty": ("order.signed_at",), "damaged": ("order.signed_at",),
    "price_protection": ("order.paid_at",), "dispatch": ("order.paid_at",), "refund": ("order.signed_at",),
}  # fmt: skip
"""From which days of the order the time of a matter may run when the text names none."""
_PER_DAY, _MONTHS, _LONGEST, _WITH_YEAR = Decimal(24), 12, 4000, 10000
_WITH_MONTH, _LONGEST_MONTH = 100, 31
_AHEAD, _SOME_DAY = timedelta(days=90), date(2025, 12, 31)


def last_day(claim: RawClaim, judged: Judged, grounds: Grounds, *, pair: bool) -> Ruling | None:
    """The working of a date that ends a time: a day of the text or order plus the time said, or that of a clause.

    pair: it is one of two days between which something holds; only a time of two to four days gives two such days."""
    value: Value = claim.value
    if _is_today(claim, grounds):
        return Ruling("proved", (), "today")
    if value.unit not in ("day", "month") or not (pair or _is_end(claim)):
        return None
    starts = list(_starts(claim, judged, _today(grounds)))
    times = [time for time in _times(claim, judged, grounds) if not pair or time[0].low < time[0].high]
    for start, ids in starts or _order_days(claim, grounds):
        for span, more in times:
            for end in _ends(start, span):
                if _is_day(value, end):
                    return Ruling("proved", tuple(dict.fromkeys(ids + more)), f"{start} + {show(span)} = {end}")
    return None


def against_window(claim: RawClaim, ruling: Ruling, judged: Judged, grounds: Grounds) -> Ruling | None:
    """Why a proved last day cannot be: its sentence names the day before it and the one time that runs from then."""
    value = claim.value
    if ruling.verdict != "proved" or claim.kind != "date" or not _is_end(claim) or value.unit not in ("day", "month"):
        return None
    inside = [(each, other) for each, other in judged if each.sentence is claim.sentence and other.verdict == "proved"]
    days = [each.value for each, _ in inside if each.kind == "date" and each.value.unit == "day" and each is not claim]
    times = [each.value for each, _ in inside if each.kind == "duration"]
    start = _date(days[0], _today(grounds)) if len(days) == len(times) == 1 else None
    if start is None or days[0].span.start > times[0].span.start or times[0].span.start > value.span.start:
        return None
    if times[0].low != times[0].high:
        return None
    ends = list(_ends(start, times[0]))
    if not ends or any(_is_day(value, end) or _is_day(value, end + timedelta(days=1)) for end in ends):
        return None
    why = f"{start} + {show(times[0])} = {ends[-1]}, not {claim.text}"
    return Ruling("contradicted", ruling.evidence, why)


def days_late(claim: RawClaim, judged: Judged, grounds: Grounds) -> Ruling | None:
    """How many days lie between two days of the text, where it says that something is over or late."""
    value: Value = claim.value
    if value.unit not in ("day", "hour") or value.low != value.high or not _LATE.search(claim.clause.text):
        return None
    now = _today(grounds)
    near = [
        (day, other.evidence) for each, other in judged
        if each.kind == "date" and other.verdict == "proved" and (day := _date(each.value, now)) is not None
    ]  # fmt: skip
    wanted = value.low if value.unit == "day" else value.low / _PER_DAY
    for place, (one, ids) in enumerate(near):
        for other_day, more in near[place + 1 :]:
            if abs((other_day - one).days) == wanted:
                late, early = max(one, other_day), min(one, other_day)
                return Ruling("proved", tuple(dict.fromkeys(ids + more)), f"{late} − {early} = {show(value)}")
    return None


def _is_today(claim: RawClaim, grounds: Grounds) -> bool:
    value = claim.value
    if grounds.now is None or value.unit != "day" or not _TODAY.search(_before(claim)):
        return False
    return _is_day(value, _today(grounds))


def _before(claim: RawClaim) -> str:
    return claim.sentence.text[: claim.span.start - claim.sentence.start]


def _is_end(claim: RawClaim) -> bool:
    after = claim.sentence.text[claim.span.end - claim.sentence.start :]
    return _UNTIL.search(_before(claim)) is not None or _UNTIL_AFTER.search(after) is not None


def _starts(claim: RawClaim, judged: Judged, now: date) -> Iterator[tuple[date, tuple[str, ...]]]:
    """Proved days of its sentence before it, else of the sentences beside it."""
    beside = {id(each) for each in claim.around}
    days: list[tuple[bool, date, tuple[str, ...]]] = []
    for each, ruling in judged:
        if each.kind != "date" or ruling.verdict != "proved" or each is claim or equal(each.value, claim.value):
            continue
        inside = each.sentence is claim.sentence
        day = _date(each.value, now) if inside or id(each.sentence) in beside else None
        if day is not None:
            days.append((inside, day, ruling.evidence))
    own = any(inside for inside, _, _ in days)
    yield from ((day, ids) for inside, day, ids in days if inside or not own)


def _order_days(claim: RawClaim, grounds: Grounds) -> Iterator[tuple[date, tuple[str, ...]]]:
    topics = claim.clause.own | claim.sentence.topics
    order = tuple(f"orders#{id}" for id in grounds.order_ids[:1])
    names = dict.fromkeys(name for topic in sorted(topics & _FROM.keys()) for name in _FROM[topic])
    yield from ((grounds.order_days[name], order) for name in names if name in grounds.order_days)


def _times(claim: RawClaim, judged: Judged, grounds: Grounds) -> Iterator[tuple[Value, tuple[str, ...]]]:
    """The time that its sentence says; else one said beside it; else those of clauses about the same."""
    beside = {id(each) for each in claim.around}
    said = [
        (each.sentence is claim.sentence, each.value, ruling.evidence) for each, ruling in judged
        if each.kind == "duration" and ruling.verdict == "proved"
        and (each.sentence is claim.sentence or id(each.sentence) in beside)
    ]  # fmt: skip
    own = [(value, ids) for inside, value, ids in said if inside]
    if own:
        yield from own
        return
    yield from ((value, ids) for _, value, ids in said)
    topics = claim.clause.own & _FROM.keys() or claim.sentence.topics & _FROM.keys()
    for found in grounds.values.get("duration", ()) if topics else ():
        about = found.clause.own if found.clause is not None else frozenset()
        heading = found.source.section
        if topics & (about | heading) and not found.implied and found.value.op != "ge":
            yield found.value, (found.source.id,)


def _ends(start: date, span: Value) -> Iterator[date]:
    for amount in dict.fromkeys((span.low, span.high)):
        if span.unit == "month" and amount % 1 == 0 and amount < _LONGEST:
            months = start.year * _MONTHS + start.month - 1 + int(amount)
            day = min(start.day, 28) if start.day > 28 else start.day
            yield date(months // _MONTHS, months % _MONTHS + 1, day)
            continue
        days = amount / _PER_DAY if span.unit == "hour" else amount if span.unit == "day" else None
        if days is not None and days % 1 == 0 and days < _LONGEST:
            yield start + timedelta(days=int(days))


def _is_day(value: Value, day: date) -> bool:
    packed = int(value.low)
    if packed < _WITH_MONTH and value.unit == "day":
        return packed == day.day
    if value.unit == "month":
        return packed % 100 == day.month and packed // 100 in (0, day.year)
    return packed % 10000 == day.month * 100 + day.day and packed // 10000 in (0, day.year)


def _today(grounds: Grounds) -> date:
    """The day of the conversation in the shop's zone."""
    if grounds.now is None:
        return _SOME_DAY
    return grounds.now.astimezone(grounds.zone).date() if grounds.zone else grounds.now.date()


def _date(value: Value, now: date) -> date | None:
    """The day itself; of no month the last such day until now; of no year and far ahead, of the year before."""
    packed = int(value.low)
    if value.unit != "day":
        return None
    if packed < _WITH_MONTH:
        return next(
            (day for day in (now - timedelta(days=ago) for ago in range(_LONGEST_MONTH)) if day.day == packed), None
        )
    try:
        day = date(packed // 10000 or now.year, packed // 100 % 100, packed % 100)
        return day if packed >= _WITH_YEAR or day <= now + _AHEAD else day.replace(year=now.year - 1)
    except ValueError:
        return None


_TOGETHER = re.compile(
    r"一共|总共|合计|加起来|共|合起来|(?<![a-z])(?:altogether|in total|in all|together|total)(?![a-z])", re.IGNORECASE
)
_EARLIER = re.compile(r"提前|早|快|(?<![a-z])(?:earlier|sooner|faster|ahead|quicker)(?![a-z])", re.IGNORECASE)


def times_together(claim: RawClaim, judged: Judged) -> Ruling | None:
    """Two proved times of its sentence or beside it added up where the words say so, or one taken off the other."""
    value: Value = claim.value
    beside = {id(claim.sentence), *(id(each) for each in claim.around)}
    times = [
        (each.value, ruling.evidence) for each, ruling in judged
        if each.kind == "duration" and ruling.verdict == "proved" and id(each.sentence) in beside
        and each is not claim and each.value.unit == value.unit
    ]  # fmt: skip
    bare = [
        each for clause in claim.sentence.clauses for each in clause.values if each.kind == "count" and not each.unit
    ]
    times += [(each, ()) for each in bare if each.low < each.high]
    added = _TOGETHER.search(claim.clause.text) is not None
    shortened = _EARLIER.search(claim.sentence.text) is not None
    for place, (one, ids) in enumerate(times if added or shortened else ()):
        for other, more in times[place + 1 :]:
            evidence = tuple(dict.fromkeys(ids + more))
            low, high = one.low + other.low, one.high + other.high
            if added and value.high == high and value.low in (low, one.low, other.low, high):
                return Ruling("proved", evidence, f"{show(one)} + {show(other)} = {show(value)}")
            if shortened and value.low == value.high == abs(one.low - other.low):
                return Ruling("proved", evidence, f"{show(one)} − {show(other)} = {show(value)}")
    return None
