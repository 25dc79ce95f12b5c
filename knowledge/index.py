"""One shop's index: passages, their vectors and words in SQL, which is the truth, and Chroma beside it.

Writers hold the shop's lock; readers need none. A search reads one snapshot of committed rows; what is kept in memory
is thrown away when a commit changes the generation. Thread-safe: callers take turns on the one connection. An embedder
of the shop's choice has its vectors in a file beside (knowledge.space), used when every passage has one there.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from knowledge import gloss, store
from knowledge.bilingual import Lang
from knowledge.by_meaning import ByMeaning
from knowledge.by_words import ByWords
from knowledge.chosen import Chosen, Questions
from knowledge.embed import Embedder
from knowledge.faults import IndexFault
from knowledge.scope import COLUMNS, Row, marks
from knowledge.sources import BundledSource, Source, SpaceSource
from knowledge.space import Space
from knowledge.vectors import ChromaStore

EXACT_UP_TO = 20_000
"""Up to so many passages vectors are compared in memory, above them by Chroma."""
RECIPE = "1"
"""Raised when the same folder would be cut, embedded or worded differently."""


class Index:
    """Opened by `Index.open`; close it, or use it as a context.

    `meaning` and `words` are the two ways to ask it, `chosen_meaning` a third; `questions` puts texts to the chosen
    embedder and is None when there is none.
    """

    def __init__(
        self,
        data_dir: Path,
        shop_id: str,
        connection: sqlite3.Connection,
        lock: IO[str] | None,
        exact_up_to: int,
        chroma_url: str | None,
        chosen: Chosen | None,
    ) -> None:
        self.data_dir = data_dir
        self.folder = store.shop_folder(data_dir, shop_id)
        self.questions = None if chosen is None else Questions(chosen)
        self._shop_id, self._exact_up_to, self._chroma_url = shop_id, exact_up_to, chroma_url
        self._sql = connection
        self._turn = threading.RLock()
        self._still = False
        self._lock = lock
        self._chroma: ChromaStore | None = None
        self._generation = ""
        self._counts: dict[Lang, int] = {}
        self._rows: dict[int, Row] = {}
        self._written: dict[Lang, frozenset[str]] = {}
        self.answers: dict[Hashable, tuple[Any, ...]] = {}
        self.bundled = BundledSource(self)
        self.meaning = ByMeaning(self, self.bundled)
        self.words = ByWords(self)
        self._space: Space | None = None
        self._by_chosen: tuple[object, ByMeaning | None] = (None, None)

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
        chosen: Chosen | None = None,
    ) -> Index:
        """Open the shop's index under `data_dir`.

        writable takes the shop's lock, waiting up to `wait` seconds; one process writes, any number read.
        exact_up_to: 0 asks Chroma always. chroma_url: a Chroma server instead of files in the data folder.
        chosen: the embedder that passages are ranked by where it can be asked; None: the bundled one alone.
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
        return cls(data_dir, shop_id, connection, lock, exact_up_to, chroma_url, chosen)

    def close(self) -> None:
        with self._turn:
            self.words.forget()
            self.meaning.forget()
            for opened in (self._chroma, self._space, self._sql):
                if opened is not None:
                    opened.close()
            if self._lock is not None:
                self._lock.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def is_current(self, digest: str, embedder: Embedder) -> bool:
        """Whether everything of a folder with this digest is in, by this embedder. Loads no model and no Chroma."""
        return self.meta("complete") == complete_mark(digest, embedder) and gloss.table_path(self.data_dir).exists()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one moment, whatever a writer commits meanwhile. Not to be nested."""
        with self._turn, ExitStack() as stack:
            self.ask("begin")
            stack.callback(self.ask, "commit")
            self.refresh()
            self._still = True
            stack.callback(setattr, self, "_still", False)
            if self.questions is not None:
                self._find_space(self.questions.chosen.name)
                if self._space is not None:
                    stack.enter_context(self._space.snapshot())
            yield

    def chosen_meaning(self) -> ByMeaning | None:
        """By the chosen embedder's vectors; None while not every passage has one. Only inside a snapshot."""
        if self._space is None:
            return None
        state = (self._generation, self._space.file, self._space.state())
        if self._by_chosen[0] != state:
            source = SpaceSource(self, self._space)
            self._by_chosen = (state, ByMeaning(self, source) if source.is_whole() else None)
        return self._by_chosen[1]

    def is_whole(self) -> bool:
        """Whether every passage has its vector by the chosen embedder too, if there is one."""
        if self.questions is None:
            return True
        with self.snapshot():
            return not self._counts or self.chosen_meaning() is not None

    def generation(self) -> str:
        """Another whenever something was committed."""
        self.refresh()
        return self._generation

    def languages(self) -> Mapping[Lang, int]:
        """How many passages each language has; a language without any is left out."""
        self.refresh()
        return self._counts

    def clauses_in(self, lang: Lang) -> frozenset[str]:
        """The ids of all clauses that are written in this language."""
        self.refresh()
        if lang not in self._written:
            found = self.ask("select distinct clause_id from passages where lang = ?", (lang,))
            self._written[lang] = frozenset(row[0] for row in found)
        return self._written[lang]

    def rows(self, ids: Sequence[int]) -> dict[int, Row]:
        """The passages by row id; those deleted meanwhile are left out."""
        unknown = [row_id for row_id in ids if row_id not in self._rows]
        for stored in self.ask_many(f"select {COLUMNS} from passages where id in", unknown):
            self._rows[stored[0]] = Row.of(stored)
        return {row_id: self._rows[row_id] for row_id in ids if row_id in self._rows}

    def meta(self, name: str) -> str | None:
        found = self.ask("select value from meta where name = ?", (name,))
        return str(found[0][0]) if found else None

    def refresh(self) -> None:
        """Forget what is kept in memory when something was committed since; inside a snapshot nothing was."""
        if self._still:
            return
        generation = self.meta("generation") or ""
        if generation != self._generation:
            with self._turn:
                self._rows.clear()
                self._written.clear()
                self.answers.clear()
                self.meaning.forget()
                self.words.forget()
                self._counts = dict(self.ask("select lang, count(*) from passages group by lang"))
                self._generation = generation

    def chroma(self) -> ChromaStore:
        """This shop's Chroma, opened at first use (1-2 s)."""
        if self._chroma is None:
            self._chroma = ChromaStore(self.folder / "chroma", self._chroma_url, self._shop_id)
        return self._chroma

    def chroma_is_there(self) -> bool:
        """Whether there is anything that Chroma could have kept."""
        return self._chroma_url is not None or (self.folder / "chroma" / "chroma.sqlite3").exists()

    def is_exact(self, source: Source) -> bool:
        """Small enough for memory, or Chroma cannot be asked: never filled, or its folder is not ours to write."""
        if self._chroma_url is None:
            small = sum(self._counts.values()) <= self._exact_up_to
            if small or not os.access(self.folder / "chroma", os.W_OK):
                return True
        return self.meta(agreed(source.make)) is None

    def ask(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of one SQL question. Raises IndexFault when the file cannot be read."""
        with self._turn:
            try:
                return self._sql.execute(statement, values).fetchall()
            except sqlite3.DatabaseError as exc:
                raise store.damaged(self.folder / store.FILE, exc) from exc

    def ask_many(
        self, statement: str, values: Sequence[Any], where: str = "1", more: Sequence[Any] = ()
    ) -> list[tuple[Any, ...]]:
        """`statement (values)` in batches that SQL takes, narrowed by `where`."""
        found: list[tuple[Any, ...]] = []
        for start in range(0, len(values), 500):
            batch = values[start : start + 500]
            found += self.ask(f"{statement} ({marks(batch)}) and {where}", [*batch, *more])
        return found

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One transaction, only with the lock; readers see the whole of it or nothing.

        Raises IndexFault when it cannot be written, for instance because the disk is full.
        """
        if self._lock is None:
            raise IndexFault(f"the index in {self.folder} was opened for reading; it cannot be changed")
        with self._turn:
            try:
                self._sql.execute("begin immediate")
                yield self._sql
                self._sql.execute(
                    "insert into meta values ('generation', '1') "
                    "on conflict (name) do update set value = cast(value as integer) + 1"
                )
                self._sql.execute("commit")
            except BaseException as exc:
                if self._sql.in_transaction:
                    self._sql.execute("rollback")
                if isinstance(exc, sqlite3.DatabaseError):
                    reason = f"the index in {self.folder} cannot be written: {exc}; check space and rights"
                    raise IndexFault(reason) from exc
                raise

    def set_meta(self, values: Mapping[str, str]) -> None:
        with self.change() as sql:
            sql.executemany("insert or replace into meta values (?, ?)", values.items())

    def outlast_readers(self) -> None:
        """Wait (30 s at most) until no search reads what was there before the last commit.

        Without write-ahead logging the commit itself has waited for them.
        """
        self.ask("pragma wal_checkpoint(full)")

    def _find_space(self, name: str) -> None:
        """Open the chosen embedder's space, and again when another took its place."""
        if self._space is not None and self._space.epoch and self._space.file.exists():
            return
        if self._space is not None:
            self._space.close()
        self._space = Space.reading(self.folder, name)


def agreed(make: str) -> str:
    """The entry of `meta` that says which passages Chroma holds with vectors of this make."""
    return f"chroma {make}"


def complete_mark(digest: str, embedder: Embedder) -> str:
    """What `complete` says when a folder with this digest is wholly in."""
    return f"{RECIPE}:{embedder.name}:{embedder.dimension}:{digest}"
