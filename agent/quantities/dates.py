"""Calendar dates and clock times: 2026-11-20 · 11月20日 · 20 November 2026 · Nov 20 · 16:00 · 下午4点半 · tomorrow."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from agent.quantities.numbers import EN_WORD

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DIGITS = re.compile(
    r"(?<![\d.])(?P<y>20\d\d)[-/.](?P<m>1[0-2]|0?[1-9])[-/.](?P<d>3[01]|[12]\d|0?[1-9])(?!\d)"
    r"|(?<![\d.])(?:(?P<zy>20\d\d)\s?年\s?)?(?P<zm>1[0-2]|0?[1-9])\s?月\s?(?P<zd>3[01]|[12]\d|0?[1-9])(?:\s?[日号]?\s?"
    r"(?:-|~|至|到)\s?(?P<zd2>3[01]|[12]\d|0?[1-9])(?=\s?[日号]))?\s?[日号]?(?![\d.])"
    r"|(?<![\d.])(?P<my>20\d\d)\s?年\s?(?P<mm>1[0-2]|0?[1-9])\s?月"
    r"|(?<![\d.第-])(?P<only>1[0-2]|[1-9])月(?!\s?\d|龄|刊|子|费|租|付|结|卡|票)"
)
_MONTH_ALONE = re.compile(
    r"(?<![A-Za-z])(?:in|by|until|till|from|of|before|after|since|this|next|last|early|late|mid|during|for|end of)[ -]"
    r"(?P<m>January|February|March|April|May|June|July|August|September|October|November|December)(?![A-Za-z]|\.?\s\d)"
)
"""A month by itself is one only after such a word: May and March are words too."""
_EN = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?:(?P<d0>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\s?(?:-|to|and|until)\s?)?(?P<d1>3[01]"
    rf"|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?:\sof)?\s(?P<m1>{_MONTH})(?![A-Za-z])(?:,?\s(?P<y1>20\d\d))?"
    rf"|(?P<m2>{_MONTH})\s(?P<d2>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d|\s?%)(?:,?\s(?P<y2>20\d\d))?"
    rf"|(?P<m3>{_MONTH})\s(?P<y3>20\d\d))(?!\d)",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"(?<![\d./])(?P<a>[0-3]?\d)/(?P<b>[0-3]?\d)/(?P<y>20\d\d)(?![\d/])")
"""Day and month of 20/11/2026 are told apart by which is over 12; of 05/06/2026 they cannot be (see either_way)."""
_LAST_MONTH = 12
_HAN_MONTH = re.compile(
    r"(?:(?P<y>二[〇零][一二三四五六七八九〇零]{2})年)?(?P<m>十[一二]?|[一二三四五六七八九])月(?P<d>二十[一二三四五六七八九]?|三十一?|十[一二三四五六七八九]?"
    r"|[一二三四五六七八九])[日号]"
)
_CLOCK = re.compile(
    r"(?<![\d:.])(?P<h>2[0-3]|[01]?\d):(?P<m>[0-5]\d)(?::[0-5]\d)?(?:\s?(?P<ap>[ap])(?:\.\s?m\.?|m(?![A-Za-z])))?(?![\d:])"
    r"|(?<![\d.])(?P<h2>1[0-2]|0?[1-9])\s?(?P<ap2>[ap])(?:\.\s?m\.?|m)(?![A-Za-z])"
    r"|(?P<part>凌晨|早上|上午|中午|下午|傍晚|晚上|今晚)?\s?(?<![\d.有下共这那列几])(?P<zh>2[0-4]|1\d|\d)\s?点(?:(?P<zhalf>半)|"
    r"(?P<zmin>[0-5]?\d)\s?分|(?P<zlate>[0-5]\d)(?![\d.%]|\s?[元块个件包盒条天号年月日公斤克米kKgG]))?"
    r"(?![\d个心击赞])",
    re.IGNORECASE,
)
_HAN_HOUR = r"十[一二]?|[两二三四五六七八九]|一(?=点(?:[半钟整前后到至之,。;!?]|$))"
_HAN_CLOCK = re.compile(
    rf"(?:(?P<part>凌晨|早上|上午|中午|下午|傍晚|晚上|今晚|明早|明晚)(?P<h>{_HAN_HOUR})点|(?<![一二三四五六七八九十零])(?P<h2>{_HAN_HOUR})"
    r"点(?=半(?!价|折)|钟|整|[一三]刻|[一二三四五]十[一二三四五六七八九]?分))(?:(?P<half>半)|(?P<quarter>[一三])刻|钟|整|(?P<m>[一二三四五]十[一二三四五六七八九]?)分)?"
    r"(?![\d个心击赞一二三四五六七八九点])"
)
"""Hours in Han numerals: only after a part of the day or before 半, 钟, 整, minutes; 三点建议 is no time."""
_NOON = re.compile(r"(?<![A-Za-z])(?:at|by|before|until|till|after)\s(?P<noon>noon)(?![A-Za-z])", re.IGNORECASE)
_PAST = re.compile(
    r"(?<![A-Za-z])(?P<part>half|(?:a )?quarter) past (?P<h>1[0-2]|[1-9]|one|two|three|four|five|six|seven|eight|nine"
    r"|ten|eleven|twelve)(?![A-Za-z\d:])",
    re.IGNORECASE,
)
_MINUTES = {"half": 30, "quarter": 15, "a quarter": 15}
_LATE_PARTS = frozenset(["下午", "傍晚", "晚上", "今晚", "明晚", "中午"])
_RELATIVE = re.compile(
    r"大后天|后天|(?<![之以提])前天|明[天日晚早]|今[天日晚]|昨[天日]"
    r"|(?<![A-Za-z])(?:day after tomorrow|tomorrow|today|tonight"
    r"|yesterday)(?![A-Za-z])",
    re.IGNORECASE,
)
_SHIFT = {"大": 3, "后": 2, "明": 1, "今": 0, "昨": -1, "前": -2, "d": 2, "y": -1}
_HAS_MONTH = re.compile("|".join(_MONTHS), re.IGNORECASE)

Found = tuple[Decimal, str, int, int]


def _packed(year: int, month: int, day: int, now: datetime | None) -> Decimal | None:
    """yyyymmdd; without a year, the nearest one around `now`, else 0. None when there is no such day."""
    try:
        date(year or 2024, month, day)
    except ValueError:
        return None
    if not year and now is not None:
        years = [near for near in (now.year - 1, now.year, now.year + 1) if (month, day) != (2, 29) or near % 4 == 0]
        year = min(years, key=lambda near: abs((date(near, month, day) - now.date()).days), default=0)
    return Decimal(year * 10000 + month * 100 + day)


def calendar(text: str, now: datetime | None) -> list[Found]:
    """(value, unit, start, end) of each date; a range's first date takes the year of its second, and the reverse."""
    found: list[tuple[int, int, int, int, int]] = []
    for match in _DIGITS.finditer(text):
        if match["only"]:
            found.append((0, int(match["only"]), 0, match.start(), match.end()))
        elif match["my"]:
            found.append((int(match["my"]), int(match["mm"]), 0, match.start(), match.end()))
        else:
            year, month, day = match["y"] or match["zy"], match["m"] or match["zm"], match["d"] or match["zd"]
            last = match["zd2"]
            if last is not None:
                found.append((int(year or 0), int(month), int(day), match.start(), match.end("zd")))
                found.append((int(year or 0), int(month), int(last), match.start("zd2"), match.end()))
            else:
                found.append((int(year or 0), int(month), int(day), match.start(), match.end()))
    if "月" in text:
        found += [
            (_han_year(match["y"]), _han(match["m"]), _han(match["d"]), *match.span())
            for match in _HAN_MONTH.finditer(text)
        ]
    if "/20" in text:
        found += _slashed(text)
    if _HAS_MONTH.search(text):
        for match in _EN.finditer(text):
            name = match["m1"] or match["m2"] or match["m3"]
            month = _MONTHS.index(name[:3].lower()) + 1
            year, day = match["y1"] or match["y2"] or match["y3"] or 0, match["d1"] or match["d2"] or 0
            start = match.start()
            if match["d0"]:
                found.append((int(year), month, int(match["d0"]), start, match.end("d0")))
                start = match.start("d1")
            found.append((int(year), month, int(day), start, match.end()))
        for match in _MONTH_ALONE.finditer(text):
            found.append((0, _MONTHS.index(match["m"][:3].lower()) + 1, 0, match.start("m"), match.end()))
    return _with_years(text, sorted(found, key=lambda item: item[3]), now)


def _with_years(text: str, found: list[tuple[int, int, int, int, int]], now: datetime | None) -> list[Found]:
    values: list[Found] = []
    for place, (year, month, day, start, end) in enumerate(found):
        if day == 0:
            values.append((Decimal(year * 100 + month), "month", start, end))
            continue
        for other in (place + 1, place - 1):
            if not year and 0 <= other < len(found) and found[other][0]:
                between = text[min(end, found[other][4]) : max(start, found[other][3])]
                if re.fullmatch(r"\s*(?:-|~|—|至|到|to|until|and)\s*", between):
                    year = found[other][0]
        packed = _packed(year, month, day, now)
        if packed is not None:
            values.append((packed, "day", start, end))
    return values


def _slashed(text: str) -> list[tuple[int, int, int, int, int]]:
    found = []
    for match in _SLASHED.finditer(text):
        first, second = int(match["a"]), int(match["b"])
        if first == second or (first > 12) != (second > 12):
            day, month = max(first, second), min(first, second)
            found.append((int(match["y"]), month, day, *match.span()))
    return found


def either_way(text: str) -> list[tuple[Decimal, Decimal, int, int]]:
    """(earlier, later, start, end) of 05/06/2026: 6 May in one country and 5 June in another, so it says either."""
    found = []
    for match in _SLASHED.finditer(text) if "/20" in text else ():
        first, second = int(match["a"]), int(match["b"])
        if first != second and 1 <= first <= _LAST_MONTH and 1 <= second <= _LAST_MONTH:
            year, low, high = int(match["y"]) * 10000, min(first, second), max(first, second)
            found.append((Decimal(year + low * 100 + high), Decimal(year + high * 100 + low), *match.span()))
    return found


def _han_year(text: str | None) -> int:
    digits = "零一二三四五六七八九"
    return int("".join(str(digits.index(digit)) for digit in text.replace("〇", "零"))) if text else 0


def _han(text: str) -> int:
    digits = "零一二三四五六七八九"
    tens, ten, ones = text.partition("十")
    if not ten:
        return digits.index(tens)
    return (digits.index(tens) if tens else 1) * 10 + (digits.index(ones) if ones else 0)


def clocks(text: str) -> list[Found]:
    """(minutes since midnight, "clock", start, end) of each time of day."""
    found: list[Found] = []
    for match in _CLOCK.finditer(text):
        half = match["ap"] or match["ap2"]
        hour = int(match["h"] or match["h2"] or match["zh"])
        minute = int(match["m"] or match["zmin"] or match["zlate"] or 0) + (30 if match["zhalf"] else 0)
        hour = hour % 12 + (12 if half.lower() == "p" else 0) if half else _of_part(hour, match["part"])
        found.append((Decimal(hour * 60 + minute), "clock", match.start(), match.end()))
    if "点" in text:
        for match in _HAN_CLOCK.finditer(text):
            hour = _of_part(_han((match["h"] or match["h2"]).replace("两", "二")), match["part"])
            minute = 30 if match["half"] else _han(match["m"]) if match["m"] else 15 * _han(match["quarter"] or "")
            found.append((Decimal(hour * 60 + minute), "clock", match.start(), match.end()))
    if " past " in text:
        for match in _PAST.finditer(text):
            hour = int(match["h"]) if match["h"].isdigit() else EN_WORD[match["h"].lower()]
            found.append((Decimal(hour * 60 + _MINUTES[match["part"].lower()]), "clock", *match.span()))
    if "noon" in text:
        found += [(Decimal(720), "clock", *match.span("noon")) for match in _NOON.finditer(text)]
    return found


def _of_part(hour: int, part: str | None) -> int:
    """The hour of the day: 下午3点 is 15, 晚上12点 is 24, 中午11点 stays 11."""
    if part in ("晚上", "今晚", "明晚") and hour == 12:
        return 24
    return hour + 12 if part in _LATE_PARTS and 1 <= hour < 12 and hour != 11 else hour


def relative(text: str, now: datetime | None) -> list[Found]:
    """(yyyymmdd, "day", start, end) of 明天, tomorrow and their like; nothing without `now`."""
    if now is None:
        return []
    found: list[Found] = []
    for match in _RELATIVE.finditer(text):
        day = now.date() + timedelta(days=_SHIFT.get(match[0][0].lower(), 1 if match[0][:3].lower() == "tom" else 0))
        found.append((Decimal(day.year * 10000 + day.month * 100 + day.day), "day", match.start(), match.end()))
    return found
