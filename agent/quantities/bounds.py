"""How the words around a value bound it: within, at most, from, at least, about; 以内, 至少, 左右."""

from __future__ import annotations

import re

from agent.quantities.value import Op, ValueKind

_BEFORE: list[tuple[Op, re.Pattern[str]]] = [
    ("le", re.compile(
        r"(?:最多|至多|不超过|没有?超过|未超过|不晚于|不迟于|不高于|不多于|最高|最大|最晚|上限|不足|不满|未满|(?<!不)(?:低于|少于|小于|短于)|不到"
        r"|(?<![a-z])(?:up to|at most|not? (?:more|longer|later) than|not over"
        r"|not exceed(?:ing)?|within|max(?:imum)?(?: of)?|under|below"
        r"|less than|fewer than|the latest))"
        r"[\s:(]*(?:可?[达至到退减免给能为]{1,2}|the\s)?$", re.IGNORECASE)),
    ("ge", re.compile(
        r"(?:最少|至少|最低|不早于|不短于|不少于|不低于|不小于|满|超过|大于|多于|高于|超出|起码|[⩾≥]"
        r"|(?<![a-z])(?:at least|not? (?:less|fewer|shorter|earlier) than"
        r"|more than|over|above|min(?:imum)?(?: of)?|from"
        r"|start(?:s|ing)? at|longer than|exceed(?:s|ing)?))"
        r"[\s:(]*$", re.IGNORECASE)),
    ("about", re.compile(
        r"(?:大约|约|大概|差不多|将近|接近|近|左右|(?<![a-z])(?:about|around|approx(?:\.|imately)?|roughly|nearly"
        r"|almost|some|circa"
        r"|ca\.))[\s:(]*$",
        re.IGNORECASE)),
]  # fmt: skip
_AFTER: list[tuple[Op, re.Pattern[str]]] = [
    (
        "le",
        re.compile(
            r"\s?(?:以内|之内|内|以下|封顶|不到(?![货账位期场家])"
            r"|(?:or|and) (?:less|under|below|fewer)|at (?:most|the latest)|max(?![a-z]))"
        ),
    ),
    (
        "ge",
        re.compile(
            r"\s?(?:及以上|以上|起(?![来火名飞])|(?:or|and) (?:more|above|over|up(?:wards)?)|\+(?!\d)|at least)"
        ),
    ),
    ("about", re.compile(r"\s?(?:左右|上下|出头|来(?=[个天块斤])|or so|多(?=[天块元个月年斤]))")),
]
_ELAPSED = re.compile(
    r"(?:(?<![不没未有])超过|过了|已过|(?<![a-z])(?<!not )(?<!no )(?:more than|over|longer than))\s*$", re.IGNORECASE
)
"""Time that has run out: the other side of the same limit, not a limit of its own."""
_BEFORE_REACH, _ELAPSED_REACH = 22, 18


def bound_of(text: str, start: int, end: int, kind: ValueKind) -> Op:
    """le, ge, about or eq for the value at [start, end) of plain text; a word after it wins over one before it."""
    if kind == "date" or (kind == "duration" and _ELAPSED.search(text[max(0, start - _ELAPSED_REACH) : start])):
        return "eq"
    for op, pattern in _AFTER:
        if pattern.match(text, end):
            return op
    before = text[max(0, start - _BEFORE_REACH) : start]
    return next((op for op, pattern in _BEFORE if pattern.search(before)), "eq")
