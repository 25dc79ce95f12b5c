"""Passages by the nearness of their vectors to a question's, exactly in memory or by Chroma, with the same answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge.bilingual import Lang
from knowledge.calibrate import SAME, Scale
from knowledge.embed import Vectors
from knowledge.scope import Scope
from knowledge.sources import Source
from knowledge.vectors import Near, Partition, vectors_of

if TYPE_CHECKING:
    from knowledge.index import Index

_SCOPES_KEPT = 64


class ByMeaning:
    """The vectors of one source in one index, one partition per language. Cosines are on the bundled encoder's scale
    (knowledge.calibrate)."""

    def __init__(self, index: Index, source: Source) -> None:
        self.source = source
        self._index = index
        self._partitions: dict[Lang, Partition] = {}
        self._centres: dict[Lang, Vectors] = {}
        self._scopes: dict[Scope, NDArray[np.int64]] = {}

    def forget(self) -> None:
        """Drop what is kept in memory."""
        self._partitions.clear()
        self._centres.clear()
        self._scopes.clear()

    def find(self, lang: Lang, vector: Vectors, scope: Scope, limit: int) -> list[Near]:
        """The passages of this language in scope nearest to the vector, best first."""
        count = self._index.languages().get(lang, 0)
        if self._index.is_exact(self.source):
            near = self._partition(lang).nearest(vector, self._allowed(scope), limit)
        else:
            near = self._find_by_chroma(lang, vector, scope, limit, count)
        scale = self.source.scale
        return near if scale == SAME else [Near(one.id, _on(scale, one.cosine)) for one in near]

    def cosines(self, ids: Sequence[int], vector: Vectors) -> dict[int, float]:
        """The cosine of each of these passages with the vector."""
        found = self.source.of_rows(ids)
        cosines = vectors_of(list(found.values()), len(vector)) @ vector
        scale = self.source.scale
        return {row_id: _on(scale, float(cosine)) for row_id, cosine in zip(found, cosines, strict=True)}

    def centre(self, lang: Lang, vector: Vectors) -> float:
        """The cosine-like product of the vector with the mean of this language's passages."""
        if lang not in self._centres:
            mean = self.source.centre(lang)
            self._centres[lang] = np.zeros_like(vector) if mean is None else vectors_of([mean], len(vector))[0]
        return _on(self.source.scale, float(self._centres[lang] @ vector))

    def _partition(self, lang: Lang) -> Partition:
        if lang not in self._partitions:
            found = self.source.of_language(lang)
            ids = np.fromiter(found, dtype=np.int64, count=len(found))
            self._partitions[lang] = Partition(ids, vectors_of(list(found.values()), self.source.dimension))
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
        asked = min(2 * limit, count)
        while True:
            near = self._index.chroma().nearest(self.source.make, lang, vector, asked)
            statement = "select p.key, p.id from passages p where p.key in"
            ids = dict(self._index.ask_many(statement, [key for key, _ in near], where, values))
            found = [Near(ids[key], cosine) for key, cosine in near if key in ids]
            if len(found) >= limit or asked >= count:
                return sorted(found, key=lambda one: (-one.cosine, one.id))[:limit]
            asked = min(asked * 4, count)


def _on(scale: Scale, cosine: float) -> float:
    return scale.shift + scale.slope * cosine
