"""search(): the clauses that answer a question, in force, for this audience, fair to both languages.

Each language is searched by itself, by meaning and by words; English is the pivot between them. A clause's score is
its cosine less that of its language's mean passage, plus three tenths of its word score, so that clauses of both
languages stand on one scale (measured on two unseen shops: first hit right in 79 % instead of 43 % with scores
stretched per language and hits taken in turns).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import NamedTuple

import numpy as np

from knowledge.bilingual import Lang
from knowledge.by_meaning import ByMeaning
from knowledge.embed import Embedder, Vectors
from knowledge.faults import EmbeddingFault
from knowledge.index import Index
from knowledge.lexical import language_of, plain
from knowledge.passage import Audience, Kind, When
from knowledge.question_words import QuestionWords
from knowledge.scope import Row, Scope

_ANSWERS_KEPT = 512
_DEPTH = 50
_WORDS_WEIGHT = 0.3
"""Measured on `youju bench search` and on the queries of four unseen shops: with 0.25, questions by a name that only
its words can find lose 4 points across languages; with 0.35 words like "send" and "use" outweigh the meaning."""
_ONLY_THERE: dict[Lang, float] = {"zh": 1.3, "en": 1.1}
"""By the question's language: what a clause counts that is written in the other language alone. Translations are less
alike than two texts of one language, an English text least of all to a Chinese question (measured on 1,600 questions
whose answer is in one language: R@1 across languages 31 -> 59 % from Chinese, 59 -> 70 % from English)."""
_SHOWN_BY_WORDS = 1.0
"""What the question's words count in choosing which passage of a clause is shown: all its passages carry its name, so
that their vectors are alike, and only the words tell which row of a table was asked for."""
_BOTH_LANGUAGES = 0.3
_OTHER_PRODUCT = 0.6
_FAIR_FROM = 4
"""Fewer hits have no room for more than the best of them."""


class Placed(NamedTuple):
    """Where one language's lists have a clause, by its best passage there; ranks count from 1, None: not in that list.

    cosine: with the question, -1..1. bm25: of the shared words, 0 without any. score: the two fused.
    """

    lang: Lang
    cosine: float
    meaning_rank: int | None
    bm25: float
    words_rank: int | None
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One clause found, by its best passage, in the question's language where it has one.

    score: 0..1, for ranking within this search. similarity: best cosine with the question, -1..1. overlap: share of
    the question's words found, rare ones counting more, 0..1. relevance: 0..1, how likely it is that this clause
    speaks to the question at all, comparable between searches.
    """

    clause_id: str
    doc: str
    anchor: str
    kind: Kind
    lang: Lang
    score: float
    text: str
    valid_from: date | None
    valid_until: date | None
    audience: Audience
    similarity: float
    overlap: float
    relevance: float
    places: tuple[Placed, ...] = ()


@dataclass(slots=True)
class _Found:
    """A passage with its scores; `words` is how its language was searched."""

    row: Row
    score: float
    words: QuestionWords
    place: Placed

    @property
    def cosine(self) -> float:
        return self.place.cosine


def search(
    index: Index,
    text: str,
    *,
    when: When,
    audience: Audience = "buyer",
    k: int = 8,
    embedder: Embedder,
    kinds: Collection[Kind] | None = None,
    skus: Collection[str] = (),
    told: Callable[[str], None] | None = None,
    often: bool = False,
) -> list[Hit]:
    """The best clauses for `text`, at most `k`, best first; none for an empty text or an empty index.

    Only clauses in force by `when`; staff text only for staff. kinds: only these kinds. skus: the products asked
    about; sheets about one other product are left out, other products' rows and shared sheets come later. told: hears
    why the bundled embedder was used where another was chosen. often: the same text is searched for again and again;
    what was found for it is kept until the index changes.
    """
    scope = Scope.of(when, audience, kinds, skus)
    if not often or index.questions is not None:
        return search_in(index, text, scope, k=k, embedder=embedder, skus=skus, told=told)
    key = (index.generation(), text, scope, k, embedder.name)
    if key not in index.answers:
        if len(index.answers) >= _ANSWERS_KEPT:
            index.answers.clear()
        index.answers[key] = tuple(search_in(index, text, scope, k=k, embedder=embedder, skus=skus, told=told))
    return list(index.answers[key])


def search_in(
    index: Index, text: str, scope: Scope, *, k: int, embedder: Embedder, skus: Collection[str] = (),
    told: Callable[[str], None] | None = None,
) -> list[Hit]:  # fmt: skip
    """The best clauses of this scope."""
    asked = as_searched(index, text)
    if not asked or k < 1:
        return []
    own = language_of(asked)
    bundled, chosen = embedder.embed([asked])[0], _by_chosen(index, asked, told)
    with index.snapshot():
        meaning, vector = _way(index, bundled, chosen, told)
        found: list[_Found] = []
        for lang in index.languages():
            found += _in_language(index, meaning, asked, own, lang, vector, scope)
        for one in found:
            if _is_about_others(one.row, skus):
                one.score *= _OTHER_PRODUCT
        return [_hit(index, passages, score, own) for passages, score in _fair(_by_clause(found), own, k)]


def as_searched(index: Index, text: str) -> str:
    """The text as it is embedded and looked up: in plain characters, misspelled words as the shop writes them."""
    return index.words.corrected(plain(text).strip())


def _by_chosen(index: Index, asked: str, told: Callable[[str], None] | None) -> Vectors | None:
    """The question by the chosen embedder; None when there is none, or it fails."""
    if index.questions is None:
        return None
    try:
        return np.asarray(index.questions.ask([asked])[0])
    except EmbeddingFault as exc:
        if told is not None:
            told(str(exc))
        return None


def _way(
    index: Index, bundled: Vectors, chosen: Vectors | None, told: Callable[[str], None] | None
) -> tuple[ByMeaning, Vectors]:
    """Which vectors are compared, and the question's: the chosen embedder's if every passage has one that fits."""
    if chosen is None:
        return index.meaning, bundled
    meaning = index.chosen_meaning()
    if meaning is not None and meaning.source.dimension == len(chosen):
        return meaning, chosen
    if told is not None:
        told("the chosen embedder's vectors of this shop are not all there; `youju ingest` makes them")
    return index.meaning, bundled


def _in_language(
    index: Index, meaning: ByMeaning, asked: str, own: Lang, lang: Lang, vector: Vectors, scope: Scope
) -> list[_Found]:
    """This language's passages near in meaning or sharing words, scored."""
    words = QuestionWords.of(index, asked, own, lang)
    chosen = words.telling()
    wordy = index.words.find(words.table, chosen, scope, _DEPTH)
    near = {one.id: one.cosine for one in meaning.find(lang, vector, scope, _DEPTH)}
    by_meaning, by_words = _ranks(near), _ranks(wordy)
    near.update(meaning.cosines([row_id for row_id in wordy if row_id not in near], vector))
    rows = index.rows(list(near))
    native = index.clauses_in(own) if lang != own else frozenset()
    best, ideal = max(wordy.values(), default=1.0), sum(words.rarity[token] for token in chosen) or 1.0
    centre = meaning.centre(lang, vector)
    found = []
    for row_id, row in rows.items():
        bm25 = wordy.get(row_id, 0.0)
        word_score = (bm25 / best + min(1.0, bm25 / ideal)) / 2
        score = near[row_id] - centre + _WORDS_WEIGHT * word_score
        if lang != own and row.clause_id not in native:
            score *= _ONLY_THERE[own]
        score = max(0.0, score)
        place = Placed(lang, near[row_id], by_meaning.get(row_id), bm25, by_words.get(row_id), score)
        found.append(_Found(row, score, words, place))
    return found


def _ranks(ids: Iterable[int]) -> dict[int, int]:
    return {row_id: rank for rank, row_id in enumerate(ids, start=1)}


def _is_about_others(row: Row, skus: Collection[str]) -> bool:
    return bool(skus) and bool(row.skus) and not set(skus) & set(row.skus)


def _by_clause(found: Iterable[_Found]) -> list[tuple[list[_Found], float]]:
    """Each clause's passages, best first, with its score: a clause found in both languages counts both."""
    clauses: dict[str, list[_Found]] = {}
    for one in sorted(found, key=lambda one: (-one.score, one.row.lang, one.row.id)):
        clauses.setdefault(one.row.clause_id, []).append(one)
    scored = []
    for passages in clauses.values():
        best = passages[0]
        score = best.score
        twin = next((one.score for one in passages if one.row.lang != best.row.lang), None)
        if twin is not None:
            score += _BOTH_LANGUAGES * (twin - score)
        scored.append((passages, score))
    return sorted(scored, key=lambda clause: (-clause[1], clause[0][0].row.clause_id))


def _fair(clauses: list[tuple[list[_Found], float]], own: Lang, k: int) -> list[tuple[list[_Found], float]]:
    """The best `k`: half of them at least of clauses that the question's language has, a quarter at least of clauses
    that only the other has, as far as there are any; and the first by words of each language, which may be near to the
    question by nothing but a name."""
    foreign = [clause for clause in clauses if all(one.row.lang != own for one in clause[0])]
    native = [clause for clause in clauses if any(one.row.lang == own for one in clause[0])]
    named = [clause for clause in clauses if any(one.place.words_rank == 1 for one in clause[0])]
    due = [clause for clause in (*foreign[: k // 4], *native[: k // 2], *named) if clause[1] > 0]
    wanted = dict.fromkeys(id(clause) for clause in ((*due, *clauses) if k >= _FAIR_FROM else clauses))
    kept = set(islice(wanted, k))
    return [clause for clause in clauses if id(clause) in kept]


def _hit(index: Index, passages: list[_Found], score: float, own: Lang) -> Hit:
    """A clause as it is shown: by its best passage in the question's language if it has one there."""
    overlaps = _overlaps(index, passages)
    ranked = sorted(
        passages, key=lambda one: (one.row.lang != own, -(one.score + _SHOWN_BY_WORDS * overlaps[one.row.id]))
    )
    shown = ranked[0].row
    similarity, overlap = max(one.cosine for one in passages), max(overlaps.values())
    return Hit(
        clause_id=shown.clause_id,
        doc=shown.doc,
        anchor=shown.anchor,
        kind=shown.kind,
        lang=shown.lang,
        score=min(1.0, score),
        text=_with_more_rows(shown, [one.row for one in ranked[1:]]),
        valid_from=shown.valid_from,
        valid_until=shown.valid_until,
        audience=shown.audience,
        similarity=similarity,
        overlap=overlap,
        relevance=_relevance(similarity, overlap),
        places=tuple({one.place.lang: one.place for one in reversed(passages)}.values()),
    )


def _with_more_rows(shown: Row, others: list[Row]) -> str:
    """Rows of a table with the clause's next best rows, which together are as long as a passage of prose."""
    if not shown.text.startswith("|"):
        return shown.text
    following = (row for row in others if row.lang == shown.lang and row.text.startswith("|"))
    pieces = sorted((shown, *islice(following, 1)), key=lambda row: row.id)
    return "\n".join(dict.fromkeys(line for piece in pieces for line in piece.text.splitlines()))


def _overlaps(index: Index, passages: list[_Found]) -> dict[int, float]:
    """Share of the question's words that each passage holds, by row id."""
    found: dict[int, float] = {}
    for words in {one.words for one in passages}:
        ids = [one.row.id for one in passages if one.words is words]
        there = index.words.there(words.table, ids)
        found.update((row_id, words.overlap(there[row_id])) for row_id in ids)
    return found


def _relevance(similarity: float, overlap: float) -> float:
    """Fitted on 116 clauses that answer a question and 240 best clauses for questions that no clause answers: at 0.5
    it keeps 81 % of the first and lets 14 % of the second through; at 0.3, 91 % and 28 %; at 0.7, 70 % and 7 %."""
    return 1 / (1 + math.exp(5.3 - 15.7 * similarity - 3.5 * overlap))
