"""A text in sentences and clauses, with places kept. Works on `numbers.plain` text of either language."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SENTENCE_END = re.compile(
    r"[。!?！？;；\n]+|(?<=[a-z])\.(?=[\u4e00-\u9fff])|\.(?=\s|$)(?<!e\.g\.)(?<!i\.e\.)(?<!approx\.)(?<!No\.)"
)
_CLAUSE_END = re.compile(
    r",(?!(?<=\d,)\d{3}(?!\d))|，|[:：](?!\d)|[()（）]|\s[-—]\s|——|(?<![A-Za-z])(?:but|while|whereas)(?![A-Za-z])|但是?(?!书)|不过"
    r"|(?<=的话)(?![,，。;；!！?？\n])"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """Half-open [start, end) of the text. question: it asks, so it asserts nothing."""

    start: int
    end: int
    question: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    start: int
    end: int
    question: bool
    clauses: tuple[Clause, ...]


_ASKS_ZH = re.compile(
    r"[吗么](?:[呢呀啊])?\s*$|能不能|可不可以|是不是|要不要|行不行|好不好|合不合适|需不需要"
    r"|您看.{0,6}(?:可以|合适|行|怎么样|如何)\s*$"
)
_ASKS_EN = re.compile(
    r"\s*(?:and |or |so )?(?:would|could|can|do|does|did|is|are|may|shall|will|have|has|how|what|which|when|where|why"
    r"|who)\s",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\s*(?:which|who|that)\s", re.IGNORECASE)


def sentences(text: str) -> list[Sentence]:
    """The sentences of the text in order; empty ones are left out."""
    found: list[Sentence] = []
    start = 0
    ends = [(match.start(), match.end(), match[0]) for match in _SENTENCE_END.finditer(text)]
    for stop, after, mark in [*ends, (len(text), len(text), "")]:
        if text[start:stop].strip():
            found.append(Sentence(start, stop, "?" in mark, _clauses(text, start, stop, "?" in mark)))
        start = after
    return found


def _clauses(text: str, start: int, stop: int, marked: bool) -> tuple[Clause, ...]:
    places: list[tuple[int, int]] = []
    begin = start
    for match in _CLAUSE_END.finditer(text, start, stop):
        if text[begin : match.start()].strip():
            places.append((begin, match.start()))
        begin = match.start() if match[0][:1].isalpha() else match.end()
    if text[begin:stop].strip() or not places:
        places.append((begin, stop))
    opened = marked and _ASKS_EN.match(text, *places[0]) is not None
    return tuple(
        Clause(first, last, _asks(text[first:last], marked, opened, place == len(places) - 1))
        for place, (first, last) in enumerate(places)
    )


def _asks(clause: str, marked: bool, opened: bool, last: bool) -> bool:
    """Before a question mark the last clause asks, and those after an English question word; others still assert.

    opened: the sentence begins with a question word.
    """
    if _ASKS_ZH.search(clause):
        return True
    if not marked or (_RELATIVE.match(clause) and not (last and not opened)):
        return False
    return last or opened or _ASKS_EN.match(clause) is not None
