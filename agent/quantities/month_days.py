"""Days whose month was named before: 6月8号发的,10号到12号之间能到; delivered on 3 June, by the 18th at the latest."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal

from agent.quantities.dates import Found

_REACH = 60
"""Characters back to the date that names the month."""
_DAY = r"3[01]|[12]\d|0?[1-9]"
_ZH = re.compile(
    rf"(?<![\d月年./:-])(?:(?P<a>{_DAY})\s?[日号]?\s?(?:到|至|-|~)\s?(?P<b>{_DAY})\s?[日号]|(?P<only>{_DAY})\s?[日号](?=之?前|以前|左右"
    r"|为止|截止|到期|[，,。;]))(?![楼线店色码机电球仓柜库桌])"
)
_EN = re.compile(
    rf"(?<![A-Za-z])the (?P<a>{_DAY})(?:st|nd|rd|th)(?: (?:to|and|or|until|through) the (?P<b>{_DAY})(?:st|nd|rd|th))?"
    r"(?=$|[.,;:!?)]|\s(?:at|and|or|to|so|if|but|as|in|you|we|it|which|inclusive)(?![a-z])|\s[-(])",
    re.IGNORECASE,
)


def days_of_named_month(text: str, dates: Sequence[Found]) -> list[Found]:
    """(value, "day", start, end) of each such day, in the month of the date before it; the next month when the day of
    the month is smaller. dates: the dates of the text in order; their values are yyyymmdd, yyyy = 0 without a year."""
    known = [found for found in dates if found[1] == "day"]
    if not known:
        return []
    ends = [found[3] for found in known]
    found: list[Found] = []
    for match in [*(_ZH.finditer(text) if "号" in text or "日" in text else ()), *_EN.finditer(text)]:
        place = bisect_left(ends, match.start() + 1) - 1
        if place < 0 or match.start() - ends[place] > _REACH:
            continue
        for name in ("a", "b", "only"):
            if match.groupdict().get(name):
                end = match.end() if name != "a" or not match["b"] else match.end("a")
                found.append((_after(known[place][0], int(match[name])), "day", match.start(name), end))
    return found


def _after(packed: Decimal, day: int) -> Decimal:
    year, month, before = int(packed) // 10000, int(packed) // 100 % 100, int(packed) % 100
    if day < before:
        year, month = (year + (month == 12) if year else 0), month % 12 + 1
    return Decimal(year * 10000 + month * 100 + day)
