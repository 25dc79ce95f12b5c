"""One amount, many spellings: 1.5升 is 1.5 L, 1500 ml and 一升半; a question's amount is put as the shop writes it.

Only within one measure, exactly and by the decimal system, days and months kept apart. What the shop writes just so
stays as it is, and so does what it writes in no spelling: nothing is ever rounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from knowledge.lexical import HAN

_MEASURES = """
ml=1 毫升 milliliter milliliters millilitre millilitres cc; cl=10 厘升; l=1000 升 公升 liter liters litre litres ltr
g=1 克 gram grams gr; kg=1000 公斤 千克 kilo kilos kilogram kilograms kgs; 斤=500 市斤; t=1000000 吨 tonne tonnes
mm=1 毫米 millimeter millimeters millimetre millimetres; cm=10 厘米 公分 centimeter centimeters centimetre centimetres
m=1000 米 meter meters metre metres; km=1000000 公里 千米 kilometer kilometers kilometre kilometres
w=1 瓦 watt watts; kw=1000 千瓦 kilowatt kilowatts
wh=1 瓦时 watt-hours; kwh=1000 千瓦时 度电 kilowatt-hours
mah=1 毫安时 毫安; ah=1000 安时
v=1 伏 伏特 volt volts
a=1 安培 amp amps ampere amperes
min=1 分钟 minute minutes mins
h=60 小时 个小时 钟头 hour hours hr hrs; 天=1440 日 day days; 周=10080 个星期 星期 week weeks
月=1 个月 month months; 年=12 year years
"""
"""Unit = how many of its measure's smallest unit, then its spellings; a factor of 1 begins a measure."""
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_FIRST_NUMBERS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_NUMBER_WORDS = {word: value for value, word in enumerate(_FIRST_NUMBERS.split(), start=1)} | {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
    "hundred": 100,
}


def _measures() -> Iterator[tuple[str, str, Decimal, tuple[str, ...]]]:
    """(measure, unit, factor, spellings)."""
    measure = ""
    for item in _MEASURES.replace("\n", ";").split(";"):
        if not item.strip():
            continue
        unit, said = item.strip().split("=")
        factor, *spellings = said.split()
        if factor == "1":
            measure = unit
        yield measure, unit, Decimal(factor), (unit, *spellings)


_UNITS = list(_measures())
_UNIT_OF = {spelling: (measure, factor) for measure, _, factor, spellings in _UNITS for spelling in spellings}
_HAN = re.compile(f"[{HAN}]")
_HAN_NUMERAL = "零〇一二两三四五六七八九十百千"
_AMOUNT = re.compile(
    rf"(?<![第\d.a-z{_HAN_NUMERAL}])(?:(?P<digits>\d{{1,9}}(?:\.\d{{1,6}})?)\s?|(?P<han>[{_HAN_NUMERAL}]{{1,9}})|(?P<words>{'|'.join(_NUMBER_WORDS)})[\s-])"
    rf"(?P<unit>{'|'.join(sorted(_UNIT_OF, key=len, reverse=True))})(?P<half>半)?(?![a-z])",
    re.IGNORECASE,
)
_SMALLEST, _LARGEST = Decimal("0.001"), Decimal(10**7)


def as_written(text: str, is_written: Callable[[str], bool]) -> str:
    """The text with each amount as the shop writes it. is_written: whether some passage has these words in a row."""

    chinese = _HAN.search(text) is not None

    def put(found: re.Match[str]) -> str:
        value = _value(found)
        if value is None or (found["half"] is None and any(map(is_written, _as_asked(found)))):
            return found.group()
        measure, factor = _UNIT_OF[found["unit"].casefold()]
        spellings = _spellings(value * factor, measure, factor)
        spelled = (one for one in spellings if (chinese or one.isascii()) and is_written(one))
        return next((f" {one} " for one in spelled), found.group())

    return _AMOUNT.sub(put, text)


def _as_asked(found: re.Match[str]) -> tuple[str, ...]:
    """The amount together and apart: 1.5l, 1.5 l."""
    number = found["digits"]
    return (found.group(),) if number is None else (f"{number} {found['unit']}", f"{number}{found['unit']}")


def _value(found: re.Match[str]) -> Decimal | None:
    if found["digits"] is not None:
        value: Decimal | None = Decimal(found["digits"])
    elif found["words"] is not None:
        value = Decimal(_NUMBER_WORDS[found["words"].casefold()])
    else:
        value = _han_number(found["han"])
    half = Decimal("0.5") if found["half"] is not None else Decimal(0)
    return None if value is None else value + half


def _han_number(text: str) -> Decimal | None:
    """一百八十 is 180; None for what is no number of its own, such as 百."""
    total, digit = 0, 0
    if text[0] in "百千":
        return None
    for char in text:
        if char in _SCALES:
            total += (digit or 1) * _SCALES[char]
            digit = 0
        else:
            digit = digit * 10 + _DIGITS[char]
    return Decimal(total + digit)


def _spellings(amount: Decimal, measure: str, asked: Decimal) -> Iterator[str]:
    """Every exact way to write the amount, that of the asked unit first."""
    for _, _, factor, spellings in sorted(
        (one for one in _UNITS if one[0] == measure), key=lambda one: one[2] != asked
    ):
        value = (amount / factor).normalize()
        exponent = value.as_tuple().exponent
        if not (_SMALLEST <= value <= _LARGEST) or not isinstance(exponent, int) or exponent < -3:
            continue
        whole = format(value, "f")
        for number in (whole, f"{whole}.0") if "." not in whole else (whole,):
            yield from (f"{number} {spelling}" for spelling in spellings)
