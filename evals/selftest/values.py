"""Seeders of wrong values: a number, a unit, an amount of money, a percentage, a date, a code.

Each takes a clean reply and answers with one defect, or None where none can be put in that is surely wrong.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from evals.selftest.reply import Defect, Reply
from evals.selftest.truth import EN_NUMBERS, MEASURED, MONTHS, Amount, amount_of, number_of

_ASKED = re.compile(r"[?？吗]")
_REFUSED = re.compile(
    r"(?:can['’]?t|cannot|not able to|unable to) (?:agree|offer|give|do|take)"
    r"|(?:没办法|没法|不能|无法)(?:答应|同意|给|再?降|便宜|优惠)",
    re.IGNORECASE,
)
"""What is refused is not said to be so: another number there is no wrong one."""
_SENTENCE_END = re.compile(r"[。！？!?\n]|\.(?=\s|$)")
_MONEY = re.compile(
    r"(?P<before>¥|\$|USD )(?P<a>\d[\d,]*(?:\.\d+)?)"
    r"|(?:(?<![\w.])|(?<=[\u3400-\u9fff]))(?P<b>\d[\d,]*(?:\.\d+)?)(?P<after>元|块钱|块|美元| yuan)"
)
_PERCENT = re.compile(
    r"(?:(?<![\w.])|(?<=[\u3400-\u9fff]))(?P<number>\d+(?:\.\d+)?)%|(?P<tenths>[一二三四五六七八九])成"
)
_DAY = re.compile(
    rf"(?P<pre>(?P<m>\d{{1,2}})月)(?P<d>\d{{1,2}})(?=[日号])|(?P<d2>\d{{1,2}})(?= (?P<m2>{'|'.join(MONTHS)}))"
)
_SWAPS = {
    "天": "小时", "小时": "天", "个工作日": "周", "个月": "年", "年": "个月", "周": "个月", "公斤": "克", "克": "公斤",
    "升": "毫升", "毫升": "升", "瓦": "千瓦", "千瓦": "瓦", "厘米": "毫米", "毫米": "厘米", "元": "美元", "美元": "元",
    "分钟": "小时", "days": "weeks", "business days": "weeks", "hours": "days", "months": "years", "year": "month",
    "week": "month", "weeks": "months", "minutes": "hours", "kg": "g", "g": "kg", "L": "mL", "mL": "L", "W": "kW",
    "kW": "W", "cm": "mm", "mm": "cm", "yuan": "USD",
}  # fmt: skip
_ZH = "零一二三四五六七八九十"
_TEEN = 20


def number(reply: Reply, chance: random.Random) -> Defect | None:
    """A measured value that is neither money nor percent, made another value that is written nowhere."""
    for found in _shuffled(MEASURED, reply, chance):
        unit = found["unit"]
        measure = amount_of(1, unit)[0]
        if measure in ("CNY", "USD", "percent") or (measure == "piece" and number_of(found["number"]) == 1):
            continue  # "一个" counts nothing
        for other in _others(number_of(found["number"]), chance):
            said = _as_written(other, found["number"])
            if said is not None and amount_of(other, unit) not in reply.truth.amounts:
                return _put(reply, "number", found.span("number"), said)
    return None


def unit(reply: Reply, chance: random.Random) -> Defect | None:
    """The same number with another unit: days for hours, grams for kilograms, dollars for yuan."""
    for found in _shuffled(MEASURED, reply, chance):
        other = _SWAPS.get(found["unit"])
        if other is not None and amount_of(number_of(found["number"]), other) not in reply.truth.amounts:
            return _put(reply, "unit", found.span("unit"), other)
    return None


def money(reply: Reply, chance: random.Random) -> Defect | None:
    for found in _shuffled(_MONEY, reply, chance):
        group = "a" if found["a"] else "b"
        currency = "USD" if (found["before"] or found["after"]).strip() in ("$", "USD", "美元") else "CNY"
        amount = float(found[group].replace(",", ""))
        for other in _others(amount, chance):
            said = _as_written(other, found[group])
            if said is not None and (currency, other) not in reply.truth.amounts:
                return _put(reply, "money", found.span(group), said)
    return None


def percent(reply: Reply, chance: random.Random) -> Defect | None:
    for found in _shuffled(_PERCENT, reply, chance):
        tenths = found["tenths"]
        value = float(found["number"]) if tenths is None else 10.0 * _ZH.index(tenths)
        steps = [value + 5, value - 5, value * 2, value / 2] if tenths is None else [value + 10, value - 10, value + 20]
        for other in chance.sample(steps, len(steps)):
            wrong: Amount = ("percent", other)
            if not 0 < other < 100 or other != int(other) or wrong in reply.truth.amounts:
                continue
            said = str(int(other)) if tenths is None else _ZH[int(other) // 10]
            return _put(reply, "percent", found.span("number" if tenths is None else "tenths"), said)
    return None


def date(reply: Reply, chance: random.Random) -> Defect | None:
    """Another day of the same month, one that is no date anywhere here."""
    for found in _shuffled(_DAY, reply, chance):
        group = "d" if found["d"] else "d2"
        month = int(found["m"]) if found["m"] else MONTHS.index(found["m2"]) + 1
        days = [day for day in range(2, 29) if (month, day) not in reply.truth.dates and day != int(found[group])]
        if days:
            return _put(reply, "date", found.span(group), str(chance.choice(days)))
    return None


def sku(reply: Reply, chance: random.Random) -> Defect | None:
    """A code with another digit that is no code here, or another product's name beside numbers that are not its own."""
    places = [(code, place) for code in reply.around.codes for place in _places(code, reply.text)]
    for code, place in chance.sample(places, len(places)):
        digits = [at for at, char in enumerate(code) if char.isdigit()]
        for at in reversed(digits):
            wrong = code[:at] + str((int(code[at]) + chance.randint(1, 8)) % 10) + code[at + 1 :]
            if not reply.truth.says(wrong) and wrong not in reply.around.codes:
                return _put(reply, "sku", (place, place + len(code)), wrong)
    return _other_name(reply, chance)


def _other_name(reply: Reply, chance: random.Random) -> Defect | None:
    named = [(name, code) for code, names in reply.around.names.items() for name in names if name in reply.text]
    named.sort(key=lambda pair: -len(pair[0]))
    for name, code in named[:1]:
        start = reply.text.index(name)
        numbers = re.findall(r"\d+(?:\.\d+)?", sentence_at(reply.text, start).replace(name, "").replace(code, ""))
        place = reply.around.names[code].index(name)
        others = [other for other in reply.around.names if other != code and len(reply.around.names[other]) > place]
        for other in chance.sample(others, len(others)):
            wrong = reply.around.names[other][place]
            about = reply.around.about[other]
            strange = [each for each in numbers if re.search(rf"(?<![\d.]){re.escape(each)}(?![\d.])", about) is None]
            if strange and wrong not in reply.text and code not in reply.text:
                return _put(reply, "sku", (start, start + len(name)), wrong)
    return None


def _places(words: str, text: str) -> Iterator[int]:
    yield from (found.start() for found in re.finditer(rf"(?<![A-Za-z0-9-]){re.escape(words)}(?![A-Za-z0-9-])", text))


def _shuffled(pattern: re.Pattern[str], reply: Reply, chance: random.Random) -> list[re.Match[str]]:
    """The places outside questions and product names, in a random order."""
    named = [
        range(found.start(), found.end())
        for names in reply.around.names.values()
        for name in names
        if name in reply.text
        for found in re.finditer(re.escape(name), reply.text)
    ]
    found = [
        match
        for match in pattern.finditer(reply.text)
        if not _ASKED.search(sentence_at(reply.text, match.start()))
        and not _REFUSED.search(sentence_at(reply.text, match.start()))
        and not any(match.start() in name for name in named)
        and not _is_a_date(reply.text, match)
    ]
    return chance.sample(found, len(found))


def _is_a_date(text: str, match: re.Match[str]) -> bool:
    """`30日` of `11月30日` is no duration, nor `2026年` a long one."""
    if "unit" not in match.re.groupindex or match["unit"] not in ("日", "年"):
        return False
    return text[: match.start()].endswith("月") or (match["unit"] == "年" and number_of(match["number"]) > 100)


def sentence_at(text: str, place: int) -> str:
    start = max((found.end() for found in _SENTENCE_END.finditer(text, 0, place)), default=0)
    end = _SENTENCE_END.search(text, place)
    return text[start : end.end() if end else len(text)]


def _others(value: float, chance: random.Random) -> list[float]:
    step = 1.0 if value < _TEEN else 10.0 if value < 1000 else 100.0
    near = [value + step, value - step, value * 2, value + 3 * step, value + 7 * step]
    others = [round(other, 2) for other in near if other > 0]
    return chance.sample(others, len(others))


def _as_written(value: float, like: str) -> str | None:
    """The number in the manner of another one; None when it has no such form."""
    if like[0].isdigit():
        decimals = len(like.partition(".")[2])
        said = f"{value:,.{decimals}f}" if "," in like else f"{value:.{decimals}f}"
        return said if float(said.replace(",", "")) == value else None
    if like.lower() in EN_NUMBERS:
        return next((word for word, number in EN_NUMBERS.items() if number == value), None)
    if value != int(value) or not 1 <= value < _TEEN:
        return None
    whole = int(value)
    if whole == 2:
        return "两"
    return _ZH[whole] if whole <= 10 else f"十{_ZH[whole - 10]}"


def _put(reply: Reply, kind: str, span: tuple[int, int], words: str) -> Defect:
    start, end = span
    return Defect(kind, reply.text[:start] + words + reply.text[end:], reply.text[start:end], words)


SEEDERS: dict[str, Callable[[Reply, random.Random], Defect | None]] = {
    "number": number, "unit": unit, "money": money, "percent": percent, "date": date, "sku": sku,
}  # fmt: skip
