"""A text taken apart once: sentences, clauses, and in each what it is about, its values and its stances.

Drafts and evidence are taken apart by the same code; evidence texts repeat, so the result is cached by text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from agent.check.concessions import Concession, concessions
from agent.check.segments import Sentence, sentences
from agent.check.stance import Stance, stances
from agent.check.topics import features, load_topics
from agent.quantities import Value, quantities
from agent.quantities.numbers import plain

_REACH_ZH, _REACH_EN = 14, 36
"""How many characters around a value tell what it is of."""
_CONDITION = re.compile(
    r"^\s*(?:亲,?)?(?:如果|若|要是|万一|假如|除非|如需|如)|^\s*(?:if|in case|unless|when|whether|where)(?![a-z])",
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
    values = quantities(text, currency=currency)
    words = load_topics().find(clean)
    found = []
    for sentence in sentences(clean):
        inside = [value for value in values if sentence.start <= value.span.start < sentence.end]
        said = [(topic, place) for topic, place in words if sentence.start <= place < sentence.end]
        topics = frozenset(topic for topic, _ in said)
        notes: list[ClauseNote] = []
        alternatives = _implied(inside)
        whole = clean[sentence.start : sentence.end]
        for clause in sentence.clauses:
            own = frozenset(topic for topic, place in said if clause.start <= place < clause.end)
            part = clean[clause.start : clause.end]
            mine = _inside(inside, clause.start, clause.end)
            implied = _inside(alternatives, clause.start, clause.end)
            near = tuple(_surroundings(clean, sentence, value, inside) for value in (*mine, *implied))
            given = concessions(part, mine, clause.start, asks=clause.question)
            notes.append(
                ClauseNote(
                    clause.start, clause.end, part, own, own, mine, implied, near, tuple(stances(part)), given,
                    clause.question, bool(_CONDITION.search(part)), features(part),
                )
            )  # fmt: skip
        _mark_yes_or_no(notes)
        noted = _with_neighbours(notes)
        found.append(Statement(sentence.start, sentence.end, whole, noted, topics, sentence.question, features(whole)))
    return tuple(found)


def _inside(values: list[Value], start: int, end: int) -> tuple[Value, ...]:
    return tuple(value for value in values if start <= value.span.start < end)


def _surroundings(text: str, sentence: Sentence, value: Value, others: list[Value]) -> frozenset[str]:
    """Content of the words right before and after a value, up to the values beside it."""
    start, end = value.span.start, value.span.end
    reach = _REACH_EN if text[sentence.start : sentence.end].isascii() else _REACH_ZH
    first = max([start - reach, sentence.start, *(other.span.end for other in others if other.span.end <= start)])
    last = min([end + reach, sentence.end, *(other.span.start for other in others if other.span.start >= end)])
    return features(text[first:start]) | features(text[end:last])


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
    reach: list[ClauseNote] = []
    for place, note in enumerate(notes):
        about = note.own
        if not about - conditions:
            later = [other.own for other in notes[place + 1 :] if other.own - conditions]
            earlier = [other.own for other in reversed(notes[:place]) if other.own - conditions]
            about = about | (later[0] if later else earlier[0] if earlier else frozenset())
        reach.append(replace(note, about=about))
    return tuple(reach)


def _implied(values: list[Value]) -> list[Value]:
    """Bare numbers beside a value with a unit may share that unit: 24 months for most, 36 for this one."""
    found = []
    for place, value in enumerate(values):
        if value.kind == "count" and not value.unit:
            around = [
                other
                for other in [*reversed(values[:place]), *values[place + 1 :]]
                if other.kind not in ("count", "date")
            ]
            if around:
                found.append(
                    replace(around[0], low=value.low, high=value.high, span=value.span, text=value.text, op="eq")
                )
    return found
