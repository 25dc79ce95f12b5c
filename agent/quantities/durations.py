"""Spans of time: 七天 · 俩月 · 两年半 · 2-3个工作日 · 48 h · within 7 days.

Business days are not days, months are not days; a week is 7 days, a year 12 months.
"""

from __future__ import annotations

import re
from decimal import Decimal

_UNIT = re.compile(
    r"[\s]?-?(?P<half>个半|half[ -])?(?:"
    r"(?P<business_day>个?工作日|个工作天|工作天|(?:business|working|work|week)[ -]?days?['’]?)"
    r"|(?P<second>秒钟?|seconds?|secs?)"
    r"|(?P<minute>分钟|(?<=[时点]\d)分|(?<=[时点]\d\d)分|分(?=左右|以内|内)|minutes?|mins?)"
    r"|(?P<quarter_hour>刻钟)|(?P<hour>个?小时|个?钟头|个钟|hours?['’]?|hrs?|h(?=[\s,.;!?)]|$|内|以内|[\u4e00-\u9fff]))"
    r"|(?P<week>个?星期(?![一二三四五六日天])|个?礼拜(?![一二三四五六日天])|周(?!(?:[一二三四五六日](?![次回遍])|末"
    r"|边|围|岁|年))(?!(?<=四周)(?<![约要需等满近多少为是第过了用]四周)(?![内之以后左前就才发到交保完出时]|\s*(?:[,。;!?)]|$)))|weeks?['’]?|wks?)"
    r"|(?P<fortnight>fortnights?)"
    r"|(?P<quarter>个季度)"
    r"|(?P<month>个整?月|(?<=半)月|months?['’]?|mos?(?=[\s,.;!?)]|$))"
    r"|(?P<year>年(?![级货前代糕龄轻版款度会])|years?['’]?|yrs?)"
    r"|(?P<day>个?自然日|天(?![猫然气])|日(?=以?内|之内|以?后|之后|起|无理由|左右|到|送达|退|免|保|[,。;!?)]|$)"
    r"|days?['’]?|(?-i:d)(?=[\s,.;!?)]|$))"
    r")(?P<tail>半(?!价|折|夜|个))?(?:(?<=[\u4e00-\u9fff])|(?![A-Za-z]))",
    re.IGNORECASE,
)
_FACTOR = {
    "quarter_hour": ("minute", 15),
    "week": ("day", 7),
    "fortnight": ("day", 14),
    "quarter": ("month", 3),
    "year": ("month", 12),
}
_HALF = re.compile(
    r"(?<![一两二三四五六七八九十个年天月时\d])半个?(?P<zh>年(?![级货前])|月(?!湾|刊)|天|日|小时|钟头|星期|季度)"
    r"|(?<![A-Za-z])half (?:an? )(?P<en>year|month|day|hour|week)(?![A-Za-z])|(?<![A-Za-z])(?P<en2>half-(?:year|hour"
    r"|day))(?![A-Za-z])",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"(?:(?<![A-Za-z])(?:within|in|for|about|takes?|after|than|least|nearly|around|another|most|under|over)\s)(?P<a>"
    r"(?:an?|one)\s(?P<unit>day|week|month|year|hour|fortnight|business day|working day))(?P<half>\sand a half)?"
    r"(?![A-Za-z])|(?<![A-Za-z])(?P<two_weeks>an?\sfortnight)(?![A-Za-z])",
    re.IGNORECASE,
)
_AND_A_HALF = re.compile(r"\sand a half(?![A-Za-z])", re.IGNORECASE)
_N_AND_A_HALF = re.compile(r"\sand a half(?=\s)", re.IGNORECASE)
_SOME = re.compile(
    r"(?<![A-Za-z])an?\s(?P<or_two>day|week|month|year|hour|minute)\sor\stwo(?![A-Za-z])"
    r"|(?<![A-Za-z])an?\s(?P<half>hour|day|week|month|year)\sand\sa\shalf(?![A-Za-z])"
    r"|(?P<ten_days>十天半个?月)|个把(?P<some>小时|钟头|星期|月)",
    re.IGNORECASE,
)
_CLOCKWISE = re.compile(r"(?<![\d.A-Za-z-])(?P<h>\d{1,3})\s?h\s?(?P<m>[0-5]?\d)\s?m(?:ins?|inutes?)?(?![A-Za-z\d])")
_SHORT_MONTH = re.compile(r"[俩仨](?=月)")
_ZH_UNIT_NAME = {
    "年": "year",
    "月": "month",
    "天": "day",
    "日": "day",
    "小时": "hour",
    "钟头": "hour",
    "星期": "week",
    "季度": "quarter",
}


def duration_after(text: str, at: int, *, digits: bool) -> tuple[str, Decimal, Decimal, int] | None:
    """A unit of time right after a number: (unit, factor, what to add before the factor, end).

    digits: whether the number is in digits; 十分 and 一秒 in words are turns of speech.
    """
    extra = Decimal(0)
    start = at
    half = _N_AND_A_HALF.match(text, at)
    if half is not None:
        extra, start = Decimal("0.5"), half.end()
    match = _UNIT.match(text, start)
    if match is None:
        return None
    name = next(key for key, found in match.groupdict().items() if found is not None and key not in ("half", "tail"))
    if name == "minute" and match["minute"] == "分" and not digits:
        return None
    if match["half"] or match["tail"]:
        extra += Decimal("0.5")
    end = match.end()
    later = _AND_A_HALF.match(text, end)
    if later is not None:
        extra, end = extra + Decimal("0.5"), later.end()
    unit, factor = _FACTOR.get(name, (name, 1))
    return unit, Decimal(factor), extra, end


def vague_durations(text: str) -> list[tuple[Decimal, Decimal, str, bool, int, int]]:
    """(low, high, unit, about, start, end): 1h30m, a day or two, a year and a half, 十天半个月, 个把月."""
    found: list[tuple[Decimal, Decimal, str, bool, int, int]] = []
    if "h" in text and "m" in text:
        for match in _CLOCKWISE.finditer(text):
            minutes = Decimal(int(match["h"]) * 60 + int(match["m"]))
            found.append((minutes, minutes, "minute", False, *match.span()))
    if not ("or two" in text or " half" in text or "半个" in text or "个把" in text):
        return found
    for match in _SOME.finditer(text):
        if match["ten_days"]:
            found.append((Decimal(10), Decimal(15), "day", True, *match.span()))
            continue
        name = _ZH_UNIT_NAME[match["some"]] if match["some"] else (match["or_two"] or match["half"]).lower()
        unit, factor = _FACTOR.get(name, (name, 1))
        low, high = (1, 2) if match["or_two"] else (Decimal("1.5"),) * 2 if match["half"] else (1, 1)
        found.append((Decimal(low * factor), Decimal(high * factor), unit, bool(match["some"]), *match.span()))
    return found


def fixed_durations(text: str) -> list[tuple[Decimal, str, int, int]]:
    """(amount, unit, start, end) of spans written without a plain number: 半年, half an hour, within a week, 俩月."""
    found: list[tuple[Decimal, str, int, int]] = []
    if "半" in text or "half" in text or "Half" in text:
        for match in _HALF.finditer(text):
            name = _ZH_UNIT_NAME[match["zh"]] if match["zh"] else (match["en"] or match["en2"][5:]).lower()
            unit, factor = _FACTOR.get(name, (name, 1))
            found.append((*_half_of(unit, Decimal(factor)), match.start(), match.end()))
    for match in _ARTICLE.finditer(text):
        name = (match["unit"] or "fortnight").lower()
        unit, factor = ("business_day", 1) if " " in name else _FACTOR.get(name, (name, 1))
        amount = Decimal(factor) * (Decimal("1.5") if match["half"] else 1)
        found.append((amount, unit, match.start("a" if match["a"] else "two_weeks"), match.end()))
    months = _SHORT_MONTH.finditer(text)
    found += [(Decimal(2 if item[0] == "俩" else 3), "month", item.start(), item.end() + 1) for item in months]
    return found


def _half_of(unit: str, factor: Decimal) -> tuple[Decimal, str]:
    if unit == "day" and factor == 1:
        return Decimal(12), "hour"
    if unit == "hour":
        return Decimal(30), "minute"
    if unit == "month" and factor == 1:
        return Decimal(15), "day"
    return factor / 2, unit


SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
"""Units of time that convert into each other; business_day and month do not."""
