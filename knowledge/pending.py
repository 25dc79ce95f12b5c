"""Vectors that wait for the one commit of an ingest, in a file of their own: nobody who searches ever opens it.

A vector belongs to a text and its maker (`body`, a digest of both), so whatever a killed run left behind is right,
and the next run uses it. The file is gone once the commit is done.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from knowledge.faults import IndexFault
from knowledge.scope import marks
from knowledge.store import connected

FILE = "pending.sqlite3"


class Pending:
    """Opened by `Pending.open`, with the shop's lock held. Every method raises IndexFault when the file fails."""

    def __init__(self, file: Path, connection: sqlite3.Connection) -> None:
        self._file, self._sql = file, connection

    @classmethod
    @contextmanager
    def open(cls, shop_folder: Path) -> Iterator[Pending]:
        file = shop_folder / FILE
        pending = cls(file, connected(file))
        try:
            with pending._translated():
                pending._sql.execute("pragma journal_mode = truncate")
                pending._sql.execute("create table if not exists pending (body text primary key, vector blob not null)")
            yield pending
        finally:
            pending._sql.close()

    def bodies(self) -> set[str]:
        """The texts whose vector is here."""
        with self._translated():
            return {row[0] for row in self._sql.execute("select body from pending")}

    def add(self, vectors: Mapping[str, bytes]) -> None:
        """Keep a batch of vectors by body, in one commit."""
        with self._translated():
            self._sql.execute("begin")
            self._sql.executemany("insert or replace into pending values (?, ?)", vectors.items())
            self._sql.execute("commit")

    def vectors(self, bodies: Sequence[str]) -> dict[str, bytes]:
        """The vectors of at most some hundred bodies."""
        with self._translated():
            return dict(self._sql.execute(f"select body, vector from pending where body in ({marks(bodies)})", bodies))

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as exc:
            if self._sql.in_transaction:
                self._sql.execute("rollback")
            reason = f"the waiting vectors in {self._file} cannot be used: {exc}; check space and rights"
            raise IndexFault(f"{reason}, or delete that file: its texts are embedded again") from exc


def drop(shop_folder: Path) -> None:
    """Delete the waiting vectors; they are where they belong."""
    for part in shop_folder.glob(FILE + "*"):
        part.unlink()
