"""Where a search's vectors come from: the bundled encoder's, kept with the passages, or a chosen embedder's space."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from knowledge.bilingual import Lang
from knowledge.calibrate import SAME, Scale
from knowledge.space import Space
from knowledge.vectors import safe_name

if TYPE_CHECKING:
    from knowledge.index import Index

Blobs = dict[int, bytes]
"""Row id -> its vector, float32 little-endian."""


class Source(Protocol):
    """make: names these vectors in Chroma."""

    @property
    def make(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    @property
    def scale(self) -> Scale: ...

    def of_language(self, lang: Lang) -> Blobs:
        """Every passage of this language, row ids ascending."""
        ...

    def of_rows(self, ids: Sequence[int]) -> Blobs: ...

    def centre(self, lang: Lang) -> bytes | None:
        """The mean of this language's vectors; None when it has none."""
        ...


class BundledSource:
    """The vectors in the passages' own rows."""

    scale = SAME

    def __init__(self, index: Index) -> None:
        self._index = index

    @property
    def dimension(self) -> int:
        return int(self._index.meta("dimension") or 0)

    @property
    def epoch(self) -> int:
        """How often these vectors were made; a re-index makes them anew."""
        return int(self._index.meta("epoch") or 1)

    @property
    def make(self) -> str:
        return self.make_of(self.epoch)

    def make_of(self, epoch: int) -> str:
        return f"{safe_name(self._index.meta('embedder') or '')}-{self.dimension}-{epoch}"

    def of_language(self, lang: Lang) -> Blobs:
        return dict(self._index.ask("select id, vector from passages where lang = ? order by id", (lang,)))

    def of_rows(self, ids: Sequence[int]) -> Blobs:
        return dict(self._index.ask_many("select id, vector from passages where id in", ids))

    def centre(self, lang: Lang) -> bytes | None:
        return _centre(self._index, self.make, lang)


class SpaceSource:
    """A chosen embedder's vectors of the passages, in one epoch of its space."""

    def __init__(self, index: Index, space: Space, epoch: int | None = None) -> None:
        self._index, self.space = index, space
        self.epoch = space.epoch if epoch is None else epoch
        self.scale = space.scale
        self.dimension = space.dimension
        self.make = space.make_of(self.epoch)

    def has_all(self) -> bool:
        """Whether every passage has its vector here."""
        wanted = {row[0] for row in self._index.ask("select distinct body from passages")}
        return self.epoch > 0 and wanted <= self.space.bodies(self.epoch)

    def is_whole(self) -> bool:
        """Whether a search can be answered by these: all vectors are here, and the languages' means are theirs."""
        return self.has_all() and all(self.centre(lang) is not None for lang in self._index.languages())

    def of_language(self, lang: Lang) -> Blobs:
        return self._of(self._index.ask("select id, body from passages where lang = ? order by id", (lang,)))

    def of_rows(self, ids: Sequence[int]) -> Blobs:
        return self._of(self._index.ask_many("select id, body from passages where id in", ids))

    def centre(self, lang: Lang) -> bytes | None:
        return _centre(self._index, self.make, lang)

    def _of(self, rows: Sequence[tuple[int, str]]) -> Blobs:
        held = self.space.vectors(list({body for _, body in rows}), self.epoch)
        return {row_id: held[body] for row_id, body in rows}


def _centre(index: Index, make: str, lang: Lang) -> bytes | None:
    found = index.ask("select vector from centres where make = ? and lang = ?", (make, lang))
    return bytes(found[0][0]) if found else None
