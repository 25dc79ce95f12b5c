"""A text taken apart once: sentences, clauses, and in each what it is about, its values and its stances.

Drafts and evidence are taken apart by the same code; evidence texts repeat, so the result is cached by text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Generic, TypeVar

from agent.check.concessions import Concession, concessions
from agent.check.segments import Sentence, sentences
from agent.check.stance import Stance, stances
from agent.check.topics import features, load_topics
from agent.quantities import Value, quantities
from agent.quantities.numbers import plain

T = TypeVar("T")
_REACH_ZH, _REACH_EN = 14, 36
"""How many characters around a value tell what it is of."""
_HAN, _LATIN = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]")
_PART_OF_WORD, _LAST_PART = re.compile(r"^[A-Za-z'-]+"), re.compile(r"[A-Za-z'-]+$")
_CONDITION = re.compile(
    r"^\s*(?:亲,?)?(?:如果|若|要是|万一|假如|除非|如需|如)|的话\s*$|^\s*(?:if|in case|unless|when"
    r"|whether|where)(?![a-z])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ClauseNote:
    """One clause. own: topics of its words; about: own, else those of its neighbours. alternatives: values that a
    shortened list implies ("24 months for most, 36 for this one"). near: for each value, then each alternative, the
    content of the words around it. given: what it gives away."""

    start: int
    end: int
    text: str
    own: frozenset[str]
    about: frozenset[str]
    values: tuple[Value, ...]
    alternatives: tuple[Value, ...]
    near: tuple[frozenset[str], ...]
    stances: tuple[Stance, ...]
    given: tuple[Concession, ...]
    question: bool
    conditional: bool
    content: frozenset[str]


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence: its clauses and the topics of them all."""

    start: int
    end: int
    text: str
    clauses: tuple[ClauseNote, ...]
    topics: frozenset[str]
    question: bool
    content: frozenset[str]

    def clause_of(self, place: int) -> ClauseNote:
        return next((clause for clause in self.clauses if place < clause.end), self.clauses[-1])


@lru_cache(maxsize=4096)
def statements(text: str, currency: str) -> tuple[Statement, ...]:
    """The text taken apart. Dates without a year keep none; relative days are not read."""
    clean = plain(text)
    values = _InPlace(quantities(text, currency=currency), lambda value: value.span.start)
    words = _InPlace(sorted(load_topics().find(clean), key=lambda word: word[1]), lambda word: word[1])
    found = []
    for sentence in sentences(clean):
        inside = _InPlace(values.within(sentence.start, sentence.end), lambda value: value.span.start)
        implied = _InPlace(_implied(inside.items), lambda value: value.span.start)
        notes: list[ClauseNote] = []
        for clause in sentence.clauses:
            own = frozenset(topic for topic, _ in words.within(clause.start, clause.end))
            part = clean[clause.start : clause.end]
            mine = tuple(inside.within(clause.start, clause.end))
            alternatives = tuple(implied.within(clause.start, clause.end))
            near = tuple(_surroundings(clean, sentence, clause.end, value, inside) for value in (*mine, *alternatives))
            given = concessions(part, mine, clause.start, asks=clause.question)
            notes.append(
                ClauseNote(
                    clause.start, clause.end, part, own, own, mine, alternatives, near, tuple(stances(part)), given,
                    clause.question, bool(_CONDITION.search(part)), features(part),
                )
            )  # fmt: skip
        _mark_yes_or_no(notes)
        whole = clean[sentence.start : sentence.end]
        topics = frozenset(topic for topic, _ in words.within(sentence.start, sentence.end))
        noted = _with_neighbours(notes)
        found.append(Statement(sentence.start, sentence.end, whole, noted, topics, sentence.question, features(whole)))
    return tuple(found)


class _InPlace(Generic[T]):
    """Things in the order of the text, asked for by stretches of it: a long text is read once, not once a clause."""

    def __init__(self, items: list[T], place: Callable[[T], int]) -> None:
        self.items = items
        self.places = [place(item) for item in items]

    def within(self, start: int, end: int) -> list[T]:
        return self.items[bisect_left(self.places, start) : bisect_left(self.places, end)]

    def beside(self, start: int, end: int) -> tuple[T | None, T | None]:
        """The last one that starts before `start` and the first that starts at or after `end`."""
        before, after = bisect_left(self.places, start) - 1, bisect_left(self.places, end)
        return self.items[before] if before >= 0 else None, self.items[after] if after < len(self.items) else None


def _surroundings(text: str, sentence: Sentence, end: int, value: Value, others: _InPlace[Value]) -> frozenset[str]:
    """Content of the words right before and after a value, up to the values beside it."""
    before, after = others.beside(value.span.start, value.span.end)
    first = max(sentence.start, before.span.end if before is not None else 0)
    last = min(max(end, value.span.end), after.span.start if after is not None else len(text))
    return features(_before(text, first, value.span.start)) | features(_after(text, value.span.end, last))


def _before(text: str, first: int, end: int) -> str:
    """The words before `end` within reach; a Latin word that begins further away is left out whole."""
    near = text[max(first, end - _REACH_EN) : end]
    if _HAN.search(near):
        near = text[max(first, end - _REACH_ZH) : end]
    cut = end - len(near)
    return _PART_OF_WORD.sub("", near, count=1) if first < cut and _LATIN.match(text[cut - 1]) else near


def _after(text: str, start: int, last: int) -> str:
    near = text[start : min(last, start + _REACH_EN)]
    if _HAN.search(near):
        near = text[start : min(last, start + _REACH_ZH)]
    cut = start + len(near)
    return _LAST_PART.sub("", near) if cut < last and _LATIN.match(text[cut]) else near


_YES_NO = re.compile(r"\s*(?:(?P<yes>是|有|支持|yes|true)|(?P<no>否|无|没有|不支持|no|none|false))\s*$", re.IGNORECASE)


def _mark_yes_or_no(notes: list[ClauseNote]) -> None:
    """A labelled line of a product row: "flushable: no" says that it cannot."""
    answer = _YES_NO.match(notes[-1].text) if len(notes) == 2 else None
    if answer is None:
        return
    stance = Stance("modal", "can" if answer["yes"] else "cannot", 0, len(notes[0].text))
    notes[0] = replace(notes[0], stances=(stance,))


def _with_neighbours(notes: list[ClauseNote]) -> tuple[ClauseNote, ...]:
    """A clause without a topic of the trade is about what the next clause, else the one before, is about."""
    conditions = load_topics().condition
    clear = [note.own if note.own - conditions else None for note in notes]
    later: list[frozenset[str] | None] = [None] * len(notes)
    for place in range(len(notes) - 2, -1, -1):
        later[place] = clear[place + 1] or later[place + 1]
    reach: list[ClauseNote] = []
    earlier: frozenset[str] | None = None
    for place, note in enumerate(notes):
        neighbour = frozenset() if clear[place] else later[place] or earlier or frozenset()
        reach.append(replace(note, about=note.own | neighbour))
        earlier = clear[place] or earlier
    return tuple(reach)


def _implied(values: list[Value]) -> list[Value]:
    """Bare numbers beside a value with a unit may share that unit: 24 months for most, 36 for this one."""
    later: list[Value | None] = [None] * len(values)
    for place in range(len(values) - 2, -1, -1):
        after = values[place + 1]
        later[place] = after if after.kind not in ("count", "date") else later[place + 1]
    found = []
    earlier: Value | None = None
    for place, value in enumerate(values):
        model = earlier or later[place]
        if value.kind == "count" and not value.unit and model is not None:
            found.append(replace(model, low=value.low, high=value.high, span=value.span, text=value.text, op="eq"))
        earlier = value if value.kind not in ("count", "date") else earlier
    return found
