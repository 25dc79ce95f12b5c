"""What one language counts and the other may say without a counted noun: a rhythm, how many, the name of a paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from agent.check.derived import in_words
from agent.quantities import Value
from agent.quantities.numbers import plain

_PAPER = re.compile(r"\s?(?:的)?(?:材质|证书|证明|报告|版|certificate|report|version|standard)", re.IGNORECASE)
_EVERY = {
    ("month", 12): re.compile(
        r"每年|一年|年年|(?<![a-z])(?:every|each|per|once a|a) year|yearly|annual", re.IGNORECASE
    ),
    ("month", 1): re.compile(r"每个?月|月月|(?<![a-z])(?:every|each|per|once a|a) month|monthly", re.IGNORECASE),
    ("day", 7): re.compile(r"每周|每个?星期|(?<![a-z])(?:every|each|per|once a|a) week|weekly", re.IGNORECASE),
    ("day", 1): re.compile(r"每[天日]|一[天日]|(?<![a-z])(?:every|each|per|once a|a) day|daily", re.IGNORECASE),
}
"""A rhythm, which one language counts ("once in one year") and the other may name."""


def in_other_words(value: Value, text: str, other: str) -> bool:
    """Whether the other text has the value of this one: one year is every year, 8包 are eight, 3.1 names a paper."""
    if value.kind == "duration" and value.low == value.high:
        rhythm = _EVERY.get((value.unit, int(value.low)))
        return rhythm is not None and rhythm.search(plain(other)) is not None
    if value.kind != "count" or value.low != value.high:
        return False
    named = not value.unit and value.low % 1 and _PAPER.match(plain(text), value.span.end)
    return bool(named) or value.low in in_words(plain(other))


_HALF = re.compile(r"半|(?<![a-z])half(?![a-z])", re.IGNORECASE)
_FIFTY = 50


def as_a_number(value: Value, across: Sequence[Value], numbers: frozenset[Decimal], other: str) -> bool:
    """Whether the other text has the number, in words or with its unit left out.

    across: values that only the other text has: the same number with another unit of its kind is another value.
    numbers: every number of the other text.
    """
    if any(each.kind == value.kind and (each.low, each.high) == (value.low, value.high) for each in across):
        return False
    if value.kind == "percent" and value.low == value.high == _FIFTY:
        return _HALF.search(other) is not None
    return {_said_as(value, value.low), _said_as(value, value.high)} <= numbers


def _said_as(value: Value, number: Decimal) -> Decimal:
    """The number that is spoken: of a day or month its own, without the year; of a clock time its hour."""
    if value.kind != "date":
        return number
    return number // 60 if value.unit == "clock" else number % 100
