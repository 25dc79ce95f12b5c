"""The scan: find numerals, look at what stands around each, and give out typed values."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from agent.quantities import counts, dates, days, durations, idioms, labels, measures, money
from agent.quantities.bounds import bound_of
from agent.quantities.joined import joined
from agent.quantities.month_days import days_of_named_month
from agent.quantities.numbers import NUMERAL, ZH_DIGIT, Numeral, numeral, plain
from agent.quantities.value import Op, Value, ValueKind
from agent.suggestion import Span

_PER = re.compile(
    r"\s?(?:/\s?|(?:for )?(?:per|each|every)(?: full)?\s(?=(?:day|week|month|year)(?![a-z]))"
    r"|(?:for )?(?:per|each|every)\s(?:further|additional|extra|subsequent|added)\s(?=[a-z])"
    r"|per\s|each(?![a-z])|apiece|(?P<one>一)(?=[件只台套双条张包袋盒箱瓶罐支斤人份]|公斤|千克|小时|平方米|立方米|个(?![月工小星半]))"
    r"|(?:an?\s)(?=(?:day|week|month|year|piece|night)(?![a-z]))|(?:every\s|每))"
    r"(?P<unit>[A-Za-z]+(?:\s(?:day|metre|meter))?|[个件只台套双条张包袋盒箱瓶罐支天月年周斤人次]|公斤|千克|立方米"
    r"|平方米|小时)?",
    re.IGNORECASE,
)
_EACH_BEFORE = re.compile(
    r"每(?P<unit>个工作日|公斤|千克|立方米|平方米|小时"
    r"|[个件只台套双条张包袋盒箱瓶罐支天月年周斤人次份色])[一-鿿]{0,3}\s?$"
)
_EACH_BEFORE_EN = re.compile(
    r"(?<![a-z])(?:per|each|every)\s(?:(?:further|additional|extra|subsequent|added)\s)?(?P<unit>[a-z]+)"
    r"\s(?:is\s|costs?\s|adds?\s|at\s)?$",
    re.IGNORECASE,
)
_MORE = re.compile(r"\s(?:further|additional|extra|more)(?=\s[a-z])", re.IGNORECASE)
"""Two further kilograms, 3 more days: the unit stands behind the word."""
_SIZE_AFTER = re.compile(r"(?:\s?(?:[a-zA-Zㄱ-ㆎ\u4e00-\u9fff²³]{1,2})?\s?[×x*X]\s?\d+(?:\.\d+)?){1,4}\s?-?")
_EITHER_AFTER = re.compile(r"/[1-9]\d+(?:\.\d+)?")
"""50/60Hz, 110/220V; 1/2 is a fraction."""
_PLAIN_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DECIMAL_METRES = re.compile(
    r"米(?:(\d{1,2})(?![\d.])|([一二三四五六七八九]{1,2})(?![一二三四五六七八九十百千万个件天条寸层折]))"
)
_MASK = re.compile(r"(?:https?://|www\.)[^\s\u4e00-\u9fff]+|[\w.+-]{1,64}@[\w-]+\.[\w.-]+")
_TURNED: dict[Op, Op] = {"ge": "le", "le": "ge"}  # from 8折 up means at most 20 off
_MILLIONS = re.compile(r"M(?![A-Za-z0-9])")
_LETTER_DASH = re.compile(r"[A-Za-z]-$")
_UNIT_DASH = re.compile(r"\d[A-Za-z°]{1,4}-$")
_HALF = Decimal("0.5")
_EVERY = re.compile(r"每[满隔]?$")
_WHICH, _WHICH_OR_SOME = re.compile(r"[哪某]$"), re.compile(r"[哪某]$|(?<!只)(?<!仅)有$")
_SOME_MORE = re.compile(r"[来多余](?=[个天块元年月周斤件米小])")
_LONGEST_NUMERAL = 32
"""Characters from the end of a stretch of numerals that cannot be read, within which a number may still stand."""
_PER_NAME = {"each": "piece", "apiece": "piece"}


class Scan:
    """One text being read. `taken` has a 1 for each character that a value already owns."""

    def __init__(self, text: str, currency: str, now: datetime | None) -> None:
        self.raw = text
        self.text = plain(text)
        self.currency = currency
        self.now = now
        self.values: list[Value] = []
        self.taken = bytearray(len(self.text))
        if "@" in text or "://" in text or "www." in text:
            for match in _MASK.finditer(self.text):
                self._take(*match.span())
        for start, end in idioms.places(self.text):
            self._take(start, end)

    def run(self) -> list[Value]:
        named = dates.calendar(self.text, self.now)
        for amount, unit, start, end in [*named, *days_of_named_month(self.text, named)]:
            self._add("date", amount, amount, unit, start, end)
        for first, second, start, end in dates.either_way(self.text):
            self._add("date", first, second, "day", start, end)
        for amount, unit, start, end in dates.clocks(self.text):
            self._add("date", amount, amount, unit, start, end)
        for amount, unit, start, end in dates.relative(self.text, self.now):
            self._add("date", amount, amount, unit, start, end)
        for day, start, end in days.named_days(self.text, self.now):
            packed = Decimal(day.year * 10000 + day.month * 100 + day.day)
            self._add("date", packed, packed, "day", start, end)
        for low, high, unit, about, start, end in durations.vague_durations(self.text):
            self._add("duration", low, high, unit, start, end, about)
        for low, high, start, end in money.fixed_percents(self.text):
            self._add("percent", low, high, "%", start, end)
        for amount, unit, start, end in durations.fixed_durations(self.text):
            self._add("duration", amount, amount, unit, start, end)
        for amount, unit, start, end in measures.fixed(self.text):
            self._add("quantity", amount, amount, unit, start, end)
        for amount, unit, start, end in counts.fixed(self.text):
            self._add("count", amount, amount, unit, start, end)
        self._numerals()
        self.values.sort(key=lambda value: value.span.start)
        return joined(self.values, self.text, self.raw)

    def _free(self, start: int, end: int) -> bool:
        return self.taken.find(1, start, end) < 0

    def _take(self, start: int, end: int) -> None:
        self.taken[start:end] = b"\x01" * (end - start)

    def _add(
        self, kind: ValueKind, low: Decimal, high: Decimal, unit: str, start: int, end: int, about: bool = False
    ) -> int:
        """Keep a value and return where reading goes on."""
        if not self._free(start, end):
            return end
        self._take(start, end)
        per = self._per(start, end) if kind in ("money", "count", "quantity", "percent") else None
        span = Span(start, end)
        op: Op = "about" if about else bound_of(self.text, start, end, kind)
        self.values.append(Value(kind, low, high, unit, span, self.raw[start:end], op, per))
        return end

    def _per(self, start: int, end: int) -> str | None:
        match = _PER.match(self.text, end)
        if match is not None and (match["unit"] or match[0].strip() != "/"):
            if match["one"]:
                self._take(*match.span())
            return _unit_name((match["unit"] or "piece").lower())
        before = _EACH_BEFORE.search(self.text[max(0, start - 9) : start])
        if before is None and self.text[start - 1 : start] == " ":
            before = _EACH_BEFORE_EN.search(self.text, max(0, start - 40), start)
        return _unit_name(before["unit"].lower()) if before else None

    def _numerals(self) -> None:
        at = 0
        while (match := NUMERAL.search(self.text, at)) is not None:
            found = numeral(match)
            if found is None or not self._free(found.start, found.end) or self._is_code_tail(found):
                unread = match.end() - _LONGEST_NUMERAL if found is None else found.end
                at = max(unread, match.start() + 1)
                continue
            at = max(self._read(found), match.start() + 1)

    def _read(self, number: Numeral) -> int:
        """Type one numeral by its surroundings; returns where reading goes on."""
        if number.how != "en" and _SOME_MORE.match(self.text, number.end):
            number = replace(number, end=number.end + 1, about=True)
        for reader in (self._as_money, self._as_percent, self._as_size, self._as_duration, self._as_quantity):
            end = reader(number)
            if end is not None:
                return end
        more = _MORE.match(self.text, number.end)
        if more is not None:
            beyond = replace(number, end=more.end())
            end = self._as_duration(beyond) or self._as_quantity(beyond)
            if end is not None:
                return end
        return self._as_count(number)

    def _as_money(self, number: Numeral) -> int | None:
        before = money.money_before(self.text, number.start, self.currency) if number.how == "digits" else None
        after = money.money_after(self.text, number.end, self.currency, number.how == "zh", number.high)
        if before is not None:
            end = after[3] if after and after[0] == before[0] else number.end
            millions = _MILLIONS.match(self.text, end)
            scale, end = (1_000_000, millions.end()) if millions else (1, end)
            return self._add("money", number.low * scale, number.high * scale, before[0], before[1], end)
        if after is None:
            return None
        code, factor, extra, end = after
        low, high = number.low * factor + extra, number.high * factor + extra
        return self._add("money", low, high, code, number.start, end, number.about)

    def _as_percent(self, number: Numeral) -> int | None:
        zhe = money.zhe_after(self.text, number.end)
        if zhe is not None:
            low, high = money.percent_off(number.high), money.percent_off(number.low)
            if low is not None and high is not None and low <= high:
                end = self._add("percent", low, high, "%", number.start, zhe)
                if self.values and self.values[-1].span.start == number.start and self.values[-1].op in _TURNED:
                    self.values[-1] = replace(self.values[-1], op=_TURNED[self.values[-1].op])
                return end
        mark = money.percent_after(self.text, number.end)
        if mark is None:
            return None
        factor, extra, end = mark
        if factor == 10 and number.high > 10:
            return None  # of tens there are ten
        low, high = number.low * factor + extra, number.high * factor + extra
        return self._add("percent", low, high, "%", number.start, end)

    def _as_size(self, number: Numeral) -> int | None:
        """30×20×10 cm: every number takes the unit that stands at the end."""
        after = _SIZE_AFTER.match(self.text, number.end)
        if after is None and number.low >= 10:
            after = _EITHER_AFTER.match(self.text, number.end)
        if number.how != "digits" or after is None:
            return None
        unit = measures.read_unit(self.text, after.end(), decimal=True)
        if unit is None:
            return None
        numbers = list(_PLAIN_NUMBER.finditer(self.text, number.start, after.end()))
        for place, part in enumerate(numbers):
            amount, end = Decimal(part[0]), unit[1] if place == len(numbers) - 1 else part.end()
            self._add("quantity", amount, amount, unit[0], part.start(), end)
        return unit[1]

    def _as_duration(self, number: Numeral) -> int | None:
        read = durations.duration_after(self.text, number.end, digits=number.how == "digits")
        if read is None:
            return None
        unit, factor, extra, end = read
        if number.low == number.high == 1 and not extra and unit in ("second", "minute") and number.how != "digits":
            return end
        if unit == "day" and self.text[end - 1] == "日" and self.text[max(0, number.start - 1)] == "月":
            return self._as_count(number)
        which = _WHICH if number.high > 1 else _WHICH_OR_SOME
        if number.how == "zh" and which.search(self.text, max(0, number.start - 1), number.start):
            return end
        if (
            number.low == number.high == 1
            and number.how == "zh"
            and _EVERY.search(self.text, max(0, number.start - 2), number.start)
        ):
            return end
        ordinal = self.text[max(0, number.start - 2) : number.start].rstrip().endswith("第")
        if ordinal:
            return self._add("count", number.low, number.high, "", number.start, end) if number.how == "digits" else end
        low, high = (number.low + extra) * factor, (number.high + extra) * factor
        if unit == "month" and factor == 12 and number.low >= 1900 and number.how != "en":
            return end
        return self._add("duration", low, high, unit, number.start, end, number.about)

    def _as_quantity(self, number: Numeral) -> int | None:
        decimal = number.low != number.low.to_integral_value()
        half = measures.N_AND_A_HALF.match(self.text, number.end) if number.how == "en" else None
        if half is not None:
            number = replace(number, low=number.low + _HALF, high=number.high + _HALF, end=half.end())
        read = measures.read_unit(self.text, number.end, decimal)
        if read is None:
            return None
        unit, end = read
        low, high, start = number.low, number.high, number.start
        if unit in ("°C", "°F"):
            low, high, start, end = measures.below_zero(self.text, start, end, low, high)
        elif low == high and measures.and_a_half(self.text, end):
            low, high, end = low + Decimal("0.5"), high + Decimal("0.5"), end + 1
        if unit == "m" and low == high and (part := _DECIMAL_METRES.match(self.text, end - 1)):
            digits = part[1] or "".join(str(ZH_DIGIT[digit]) for digit in part[2])
            low = high = low + Decimal(digits) / (10 ** len(digits))
            end = part.end()
        return self._add("quantity", low, high, unit, start, end, number.about)

    def _as_count(self, number: Numeral) -> int:
        noun = counts.noun_after(self.text, number.end)
        if noun is None and (dozen := counts.dozens(self.text, number.end)) is not None:
            return self._add("count", number.low * 12, number.high * 12, "", number.start, dozen)
        if noun is None and self._without_unit(number):
            return self._add("money", number.low, number.high, self.currency, number.start, number.end, number.about)
        if number.how != "digits":
            if counts.is_figure_of_speech(self.text, number.start, number.end, int(number.high)):
                return number.end
            words = self.text[number.start : number.end]
            if noun is None and not (
                number.how == "en" and (words.endswith("dozen") or counts.has_noun(self.text, number.end))
            ):
                return number.end
            if number.low == number.high and len(words) == 2 and words[0] in ZH_DIGIT and words[1] in ZH_DIGIT:
                return number.end
            return self._add(
                "count", number.low, number.high, noun[0] if noun else "", number.start, noun[1] if noun else number.end
            )
        if noun is not None:
            return self._add("count", number.low, number.high, noun[0], number.start, noun[1])
        if labels.is_label(self.text, number):
            return number.end
        return self._add("count", number.low, number.high, "", number.start, number.end)

    def _without_unit(self, number: Numeral) -> bool:
        if number.how == "en" or (number.how == "digits" and labels.is_label(self.text, number)):
            return False
        return money.elided(self.text, number.start, number.end, number.low, zh=number.how == "zh")

    def _is_code_tail(self, number: Numeral) -> bool:
        """The 55 of WH-55 and the 12 of ABC12; not the 180 of 168cm-180cm or the 250 of AED250."""
        before = self.text[max(0, number.start - 8) : number.start]
        if number.how == "digits" and before[-1:].isalpha() and before[-1].isascii():
            return money.money_before(self.text, number.start, self.currency) is None
        return _LETTER_DASH.search(before) is not None and _UNIT_DASH.search(before) is None


def _unit_name(word: str) -> str:
    """The canonical name of what a price or count is per."""
    if word in _PER_NAME:
        return _PER_NAME[word]
    time = durations.duration_after(word, 0, digits=True)
    if time is not None and time[3] == len(word):
        return time[0] if time[1] == 1 else {7: "week", 12: "year"}.get(int(time[1]), word)
    return (
        {"个": "piece", "天": "day", "月": "month", "cubic metre": "m3", "cubic meter": "m3"}.get(word)
        or counts.canonical_noun(word)
        or measures.canonical_unit(word)
        or word
    )
