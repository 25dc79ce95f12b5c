"""Passages by the words they share with a question: BM25 on native words, and on English across languages."""

from __future__ import annotations

import json
import math
import re
import sqlite3
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from knowledge import gloss
from knowledge.amounts import as_written
from knowledge.colloquial import in_sheet_words
from knowledge.faults import IndexMissing
from knowledge.gloss import Gloss
from knowledge.lexical import HAN, language_of, native_tokens
from knowledge.misspelled import Misspelled
from knowledge.scope import Scope
from knowledge.sku_spelling import SkuSpelling

if TYPE_CHECKING:
    from knowledge.index import Index

Meanings = list[tuple[str, ...]]
"""A question's words in order, each with the tokens it may stand for."""

_KEPT = 8192
_READ = 2000
"""So much of a question is read for what was meant; nobody misspells further down."""
_ENDS_IN_HAN = re.compile(f"[{HAN}]$")


class ByWords:
    """The word tables of one index: `native_zh`, `native_en`, and `gloss_zh`, Chinese passages in English."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._gloss: Gloss | None = None
        self._terms: tuple[dict[str, str], frozenset[str]] | None = None
        self._there: dict[tuple[str, int], frozenset[str]] = {}
        self._counts: dict[tuple[str, str], int] = {}
        self._names: dict[tuple[str, ...], tuple[frozenset[str], frozenset[str]]] = {}
        self._misspelled: Misspelled | None = None
        self._skus: SkuSpelling | None = None
        self._readings: dict[str, str] = {}
        self._corrected: dict[str, str] = {}
        self._in_a_row: dict[str, bool] = {}

    def forget(self) -> None:
        """Drop what is kept in memory."""
        if self._gloss is not None:
            self._gloss.close()
        self._gloss = None
        self._terms = None
        self._there.clear()
        self._counts.clear()
        self._names.clear()
        self._misspelled = None
        self._skus = None
        self._readings.clear()
        self._corrected.clear()
        self._in_a_row.clear()

    def find(self, table: str, tokens: Collection[str], scope: Scope, limit: int) -> dict[int, float]:
        """Row id -> BM25 of the passages in scope that share a word with `tokens`, best first; BM25 is positive.

        The best of all are looked at first: to ask of every passage whether it is in scope takes ten times as long.
        """
        if not tokens:
            return {}
        where, values = scope.where()
        query = " OR ".join(f'"{token}"' for token in tokens)
        scored = f"select w.rowid, -bm25({table}) as score from {table} w"
        best = f"where {table} match ? order by score desc, w.rowid limit ?"
        found = self._index.ask(f"{scored} {best}", [query, 2 * limit])
        ids = [row_id for row_id, _ in found]
        seen = {row[0] for row in self._index.ask_many("select p.id from passages p where p.id in", ids, where, values)}
        kept = [one for one in found if one[0] in seen]
        if len(kept) < limit and len(found) == 2 * limit:
            joined = f"{scored} join passages p on p.id = w.rowid {best.replace(' order', f' and {where} order', 1)}"
            kept = self._index.ask(joined, [query, *values, limit])
        return dict(kept[:limit])

    def there(self, table: str, ids: Sequence[int]) -> dict[int, frozenset[str]]:
        """The tokens of each passage in this word table."""
        unknown = [row_id for row_id in ids if (table, row_id) not in self._there]
        if len(self._there) + len(unknown) > _KEPT:
            self._there.clear()
            unknown = list(ids)
        for row_id, words in self._index.ask_many(f"select rowid, words from {table} where rowid in", unknown):
            self._there[table, row_id] = frozenset(words.split())
        return {row_id: self._there.get((table, row_id), frozenset()) for row_id in ids}

    def rarity(self, table: str, tokens: Collection[str]) -> dict[str, float]:
        """How much each token tells in this word table: its inverse document frequency, smoothed, above 0."""
        total = self._index.languages().get("zh" if table.endswith("zh") else "en", 0)
        counts = self.documents(table, tokens)
        return {token: math.log1p((total - (n := counts.get(token, 0)) + 0.5) / (n + 0.5)) for token in tokens}

    def documents(self, table: str, tokens: Collection[str]) -> dict[str, int]:
        """In how many passages of this word table each token stands; those in none are left out."""
        unknown = [token for token in tokens if (table, token) not in self._counts]
        if len(self._counts) + len(unknown) > _KEPT:
            self._counts.clear()
            unknown = list(tokens)
        found = dict(self._index.ask_many(f"select term, doc from {table}_terms where term in", unknown))
        self._counts.update(((table, token), found.get(token, 0)) for token in unknown)
        return {token: count for token in tokens if (count := self._counts[table, token])}

    def name_tokens(self, names: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
        """The tokens of some names as written, and in English."""
        if names not in self._names:
            if len(self._names) > _KEPT:
                self._names.clear()
            native = frozenset(token for name in names for token in native_tokens(name, self.codes()))
            pivot = (word for name in names for word in self.dictionary.english(name, self.codes()))
            english = frozenset(token for word in pivot for token in word)
            self._names[names] = (native, english)
        return self._names[names]

    def reading(self, question: str) -> str:
        """A question that `lexical.plain` has read, in the shop's words: its codes, its amounts, misspelled words
        corrected, and what sheets call a property that is asked for. For finding, never for judging a text."""
        if question not in self._readings:
            if len(self._readings) > _KEPT:
                self._readings.clear()
            amounts = as_written(self._sku_spelling().respelled(question[:_READ]), self.in_a_row)
            self._readings[question] = in_sheet_words(self.corrected(amounts), self.in_a_row) + question[_READ:]
        return self._readings[question]

    def corrected(self, text: str) -> str:
        """A text that `lexical.plain` has read, with what is misspelled as the shop writes it."""
        if text not in self._corrected:
            if len(self._corrected) > _KEPT:
                self._corrected.clear()
            self._corrected[text] = self._spelling().corrected(text, chinese=language_of(text) == "zh")
        return self._corrected[text]

    def in_a_row(self, words: str) -> bool:
        """Whether some passage, in its own language, has these words one after the other."""
        if words not in self._in_a_row:
            if len(self._in_a_row) > _KEPT:
                self._in_a_row.clear()
            tokens = native_tokens(words, self.codes())
            begun = _ENDS_IN_HAN.search(words) is not None  # in a longer stretch of Han it is the beginning of a pair
            whole = tokens[:-1] if begun else tokens
            phrase = f'"{" ".join(tokens)}"' + (" *" if begun else "")
            self._in_a_row[words] = (
                bool(tokens)
                and all(token in self._spelling().written for token in whole)
                and any(
                    self._index.ask(f"select 1 from {table} where {table} match ? limit 1", [phrase])
                    for table in ("native_zh", "native_en")
                )
            )
        return self._in_a_row[words]

    def _sku_spelling(self) -> SkuSpelling:
        if self._skus is None:
            found = self._index.ask("select distinct anchor from passages where kind = 'product'")
            self._skus = SkuSpelling([row[0] for row in found])
        return self._skus

    def _spelling(self) -> Misspelled:
        if self._misspelled is None:
            told, english, pivot = (
                dict(self._index.ask(f"select term, doc from {table}_terms"))
                for table in ("native_zh", "native_en", "gloss_zh")
            )
            own = told.keys() | english.keys() | (pivot.keys() & self.dictionary.own_english())
            self._misspelled = Misspelled({**pivot, **told, **english}, own, self.dictionary)
        return self._misspelled

    def native(self, question: str) -> Meanings:
        """The question's words as they are written, for passages of the same language."""
        return [(token,) for token in native_tokens(self.reading(question), self.codes())]

    def english(self, question: str) -> Meanings:
        """The question's words in English, each with what it may mean. Raises IndexMissing without the word table."""
        return self.dictionary.english(self.reading(question), self.codes())

    def written(self, tokens: Collection[str]) -> frozenset[str]:
        """Those of these tokens that stand in any passage of the shop, in any language's words."""
        tables = ("native_zh", "native_en", "gloss_zh")
        queries = (f"select term, doc from {table}_terms where term in" for table in tables)
        return frozenset(term for query in queries for term, _ in self._index.ask_many(query, [*tokens]))

    def codes(self) -> frozenset[str]:
        """The shop's product codes."""
        return self._vocabulary()[1]

    @property
    def dictionary(self) -> Gloss:
        """The dictionary with the shop's own terms. Raises IndexMissing when the word table is gone."""
        if self._gloss is None:
            own = self._vocabulary()[0]
            try:
                self._gloss = Gloss.open(self._index.data_dir, own)
            except sqlite3.Error as exc:
                table = gloss.table_path(self._index.data_dir)
                raise IndexMissing(f"the word table {table} is missing; run `youju ingest`") from exc
        return self._gloss

    def _vocabulary(self) -> tuple[dict[str, str], frozenset[str]]:
        """The shop's own words in English, and its product codes."""
        if self._terms is None:
            kept = json.loads(self._index.meta("vocabulary") or '{"own": {}, "codes": []}')
            self._terms = (kept["own"], frozenset(kept["codes"]))
        return self._terms
