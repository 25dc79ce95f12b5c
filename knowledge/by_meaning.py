"""Passages by the nearness of their vectors to a question's, exactly in memory or by Chroma, with the same answer."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge.bilingual import Lang
from knowledge.embed import Vectors
from knowledge.scope import Scope
from knowledge.vectors import ChromaStore, Near, Partition, vectors_of

if TYPE_CHECKING:
    from knowledge.index import Index

_SCOPES_KEPT = 64


class ByMeaning:
    """The vectors of one index, one partition per language."""

    def __init__(self, index: Index, shop_id: str, exact_up_to: int, chroma_url: str | None) -> None:
        self._index = index
        self._shop_id = shop_id
        self._exact_up_to = exact_up_to
        self._chroma_url = chroma_url
        self._chroma: ChromaStore | None = None
        self._partitions: dict[Lang, Partition] = {}
        self._centres: dict[Lang, Vectors] = {}
        self._scopes: dict[Scope, NDArray[np.int64]] = {}

    def forget(self) -> None:
        """Drop what is kept in memory."""
        self._partitions.clear()
        self._centres.clear()
        self._scopes.clear()

    def close(self) -> None:
        self.forget()
        if self._chroma is not None:
            self._chroma.close()

    def find(self, lang: Lang, vector: Vectors, scope: Scope, limit: int) -> list[Near]:
        """The passages of this language in scope nearest to the vector, best first."""
        count = self._index.languages().get(lang, 0)
        if self._is_exact():
            return self._partition(lang).nearest(vector, self._allowed(scope), limit)
        return self._find_by_chroma(lang, vector, scope, limit, count)

    def cosines(self, ids: Sequence[int], vector: Vectors) -> dict[int, float]:
        """The cosine of each of these passages with the vector."""
        found = self._index.ask_many("select id, vector from passages where id in", ids)
        vectors = vectors_of([row[1] for row in found], len(vector))
        return {row[0]: float(cosine) for row, cosine in zip(found, vectors @ vector, strict=True)}

    def centre(self, lang: Lang, vector: Vectors) -> float:
        """The cosine-like product of the vector with the mean of this language's passages."""
        if lang not in self._centres:
            found = self._index.ask("select vector from centres where lang = ?", (lang,))
            self._centres[lang] = vectors_of([found[0][0]], len(vector))[0] if found else np.zeros_like(vector)
        return float(self._centres[lang] @ vector)

    def chroma(self) -> ChromaStore:
        """The Chroma store for the index's embedder, opened at first use (1-2 s)."""
        if self._chroma is None:
            embedder, dimension = self._index.meta("embedder") or "", int(self._index.meta("dimension") or 0)
            folder = self._index.folder / "chroma"
            self._chroma = ChromaStore(folder, self._chroma_url, self._shop_id, embedder, dimension)
        return self._chroma

    def chroma_is_elsewhere(self) -> bool:
        return self._chroma_url is not None

    def _is_exact(self) -> bool:
        """Small enough for memory, or Chroma cannot be asked: never filled, or its folder is not ours to write."""
        if self._chroma_url is None:
            small = sum(self._index.languages().values()) <= self._exact_up_to
            if small or not os.access(self._index.folder / "chroma", os.W_OK):
                return True
        return self._index.meta("chroma") is None

    def _partition(self, lang: Lang) -> Partition:
        if lang not in self._partitions:
            found = self._index.ask("select id, vector from passages where lang = ? order by id", (lang,))
            ids = np.array([row[0] for row in found], dtype=np.int64)
            dimension = int(self._index.meta("dimension") or 0)
            self._partitions[lang] = Partition(ids, vectors_of([row[1] for row in found], dimension))
        return self._partitions[lang]

    def _allowed(self, scope: Scope) -> NDArray[np.int64]:
        if scope not in self._scopes:
            if len(self._scopes) >= _SCOPES_KEPT:
                self._scopes.clear()
            where, values = scope.where()
            found = self._index.ask(f"select p.id from passages p where {where} order by p.id", values)
            self._scopes[scope] = np.array([row[0] for row in found], dtype=np.int64)
        return self._scopes[scope]

    def _find_by_chroma(self, lang: Lang, vector: Vectors, scope: Scope, limit: int, count: int) -> list[Near]:
        """Ask for more and more until enough of the answers are in scope: SQL filters, Chroma's own filter is slow."""
        where, values = scope.where()
        asked = limit
        while True:
            near = self.chroma().nearest(lang, vector, asked)
            statement = "select p.key, p.id from passages p where p.key in"
            ids = dict(self._index.ask_many(statement, [key for key, _ in near], where, values))
            found = [Near(ids[key], cosine) for key, cosine in near if key in ids]
            if len(found) >= limit or asked >= count:
                return sorted(found, key=lambda one: (-one.cosine, one.id))[:limit]
            asked = min(asked * 4, count)
