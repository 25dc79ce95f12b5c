"""What is true around a reply, read without the proof-reader's own grammar: a judge must not be its own witness."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

_WORDS_EN = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_TENS_EN = {"fifteen": 15, "twenty": 20, "thirty": 30, "fifty": 50}
EN_NUMBERS = {**{word: number for number, word in enumerate(_WORDS_EN, 1)}, **_TENS_EN}
_DIGITS_ZH = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "俩": 2}
UNITS: dict[str, tuple[str, float]] = {
    "元": ("CNY", 1), "块钱": ("CNY", 1), "块": ("CNY", 1), "yuan": ("CNY", 1), "美元": ("USD", 1), "USD": ("USD", 1),
    "个工作日": ("workday", 1), "business days": ("workday", 1), "business day": ("workday", 1),
    "天": ("hour", 24), "日": ("hour", 24), "days": ("hour", 24), "day": ("hour", 24), "小时": ("hour", 1),
    "hours": ("hour", 1), "hour": ("hour", 1), "周": ("hour", 168), "weeks": ("hour", 168), "week": ("hour", 168),
    "分钟": ("hour", 1 / 60), "minutes": ("hour", 1 / 60), "min": ("hour", 1 / 60),
    "个月": ("month", 1), "months": ("month", 1), "month": ("month", 1), "年": ("month", 12), "years": ("month", 12),
    "year": ("month", 12), "千瓦": ("W", 1000), "kW": ("W", 1000), "瓦": ("W", 1), "W": ("W", 1),
    "公斤": ("g", 1000), "kg": ("g", 1000), "斤": ("g", 500), "克": ("g", 1), "g": ("g", 1),
    "毫升": ("mL", 1), "mL": ("mL", 1), "升": ("mL", 1000), "L": ("mL", 1000), "毫米": ("mm", 1), "mm": ("mm", 1),
    "厘米": ("mm", 10), "cm": ("mm", 10), "米": ("mm", 1000), "m": ("mm", 1000), "英寸": ("in", 1),
    "inch": ("in", 1), "度": ("degree", 1), "°C": ("degree", 1), "伏": ("V", 1), "V": ("V", 1), "分贝": ("dB", 1),
    "dB": ("dB", 1), "毫安时": ("mAh", 1), "mAh": ("mAh", 1), "安": ("A", 1), "A": ("A", 1), "档": ("step", 1),
    "steps": ("step", 1), "件": ("piece", 1), "个": ("piece", 1), "台": ("piece", 1), "pieces": ("piece", 1),
    "units": ("piece", 1), "箱": ("carton", 1), "cartons": ("carton", 1), "gsm": ("gsm", 1), "%": ("percent", 1),
}  # fmt: skip
"""Unit words as they are written: what they measure and how much of it."""
_UNIT = "|".join(re.escape(word) for word in sorted(UNITS, key=len, reverse=True))
NUMBER = (
    r"(?:(?<![\w.\-])|(?<=[\u3400-\u9fff]))(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
    rf"|[一二两俩三四五六七八九十]{{1,3}}|(?i:{'|'.join(EN_NUMBERS)}))"
)
_BOUND = r"(?![A-Za-z])"
MEASURED = re.compile(rf"{NUMBER}(?P<gap>[ -]?)(?P<unit>{_UNIT}){_BOUND}")
_BEFORE = re.compile(r"(?P<unit>¥|\$|USD|CNY|US\$)\s?(?P<number>\d[\d,]*(?:\.\d+)?)")
_RANGE = re.compile(
    rf"(?P<number>\d+(?:\.\d+)?)\s?(?:到|至|~|–|-|to|and|、|,)\s?\d+(?:\.\d+)?[ -]?(?P<unit>{_UNIT}){_BOUND}"
)
MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]  # fmt: skip
_DATES = (
    re.compile(r"(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?"),
    re.compile(rf"(?P<day>\d{{1,2}}) (?P<month>{'|'.join(MONTHS)})"),
    re.compile(r"\d{4}-(?P<month>\d{2})-(?P<day>\d{2})"),
)  # fmt: skip
_CURRENCY = {"¥": "CNY", "CNY": "CNY", "$": "USD", "USD": "USD", "US$": "USD"}

Amount = tuple[str, float]


def number_of(text: str) -> float:
    """A number as written: digits, an English word, or Chinese numerals up to 99. ValueError for others."""
    if text[0].isdigit():
        return float(text.replace(",", ""))
    if text.lower() in EN_NUMBERS:
        return float(EN_NUMBERS[text.lower()])
    tens, ten, ones = text.partition("十")
    if not ten:
        return float("".join(str(_DIGITS_ZH[digit]) for digit in text))
    return float((_DIGITS_ZH[tens] if tens else 1) * 10 + (_DIGITS_ZH[ones] if ones else 0))


def amount_of(number: float, unit: str) -> Amount:
    """What is measured, and how much of it in that measure's own unit."""
    measure, factor = UNITS[unit]
    return measure, round(number * factor, 6)


@dataclass(frozen=True)
class Truth:
    """Everything written that holds here. It decides only whether a changed value would still be true somewhere."""

    texts: tuple[str, ...]

    def says(self, words: str) -> bool:
        return any(words in text for text in self.texts)

    @cached_property
    def amounts(self) -> frozenset[Amount]:
        return frozenset(amount for text in self.texts for amount in _amounts(text))

    @cached_property
    def dates(self) -> frozenset[tuple[int, int]]:
        """(month, day) of every date."""
        return frozenset(date for text in self.texts for date in dates_in(text))


def dates_in(text: str) -> Iterator[tuple[int, int]]:
    for pattern in _DATES:
        for found in pattern.finditer(text):
            month = found["month"]
            yield MONTHS.index(month) + 1 if month in MONTHS else int(month), int(found["day"])


def _amounts(text: str) -> Iterator[Amount]:
    for pattern in (MEASURED, _RANGE):
        for found in pattern.finditer(text):
            yield amount_of(number_of(found["number"]), found["unit"])
    for found in _BEFORE.finditer(text):
        yield _CURRENCY[found["unit"]], float(found["number"].replace(",", ""))


def truth_of(texts: Iterable[str]) -> Truth:
    return Truth(tuple(text for text in texts if text))
