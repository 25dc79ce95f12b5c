"""A text in sentences and clauses, with places kept. Works on `numbers.plain` text of either language."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SENTENCE_END = re.compile(r"[。!?！？;；\n]+|\.(?=\s|$)(?<!e\.g\.)(?<!i\.e\.)(?<!approx\.)(?<!No\.)")
_CLAUSE_END = re.compile(
    r"[,，:：](?!\d)|[()（）]|\s[-—]\s|——|(?<![A-Za-z])(?:but|while|whereas)(?![A-Za-z])|但是?(?!书)|不过"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """Half-open [start, end) of the text; `sentence` is the index of its sentence."""

    start: int
    end: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Sentence:
    start: int
    end: int
    question: bool
    clauses: tuple[Clause, ...]

    def clause_at(self, place: int) -> Clause:
        return next((clause for clause in self.clauses if place < clause.end), self.clauses[-1])


_QUESTION_END = re.compile(r"[?？]")
_QUESTION_WORD = re.compile(
    r"(?:[吗么](?:[呢呀啊]|$)|[吗么][,，]|能不能|可不可以|是不是|有没有|要不要|行不行|好不好|您看.{0,6}(?:可以|合适|行|怎么样|如何)"
    r"|^\s*(?:would|could|can|do|does|did|is|are|may|shall|how|what|which|when|where|why|who)\b[^.]*$)",
    re.IGNORECASE,
)


def sentences(text: str) -> list[Sentence]:
    """The sentences of the text in order; empty ones are left out."""
    found: list[Sentence] = []
    start = 0
    ends = [(match.start(), match.end(), match[0]) for match in _SENTENCE_END.finditer(text)]
    for stop, after, mark in [*ends, (len(text), len(text), "")]:
        if text[start:stop].strip():
            question = bool(_QUESTION_END.search(mark)) or bool(_QUESTION_WORD.search(text[start:stop]) and "?" in mark)
            found.append(Sentence(start, stop, question, _clauses(text, start, stop, len(found))))
        start = after
    return found


def _clauses(text: str, start: int, stop: int, index: int) -> tuple[Clause, ...]:
    clauses: list[Clause] = []
    begin = start
    for match in _CLAUSE_END.finditer(text, start, stop):
        if text[begin : match.start()].strip():
            clauses.append(Clause(begin, match.start(), index))
        begin = match.end() if not match[0][0].isalpha() else match.start()
    if text[begin:stop].strip() or not clauses:
        clauses.append(Clause(begin, stop, index))
    return tuple(clauses)


def is_question_clause(text: str) -> bool:
    """Whether a clause without a question mark asks all the same (您看可以吗)."""
    return bool(re.search(r"[吗么](?:[呢呀啊])?\s*$|能不能|可不可以|是不是|要不要|行不行|好不好", text))
