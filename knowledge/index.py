"""One shop's index: passages, their vectors and words in SQL, which is the truth, and Chroma beside it.

Writers hold the shop's lock; readers need none. Searches see only committed rows, and vectors are kept in memory
until a commit changes them. Thread-safe: callers take turns on the one connection.
"""

from __future__ import annotations

import json
import math
import sqlite3
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from knowledge import gloss, store
from knowledge.bilingual import Lang
from knowledge.embed import Embedder, Vectors
from knowledge.faults import IndexMissing
from knowledge.gloss import Gloss
from knowledge.lexical import native_tokens
from knowledge.scope import COLUMNS, Row, Scope, marks
from knowledge.vectors import ChromaStore, Near, Partition, vectors_of

EXACT_UP_TO = 20_000
"""Up to so many passages vectors are compared in memory, above them by Chroma."""
RECIPE = "1"
"""Raised when the same folder would be cut, embedded or worded differently."""
_SCOPES_KEPT = 64


class Index:
    """Opened by `Index.open`; close it, or use it as a context."""

    def __init__(
        self,
        data_dir: Path,
        shop_id: str,
        connection: sqlite3.Connection,
        lock: IO[str] | None,
        exact_up_to: int,
        chroma_url: str | None,
    ) -> None:
        self.data_dir = data_dir
        self.shop_id = shop_id
        self.folder = store.shop_folder(data_dir, shop_id)
        self.sql = connection
        self.turn = threading.RLock()
        self._lock = lock
        self._exact_up_to = exact_up_to
        self._chroma_url = chroma_url
        self._chroma: ChromaStore | None = None
        self._gloss: Gloss | None = None
        # Kept in memory until another generation is committed:
        self._generation = ""
        self._counts: dict[Lang, int] = {}
        self._partitions: dict[Lang, Partition] = {}
        self._scopes: dict[Scope, NDArray[np.int64]] = {}
        self._terms: tuple[dict[str, str], frozenset[str]] | None = None

    @classmethod
    def open(
        cls,
        data_dir: Path,
        shop_id: str,
        *,
        writable: bool,
        exact_up_to: int = EXACT_UP_TO,
        chroma_url: str | None = None,
        wait: float = 0.0,
    ) -> Index:
        """Open the shop's index under `data_dir`.

        writable takes the shop's lock, waiting up to `wait` seconds; one process writes, any number read.
        Raises IndexMissing (reading only: ingest first), IndexLocked, or IndexFault for a folder or file that
        cannot be used.
        """
        folder = store.shop_folder(data_dir, shop_id)
        lock = store.take_lock(folder, wait) if writable else None
        try:
            connection = store.open_for_writing(folder) if writable else store.open_for_reading(folder)
        except BaseException:
            if lock is not None:
                lock.close()
            raise
        return cls(data_dir, shop_id, connection, lock, exact_up_to, chroma_url)

    def close(self) -> None:
        with self.turn:
            if self._gloss is not None:
                self._gloss.close()
            self.sql.close()
            if self._lock is not None:
                self._lock.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # What is in it

    def meta(self, name: str) -> str | None:
        with self.turn:
            row = self.sql.execute("select value from meta where name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, **values: str) -> None:
        with self.turn:
            self.sql.executemany("insert or replace into meta values (?, ?)", values.items())

    def is_current(self, digest: str, embedder: Embedder) -> bool:
        """Whether everything of a folder with this digest is in, by this embedder. Loads no model and no Chroma."""
        return self.meta("complete") == complete_mark(digest, embedder) and gloss.table_path(self.data_dir).exists()

    def languages(self) -> Mapping[Lang, int]:
        """How many passages each language has; a language without any is left out."""
        with self.turn:
            self._refresh()
            return self._counts

    # Asking it

    def nearest(self, lang: Lang, vector: Vectors, scope: Scope, limit: int) -> list[Near]:
        """The passages of this language nearest to the vector, best first."""
        with self.turn:
            self._refresh()
            if self._is_exact():
                return self._partition(lang).nearest(vector, self._allowed(scope), limit)
            return self._nearest_by_chroma(lang, vector, scope, limit)

    def centre(self, lang: Lang) -> Vectors:
        """The mean vector of this language's passages."""
        with self.turn:
            row = self.sql.execute("select vector from centres where lang = ?", (lang,)).fetchone()
            dimension = self._dimension()
        return np.zeros(dimension, dtype=np.float32) if row is None else vectors_of([row[0]], dimension)[0]

    def cosines(self, ids: Sequence[int], vector: Vectors) -> dict[int, float]:
        """The cosine of each of these passages with the vector."""
        with self.turn:
            found = list(self._in_batches("select id, vector from passages where id in", ids))
            vectors = vectors_of([row[1] for row in found], self._dimension())
        return {row[0]: float(cosine) for row, cosine in zip(found, vectors @ vector, strict=True)}

    def wordy(self, table: str, tokens: Collection[str], scope: Scope, limit: int) -> list[tuple[int, float]]:
        """(row id, BM25) of the passages that share words with `tokens`, best first; BM25 is positive."""
        if not tokens:
            return []
        where, values = scope.where()
        query = " OR ".join(f'"{token}"' for token in tokens)
        statement = (
            f"select w.rowid, -bm25({table}) as score from {table} w join passages p on p.id = w.rowid "
            f"where {table} match ? and {where} order by score desc, w.rowid limit ?"
        )
        with self.turn:
            return [(row[0], row[1]) for row in self.sql.execute(statement, [query, *values, limit])]

    def rows(self, ids: Sequence[int]) -> dict[int, Row]:
        with self.turn:
            found = self._in_batches(f"select {COLUMNS} from passages where id in", ids)
            return {row[0]: Row.of(row) for row in found}

    def words_of(self, table: str, ids: Sequence[int]) -> dict[int, frozenset[str]]:
        """The tokens of each passage in this word table."""
        with self.turn:
            found = self._in_batches(f"select rowid, words from {table} where rowid in", ids)
            return {row[0]: frozenset(row[1].split()) for row in found}

    def rarity(self, table: str, tokens: Collection[str]) -> dict[str, float]:
        """How much each token tells in this word table: its inverse document frequency as BM25 has it, 0 or more."""
        with self.turn:
            self._refresh()
            total = self._counts.get("zh" if table.endswith("zh") else "en", 0)
            found = self._in_batches(f"select term, doc from {table}_terms where term in", list(tokens))
            having = {row[0]: row[1] for row in found}
        return {
            token: math.log1p((total - having.get(token, 0) + 0.5) / (having.get(token, 0) + 0.5)) for token in tokens
        }

    def native(self, text: str) -> list[tuple[str, ...]]:
        """The query's words for passages of its own language, each a tuple of one token."""
        with self.turn:
            return [(token,) for token in native_tokens(text, self._vocabulary()[1])]

    def english(self, text: str) -> list[tuple[str, ...]]:
        """The query's words in English, each a tuple of what it may mean, for passages of the other language."""
        with self.turn:
            own, codes = self._vocabulary()
            if self._gloss is None:
                try:
                    self._gloss = Gloss.open(self.data_dir, own)
                except sqlite3.Error as exc:
                    table = gloss.table_path(self.data_dir)
                    raise IndexMissing(f"the word table {table} is missing; run `youju ingest`") from exc
            return self._gloss.english(text, codes)

    # Changing it; only with the lock

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One transaction; readers see the whole of it or nothing."""
        with self.turn:
            self.sql.execute("begin immediate")
            try:
                yield self.sql
                self.sql.execute(
                    "insert into meta values ('generation', '1') "
                    "on conflict (name) do update set value = cast(value as integer) + 1"
                )
                self.sql.execute("commit")
            except BaseException:
                self.sql.execute("rollback")
                raise

    def chroma(self, embedder: Embedder) -> ChromaStore:
        """The Chroma store beside the file, opened at first use (1-2 s)."""
        return self._chroma_store(embedder.name, embedder.dimension)

    # Inside

    def _refresh(self) -> None:
        generation = self.meta("generation") or ""
        if generation != self._generation:
            self._forget()
            self._generation = generation
            self._counts = dict(self.sql.execute("select lang, count(*) from passages group by lang"))

    def _forget(self) -> None:
        self._partitions.clear()
        self._scopes.clear()
        self._terms = None
        if self._gloss is not None:
            self._gloss.close()
        self._gloss = None

    def _is_exact(self) -> bool:
        """Small enough for memory, or Chroma was never filled here."""
        if self._chroma_url is None and sum(self._counts.values()) <= self._exact_up_to:
            return True
        return self.meta("chroma") is None

    def _partition(self, lang: Lang) -> Partition:
        if lang not in self._partitions:
            found = self.sql.execute("select id, vector from passages where lang = ? order by id", (lang,)).fetchall()
            ids = np.array([row[0] for row in found], dtype=np.int64)
            self._partitions[lang] = Partition(ids, vectors_of([row[1] for row in found], self._dimension()))
        return self._partitions[lang]

    def _allowed(self, scope: Scope) -> NDArray[np.int64]:
        if scope not in self._scopes:
            if len(self._scopes) >= _SCOPES_KEPT:
                self._scopes.clear()
            where, values = scope.where()
            found = self.sql.execute(f"select p.id from passages p where {where} order by p.id", values)
            self._scopes[scope] = np.fromiter((row[0] for row in found), dtype=np.int64)
        return self._scopes[scope]

    def _nearest_by_chroma(self, lang: Lang, vector: Vectors, scope: Scope, limit: int) -> list[Near]:
        """Ask for more and more until enough of the answers are in scope: filters are SQL's, Chroma's are slow."""
        embedder = self.meta("embedder") or ""
        chroma = self._chroma_store(embedder, self._dimension())
        total = self._counts.get(lang, 0)
        where, values = scope.where()
        asked = limit
        while True:
            near = chroma.nearest(lang, vector, asked)
            cosines = dict(near)
            ids = {
                row[1]: row[0]
                for row in self._in_batches("select id, key from passages p where key in", list(cosines), where, values)
            }
            found = [Near(ids[key], cosine) for key, cosine in near if key in ids]
            if len(found) >= limit or asked >= total:
                return sorted(found, key=lambda one: (-one.cosine, one.id))[:limit]
            asked = min(asked * 4, total)

    def _chroma_store(self, embedder: str, dimension: int) -> ChromaStore:
        if self._chroma is None:
            folder = self.folder / "chroma"
            self._chroma = ChromaStore(folder, self._chroma_url, self.shop_id, embedder, dimension)
        return self._chroma

    def _dimension(self) -> int:
        return int(self.meta("dimension") or 0)

    def _vocabulary(self) -> tuple[dict[str, str], frozenset[str]]:
        self._refresh()
        if self._terms is None:
            kept = json.loads(self.meta("vocabulary") or '{"own": {}, "codes": []}')
            self._terms = (kept["own"], frozenset(kept["codes"]))
        return self._terms

    def _in_batches(
        self, statement: str, values: Sequence[int] | Sequence[str], where: str = "1", more: Sequence[str] = ()
    ) -> Iterator[tuple[Any, ...]]:
        for start in range(0, len(values), 500):
            batch = values[start : start + 500]
            yield from self.sql.execute(f"{statement} ({marks(batch)}) and {where}", [*batch, *more])


def complete_mark(digest: str, embedder: Embedder) -> str:
    """What `complete` says when a folder with this digest is wholly in."""
    return f"{RECIPE}:{embedder.name}:{embedder.dimension}:{digest}"
