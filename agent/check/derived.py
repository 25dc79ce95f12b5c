"""Arithmetic over what is proved: 10 × 26.9 = 269, 30 % of 8200 = 2460, 15 November + 7 days = 22 November.

The operands stand in the same text and are proved there, or are a number that its sentence says in words (two of them),
or a rate of the evidence that already proves something there; so the reader can follow the working.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import chain

from agent.check.rulings import Ruling, show
from agent.quantities import Value, equal
from agent.quantities.numbers import NUMERAL, numeral

Operand = tuple[Value, tuple[str, ...]]
Proved = Sequence[Operand]
Bought = list[tuple[Decimal, tuple[str, ...]]]
MayBuy = Callable[[Decimal, Value], bool]


def _any(number: Decimal, price: Value) -> bool:
    return True


_CENT = Decimal("0.01")
_OPERANDS = 16
_DOZENS = 120
"""The largest number in words that is taken for how many are bought."""
_RESULT = re.compile(
    r"共|总|合计|一起|[加合]起来|合\s?(?=[\d$€¥])|抵[掉扣]|付\s?(?=\d)|差|贵|便宜|高出|多出|剩|也就是|即|等于|实收|到手|应付"
    r"|(?<![a-z])(?:mak(?:es?|ing)|bring(?:s|ing)?|stands? at|(?:be|come) at|would be|total|in all|altogether"
    r"|difference|leaves?|so you|receive|sav(?:es?|ings?)|sums? up|adds? up"
    r"|works? out|comes? to|for the two|together|cheaper|dearer|more expensive)(?![a-z])|=",
    re.IGNORECASE,
)
"""Words that announce a result; without them two numbers of a text are not added up."""
_FURTHER = re.compile(r"续|超出|超过|(?<![a-z])(?:further|additional|extra|beyond|each)(?![a-z])", re.IGNORECASE)
_BOTH = re.compile(r"(?<![a-z])both(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rate:
    """What one more unit costs. first: what the first of it costs and how much that is, for a tariff in two steps."""

    each: Value
    per: str
    first: tuple[Value, Value] | None
    evidence: str


def derived(
    claimed: Value, sentence: str, clause: str, proved: Proved, rates: Sequence[Rate] = (), may_buy: MayBuy = _any
) -> Ruling | None:
    """The working that gives this value, or None. proved: values of the same text with their evidence; rates: of the
    evidence that these stand on; clause: its own, which must announce a result made with more than proved values;
    may_buy: whether so many are sold at a price."""
    if claimed.low != claimed.high or claimed.kind in ("duration", "percent"):
        return None
    bought = _bought(sentence, proved) if _announces(clause) else []
    results = _results(claimed, bought, proved, _announces(sentence), may_buy)
    workings = chain(results, _charged(claimed, clause, bought, proved, rates, may_buy))
    for amount, working, evidence in workings:
        if abs(amount - claimed.low) < _CENT:
            return Ruling("proved", tuple(dict.fromkeys(evidence)), f"{working} = {show(claimed)}")
    return None


def less(claimed: Value, proved: Proved) -> Ruling | None:
    """The working that gives an amount or percent by which one proved price of the text is below another."""
    prices = [(value, ids) for value, ids in proved if value.kind == "money" and value.low == value.high]
    for place, (one, ids) in enumerate(prices):
        for other, more in prices[place + 1 :]:
            high, low = max(one.low, other.low), min(one.low, other.low)
            if one.unit != other.unit or high == low:
                continue
            if claimed.kind == "percent":
                amount, working = (high - low) * 100 / high, f"({high} − {low}) of {high}"
            else:
                amount, working = high - low, f"{high} − {low}"
            same = claimed.kind == "percent" or claimed.unit == one.unit
            if same and claimed.low == claimed.high and abs(amount - claimed.low) < _CENT:
                return Ruling("proved", tuple(dict.fromkeys(ids + more)), f"{working} = {show(claimed)}")
    return None


@lru_cache(maxsize=256)
def _announces(sentence: str) -> bool:
    return _RESULT.search(sentence) is not None


@lru_cache(maxsize=256)
def in_words(sentence: str, most: int = _DOZENS) -> tuple[Decimal, ...]:
    """Whole numbers up to most that a sentence says in words: two of them, 两台, both."""
    found = (numeral(match) for match in NUMERAL.finditer(sentence))
    whole = [each.low for each in found if each is not None and each.how != "digits" and each.low == each.high]
    both = [Decimal(2)] if _BOTH.search(sentence) else []
    return tuple(number for number in dict.fromkeys([*whole, *both]) if 1 < number <= most and number % 1 == 0)


def _bought(sentence: str, proved: Proved) -> Bought:
    """How many may be meant: numbers in words, and counts of the text."""
    said: Bought = [(number, ()) for number in in_words(sentence)]
    counted = [(value.low, ids) for value, ids in proved if value.kind == "count" and 1 < value.low == value.high]
    return [*counted, *said]


Result = tuple[Decimal, str, tuple[str, ...]]


def _results(claimed: Value, bought: Bought, proved: Proved, announced: bool, may_buy: MayBuy) -> Iterator[Result]:
    if not (announced or claimed.kind in ("money", "date")):
        return
    single = _nearest(claimed, [(value, ids) for value, ids in proved if value.low == value.high])
    if claimed.kind == "date":
        yield from _later_days(claimed, single)
        return
    alike = [(value, ids) for value, ids in single if (value.kind, value.unit) == (claimed.kind, claimed.unit)]
    for place, (one, ids) in enumerate(alike if announced else []):
        for other, more in alike[place + 1 :]:
            high, low = max(one.low, other.low), min(one.low, other.low)
            yield high - low, f"{high} − {low}", ids + more
            yield high + low, f"{high} + {low}", ids + more
    if claimed.kind == "money":
        yield from _multiples(bought, alike, single, announced, may_buy)


def _multiples(bought: Bought, amounts: Proved, single: Proved, announced: bool, may_buy: MayBuy) -> Iterator[Result]:
    for amount, ids in amounts:
        for number, more in bought:
            if may_buy(number, amount):
                yield amount.low * number, f"{number} × {amount.low}", ids + more
        for factor, more in single:
            if announced and factor.kind == "count" and factor.low > 1 and may_buy(factor.low, amount):
                yield amount.low * factor.low, f"{factor.low} × {amount.low}", ids + more
            elif factor.kind == "percent":
                yield amount.low * factor.low / 100, f"{factor.low} % of {amount.low}", ids + more
                yield amount.low * (100 - factor.low) / 100, f"{amount.low} less {factor.low} %", ids + more


def _charged(
    claimed: Value, clause: str, bought: Bought, proved: Proved, rates: Sequence[Rate], may_buy: MayBuy
) -> Iterator[Result]:
    """What a stated amount costs by a rate: 2 kg × 18, 45 + 2 × 18, 3 × the price; and how much is beyond the first."""
    for rate in rates if claimed.kind in ("money", "quantity") else ():
        if rate.per == "piece":
            yield from _priced(claimed, [pair for pair in bought if may_buy(pair[0], rate.each)], rate)
            continue
        plain = rate.first is None or _FURTHER.search(clause) is not None
        for amount, ids in proved:
            if amount.kind == "quantity" and amount.low == amount.high and amount.unit == rate.per:
                found = _beyond(claimed, amount.low, rate)
                if claimed.kind == "money":
                    found = _by_weight(claimed, amount.low, rate, plain)
                for result, working in found:
                    yield result, working, (*ids, rate.evidence)


def _priced(claimed: Value, bought: Bought, rate: Rate) -> Iterator[Result]:
    """The price of the product times a number of the sentence."""
    if (claimed.kind, claimed.unit) == ("money", rate.each.unit):
        for number, ids in bought:
            yield number * rate.each.low, f"{number} × {rate.each.low}", (*ids, rate.evidence)


def _by_weight(claimed: Value, amount: Decimal, rate: Rate, plain: bool) -> Iterator[tuple[Decimal, str]]:
    """plain: the amount is all charged alike, as where no first part has a price of its own."""
    each = rate.each.low
    if claimed.unit != rate.each.unit:
        return
    if plain:
        yield amount * each, f"{amount} × {each}"
    if rate.first is not None and rate.first[1].unit == rate.per and amount > rate.first[1].low:
        steps = -((rate.first[1].low - amount) // 1)
        yield rate.first[0].low + steps * each, f"{rate.first[0].low} + {steps} × {each}"


def _beyond(claimed: Value, amount: Decimal, rate: Rate) -> Iterator[tuple[Decimal, str]]:
    if rate.first is not None and claimed.unit == rate.first[1].unit == rate.per:
        yield amount - rate.first[1].low, f"{amount} − {rate.first[1].low}"


def _nearest(claimed: Value, proved: Proved) -> Proved:
    """The operands that a reader would look at: those that stand nearest."""
    if len(proved) <= _OPERANDS:
        return proved
    return heapq.nsmallest(_OPERANDS, proved, key=lambda pair: abs(pair[0].span.start - claimed.span.start))


def _later_days(claimed: Value, single: Proved) -> Iterable[tuple[Decimal, str, tuple[str, ...]]]:
    """A proved day plus a proved number of days, packed as yyyymmdd (without a year when the claim names none)."""
    for day, ids in single:
        start = _as_date(day, claimed)
        if start is None:
            continue
        for span, more in single:
            days = span.low / 24 if span.unit == "hour" else span.low
            if (
                span.kind == "duration"
                and span.unit in ("day", "hour")
                and days == days.to_integral_value()
                and days < 4000
            ):
                end = start + timedelta(days=int(days))
                year = end.year if claimed.low > 10000 else 0
                yield Decimal(year * 10000 + end.month * 100 + end.day), f"{start} + {span.text}", ids + more


def _as_date(value: Value, claimed: Value) -> date | None:
    if value.kind != "date" or value.unit != "day" or claimed.unit != "day" or equal(value, claimed):
        return None
    packed = int(value.low)
    year = packed // 10000 or int(claimed.low) // 10000 or 2025
    try:
        return date(year, packed // 100 % 100, packed % 100)
    except ValueError:
        return None
