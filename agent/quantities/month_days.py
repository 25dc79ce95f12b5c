"""Days of a month named before or not at all: 6月8号发的,10号到12号之间能到; by the 18th at the latest; 16号签收."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
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
_ZH_ALONE = re.compile(
    rf"(?<![\d月年./:-])(?<!双)(?P<d>{_DAY})(?:号(?![楼线店色码机电球仓柜库桌门车院馆厅台])"
    r"|\s?日(?=\s?(?:签收|收货|起|周[一二三四五六日]|星期|凌晨|早|晚|上午|中午|下午|傍晚|付款|下单|之前|发出|寄出|截止)))"
    rf"|(?<=[从自于到至即在是])\s?(?P<e>{_DAY})\s?日(?![内以之到至后左免保无]|前)"
)
_EN_ALONE = re.compile(
    rf"(?<![A-Za-z])the (?P<d>{_DAY})(?:st|nd|rd|th)"
    r"(?=$|[.,;:!?)]|\s(?:at|and|or|to|so|if|but|as|in|you|we|i|it|which|inclusive|with|for|before|after|on|by|was|is"
    r"|until|till|from|since|when|because|evening|morning|afternoon|night|counts?|means?)(?![a-z])|\s[-(])",
    re.IGNORECASE,
)


def days_of_named_month(text: str, dates: Sequence[Found]) -> list[Found]:
    """(value, "day", start, end) of each such day, in the month of the date before it, or in the next one when the day
    is smaller; without such a date the day alone (27). dates: of the text, in order, as yyyymmdd, yyyy = 0 without a
    year."""
    known = [found for found in dates if found[1] == "day"]
    ends = [found[3] for found in known]
    found: list[Found] = []
    spoken: list[int] = []
    for match in [*(_ZH.finditer(text) if "号" in text or "日" in text else ()), *_EN.finditer(text)]:
        place = bisect_left(ends, match.start() + 1) - 1
        if place < 0 or match.start() - ends[place] > _REACH:
            continue
        spoken.append(match.start())
        for name in ("a", "b", "only"):
            if match.groupdict().get(name):
                end = match.end() if name != "a" or not match["b"] else match.end("a")
                found.append((_after(known[place][0], int(match[name])), "day", match.start(name), end))
    return [*found, *_of_no_month(text, spoken)]


def _of_no_month(text: str, spoken: Sequence[int]) -> Iterator[Found]:
    """The 27th and 16日签收 where no month was named: the day of the month alone, a number below 100."""
    for match in [*(_ZH_ALONE.finditer(text) if "号" in text or "日" in text else ()), *_EN_ALONE.finditer(text)]:
        if match.start() not in spoken:
            name = "e" if match.groupdict().get("e") else "d"
            yield Decimal(int(match[name])), "day", match.start(name), match.end()


def _after(packed: Decimal, day: int) -> Decimal:
    year, month, before = int(packed) // 10000, int(packed) // 100 % 100, int(packed) % 100
    if day < before:
        year, month = (year + (month == 12) if year else 0), month % 12 + 1
    return Decimal(year * 10000 + month * 100 + day)
