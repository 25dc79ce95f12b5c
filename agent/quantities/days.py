"""Days named from today: 周五前 · 下周一 · by Friday · 月底前 · end of next month · 下个月5号. All need `now`."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from agent.quantities.numbers import zh_number

Named = tuple[date, int, int]

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HAN_WEEKDAY = "一二三四五六日天"
_ZH_DAY = re.compile(
    rf"(?<![一两二三四五六七八九十几\d每半整满])(?P<week>上个?|下个?|本|这个?)?(?:周|星期|礼拜)(?P<day>[{_HAN_WEEKDAY}])"
    rf"(?![次回遍个年天月小]|\s?(?:至|到|-|~)\s?(?:周|星期|礼拜)?[{_HAN_WEEKDAY}])"
)
_EN_NAMES = r"(?P<day>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sun)day(?![A-Za-z])"
_EN_DAY = re.compile(
    rf"(?<![A-Za-z])(?:(?:by|on|before|until|till|from|for)\s)?(?P<name>(?P<week>(?:this|next|last|coming)\s)?{_EN_NAMES})"
    r"(?!,?\s(?:\d|the\s\d|jan|feb|mar|apr|may\s\d|jun|jul|aug|sep|oct|nov|dec)|\s?(?:-|to|through|and)\s?[A-Z][a-z]+day)",
    re.IGNORECASE,
)
_SAID = re.compile(r"(?:by|on|before|until|till|from|for)\s$", re.IGNORECASE)
"""A weekday by itself is a day only after such a word; "Monday hours" are not a day."""
_RANGE_BEFORE = re.compile(rf"[{_HAN_WEEKDAY}]\s?(?:至|到|-|~)\s?$|day\s?(?:-|to|through|and)\s?$", re.IGNORECASE)
_OF_MONTH = re.compile(
    r"(?P<month>本月|这个?月|当月|下个?月|上个?月)\s?(?P<day>3[01]|[12]\d|0?[1-9]|[一二三四五六七八九十]{1,3})\s?[日号]"
)
_MONTH_END = re.compile(
    r"(?<![\d一二三四五六七八九十])(?P<zh>本|这个?|当|下个?)?月[底末]|(?P<year>今年|本)?年[底末](?!奖)"
    r"|(?<![A-Za-z])(?:the\s)?(?:month[ -]end|end of (?P<en>the|this|next)?\s?(?P<what>month|year))(?![A-Za-z])",
    re.IGNORECASE,
)
_WEEK = {"上": -1, "下": 1, "本": 0, "这": 0, "n": 1, "l": -1, "t": 0}


def named_days(text: str, now: datetime | None) -> list[Named]:
    """(day, start, end) of weekdays, ends of months and days of this or the next month; nothing without `now`.

    A weekday with no this or next is the first one from today on; 下周五 and "next Friday" are of the next week
    (Monday to Sunday); the end of a month is its last day.
    """
    if now is None:
        return []
    today = now.date()
    found: list[Named] = []
    if "周" in text or "星期" in text or "礼拜" in text:
        for match in _ZH_DAY.finditer(text):
            if _RANGE_BEFORE.search(text, max(0, match.start() - 4), match.start()) is None:
                place = min(_HAN_WEEKDAY.index(match["day"]), 6)
                found.append((_weekday(today, place, match["week"]), *match.span()))
    if "day" in text or "DAY" in text:
        found += _english_weekdays(text, today)
    if "月" in text:
        found += _days_of_month(text, today)
    if "底" in text or "末" in text or "month" in text.lower() or "end of" in text.lower():
        for match in _MONTH_END.finditer(text):
            found.append((_end(match, today), *match.span()))
    return found


def _english_weekdays(text: str, today: date) -> list[Named]:
    found = []
    for match in _EN_DAY.finditer(text):
        said = match["week"] or _SAID.search(text, max(0, match.start("name") - 7), match.start("name"))
        if said and _RANGE_BEFORE.search(text, max(0, match.start() - 9), match.start("name")) is None:
            place = _WEEKDAYS.index(match["day"][:3].lower())
            found.append((_weekday(today, place, match["week"]), *match.span("name")))
    return found


def _weekday(today: date, place: int, week: str | None) -> date:
    shift = _WEEK.get(week[0].lower()) if week else None
    if shift is None:
        return today + timedelta(days=(place - today.weekday()) % 7)
    return today + timedelta(days=place - today.weekday() + 7 * shift)


def _days_of_month(text: str, today: date) -> list[Named]:
    found = []
    for match in _OF_MONTH.finditer(text):
        day = int(match["day"]) if match["day"].isdigit() else _han(match["day"])
        shift = {"下": 1, "上": -1}.get(match["month"][0], 0)
        year, month = _month(today, shift)
        if 1 <= day <= monthrange(year, month)[1]:
            found.append((date(year, month, day), *match.span()))
    return found


def _han(text: str) -> int:
    read = zh_number(text)
    return int(read[0]) if read is not None and read[0] == read[1] else 0


def _end(match: re.Match[str], today: date) -> date:
    if (match["what"] or "").lower() == "year" or "年" in match[0]:
        shift = 1 if (match["en"] or "").lower() == "next" else 0
        return date(today.year + shift, 12, 31)
    ahead = (match["zh"] or "")[:1] == "下" or (match["en"] or "").lower() == "next"
    year, month = _month(today, 1 if ahead else 0)
    return date(year, month, monthrange(year, month)[1])


def _month(today: date, shift: int) -> tuple[int, int]:
    months = today.year * 12 + today.month - 1 + shift
    return months // 12, months % 12 + 1
