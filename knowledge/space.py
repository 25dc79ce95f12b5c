"""The vectors of one chosen embedder, in a file of their own that is named for the embedder and the dimension.

A vector belongs to a text (`body`, the digest that SQL keeps of each passage), so whatever a killed run left behind
is right and is used by the next. A re-index writes a new epoch beside the one in use; one commit puts it in its place.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.calibrate import Scale
from knowledge.embed import Vectors
from knowledge.faults import IndexFault
from knowledge.scope import marks
from knowledge.store import connected, wal_is_safe
from knowledge.vectors import safe_name

FOLDER = "vectors"
_LAYOUT = 1
_TABLES = """
create table meta (name text primary key, value text not null) without rowid;
create table vectors (id integer primary key, epoch integer not null, body text not null, vector blob not null);
create unique index vectors_body on vectors (epoch, body);
"""


class Space:
    """Opened by `reading` or `writing`; close it. dimension: numbers in a vector. Thread-safe."""

    def __init__(self, file: Path, connection: sqlite3.Connection) -> None:
        self.file = file
        self._sql = connection
        self._turn = threading.RLock()
        self.dimension = int(file.stem.rpartition("-")[2])

    @classmethod
    def reading(cls, shop_folder: Path, name: str) -> Space | None:
        """The space of the embedder of this name, the complete one if there are two; None when there is none."""
        found: Space | None = None
        for file in _files(shop_folder, name):
            space = cls(file, connected(file, "mode=rw" if _is_ours(file) else "mode=ro"))
            if space.layout() != _LAYOUT or (found is not None and not space.epoch):
                space.close()
                continue
            if found is not None:
                found.close()
            found = space
        return found

    @classmethod
    def writing(cls, shop_folder: Path, name: str, dimension: int) -> Space:
        """The space of this embedder, made when it is not there. The caller holds the shop's lock."""
        file = shop_folder / FOLDER / f"{safe_name(name)}-{dimension}.sqlite3"
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            space = cls(file, connected(file))
            space.ask(f"pragma journal_mode = {'wal' if wal_is_safe() else 'truncate'}")
            if space.layout() != _LAYOUT:
                space._sql.executescript(f"begin immediate; {_TABLES} pragma user_version = {_LAYOUT}; commit;")
        except (OSError, sqlite3.DatabaseError) as exc:
            raise IndexFault(f"the vectors in {file} cannot be written: {exc}; check rights and space") from exc
        return space

    def make_of(self, epoch: int) -> str:
        """What names these vectors in Chroma: embedder, dimension, epoch."""
        return f"{self.file.stem}-{epoch}"

    @property
    def epoch(self) -> int:
        """The epoch in use; 0 while none is complete."""
        return int(self.meta("epoch") or 0)

    @property
    def scale(self) -> Scale:
        return Scale(float(self.meta("shift") or 0.0), float(self.meta("slope") or 1.0))

    def close(self) -> None:
        with self._turn:
            self._sql.close()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one moment."""
        with self._turn:
            self.ask("begin")
            try:
                yield
            finally:
                self.ask("commit")

    def layout(self) -> int:
        return int(self.ask("pragma user_version")[0][0])

    def meta(self, name: str) -> str | None:
        found = self.ask("select value from meta where name = ?", (name,))
        return str(found[0][0]) if found else None

    def state(self) -> int:
        """Another number whenever another process or connection changed something."""
        return int(self.ask("pragma data_version")[0][0])

    def bodies(self, epoch: int) -> set[str]:
        """The texts that have a vector in this epoch."""
        return {row[0] for row in self.ask("select body from vectors where epoch = ?", (epoch,))}

    def vectors(self, bodies: Sequence[str], epoch: int) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for start in range(0, len(bodies), 500):
            batch = bodies[start : start + 500]
            statement = f"select body, vector from vectors where epoch = ? and body in ({marks(batch)})"
            found.update(self.ask(statement, [epoch, *batch]))
        return found

    def add(self, epoch: int, bodies: Sequence[str], vectors: Vectors) -> None:
        """Keep a batch of vectors, in one commit."""
        rows = [(epoch, body, _blob(row)) for body, row in zip(bodies, vectors, strict=True)]
        with self.change() as sql:
            sql.executemany("insert or replace into vectors (epoch, body, vector) values (?, ?, ?)", rows)

    def use(self, epoch: int, bodies: Iterable[str], scale: Scale) -> None:
        """Put this epoch in its place, with its scale, and drop the vectors of other epochs and texts: one commit."""
        wanted = set(bodies)
        stale = [(body,) for body in self.bodies(epoch) if body not in wanted]
        with self.change() as sql:
            sql.execute("delete from vectors where epoch != ?", (epoch,))
            sql.executemany("delete from vectors where body = ?", stale)
            about = {"epoch": str(epoch), "shift": repr(scale.shift), "slope": repr(scale.slope)}
            sql.executemany("insert or replace into meta values (?, ?)", about.items())

    def ask(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._turn:
            try:
                return self._sql.execute(statement, values).fetchall()
            except sqlite3.DatabaseError as exc:
                reason = f"the vectors in {self.file} cannot be read: {exc}; delete that file and run `youju ingest`"
                raise IndexFault(reason) from exc

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One transaction; readers see the whole of it or nothing."""
        with self._turn:
            try:
                self._sql.execute("begin immediate")
                yield self._sql
                self._sql.execute("commit")
            except BaseException as exc:
                if self._sql.in_transaction:
                    self._sql.execute("rollback")
                if isinstance(exc, sqlite3.DatabaseError):
                    reason = f"the vectors in {self.file} cannot be written: {exc}; check space and rights"
                    raise IndexFault(reason) from exc
                raise


def makes_of(shop_folder: Path) -> set[str]:
    """The makes of every space of this shop, in use or just replaced: somebody may be searching by them."""
    found = set()
    for file in (shop_folder / FOLDER).glob("*.sqlite3"):
        space = Space(file, connected(file))
        epoch = space.epoch if space.layout() == _LAYOUT else 0
        found |= {space.make_of(epoch), space.make_of(epoch - 1)}
        space.close()
    return found


def drop_others(shop_folder: Path, name: str, dimension: int) -> None:
    """Delete the spaces that this embedder left with other dimensions."""
    for file in _files(shop_folder, name):
        if not file.stem.endswith(f"-{dimension}"):
            for part in file.parent.glob(file.name + "*"):
                part.unlink()


def _files(shop_folder: Path, name: str) -> list[Path]:
    stem = safe_name(name)
    found = (shop_folder / FOLDER).glob(f"{stem}-*.sqlite3")
    return sorted(file for file in found if file.stem.removeprefix(f"{stem}-").isdecimal())


def _is_ours(file: Path) -> bool:
    return os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)


def _blob(row: Vectors) -> bytes:
    return np.asarray(row, dtype="<f4").tobytes()
