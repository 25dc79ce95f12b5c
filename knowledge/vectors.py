"""Nearest vectors, asked in two ways that answer alike: exactly in memory, or Chroma.

Chroma is the store that grows, and it is written at every ingest; but importing it costs 1.3-2 s, and up to some
20,000 passages an exact product in numpy is as fast as any index (measured). So small shops are searched exactly.
The truth is in SQL; a Chroma collection is a copy that `ChromaStore.match` makes equal again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, get_args
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from knowledge.bilingual import Lang
from knowledge.embed import Vectors, calm_blas
from knowledge.faults import IndexFault

_BATCH = 500
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 200}


class Near(NamedTuple):
    """A passage's row id and its cosine with the query."""

    id: int
    cosine: float


class Partition:
    """All passages of one language in memory: ids ascending, shape (n,), and their vectors, shape (n, d)."""

    def __init__(self, ids: NDArray[np.int64], vectors: Vectors) -> None:
        calm_blas()
        self.ids = ids
        self.vectors = vectors
        self._of: tuple[NDArray[np.int64], NDArray[np.int64], Vectors] | None = None

    def nearest(self, vector: Vectors, allowed: NDArray[np.int64], limit: int) -> list[Near]:
        """The `limit` nearest of the allowed row ids (ascending), best first; equal ones by id."""
        ids, vectors = self._within(allowed)
        if not ids.size:
            return []
        cosines = vectors @ vector
        top = np.argpartition(-cosines, limit - 1)[:limit] if ids.size > limit else np.arange(ids.size)
        top = top[np.lexsort((top, -cosines[top]))]
        return list(map(Near, ids[top].tolist(), cosines[top].tolist()))

    def _within(self, allowed: NDArray[np.int64]) -> tuple[NDArray[np.int64], Vectors]:
        """The allowed ids that are here, and their vectors; the last answer is kept, for one scope is asked often."""
        kept = self._of
        if kept is not None and kept[0] is allowed:
            return kept[1], kept[2]
        rows = np.flatnonzero(np.isin(self.ids, allowed, assume_unique=True))
        vectors = self.vectors if rows.size == self.ids.size else self.vectors[rows]
        self._of = (allowed, self.ids[rows], vectors)
        return self._of[1], self._of[2]


class Entry(NamedTuple):
    """One passage as Chroma holds it, without its text, which is in SQL: Chroma's index of texts, which nobody asks, is
    half the cost of writing. `stamp` differs whenever anything about the passage does."""

    key: str
    stamp: str
    vector: Vectors
    metadata: Mapping[str, str | int]


class ChromaStore:
    """The one door to chromadb: one collection per shop, make of vectors and language, vectors always passed by us.

    make: embedder, dimension and how often they were made anew; collections of several makes stand side by side.
    Every method raises IndexFault when the store cannot be opened, reached, read or written.
    """

    def __init__(self, folder: Path, url: str | None, shop_id: str) -> None:
        self._place = url or str(folder)
        self._is_server = url is not None
        self._shop_id = shop_id
        self._collections: dict[tuple[str, Lang], Any] = {}
        with self._translated():
            self._client = _client(folder, url)

    def close(self) -> None:
        self._client.close()

    def match(
        self, make: str, lang: Lang, stamps: Mapping[str, str], entries: Callable[[list[str]], Iterable[Entry]]
    ) -> int:
        """Make the collection hold exactly `stamps` (key -> stamp); `entries` fetches what is missing.

        Returns how many records were written or deleted.
        """
        with self._translated():
            collection = self._collection(make, lang)
            there = self.held(make, lang)
            gone = [key for key in there if key not in stamps]
            missing = [key for key, stamp in stamps.items() if there.get(key) != stamp]
            for start in range(0, len(gone), _BATCH):
                collection.delete(ids=gone[start : start + _BATCH])
            for start in range(0, len(missing), _BATCH):
                _upsert(collection, list(entries(missing[start : start + _BATCH])))
        return len(gone) + len(missing)

    def keep_only(self, makes: Collection[str]) -> None:
        """Delete this shop's collections of every other make."""
        kept = {self._name(make, lang) for make in makes for lang in get_args(Lang)}
        with self._translated():
            for collection in self._client.list_collections():
                mine = (collection.metadata or {}).get("shop") == self._shop_id
                if mine and collection.name not in kept:
                    self._client.delete_collection(collection.name)

    def held(self, make: str, lang: Lang) -> dict[str, str]:
        """key -> stamp of every record."""
        with self._translated():
            found = self._collection(make, lang).get(include=["metadatas"])
        stamps = (str((about or {}).get("stamp")) for about in found["metadatas"])
        return dict(zip(found["ids"], stamps, strict=True))

    def nearest(self, make: str, lang: Lang, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """(key, cosine) of the nearest records, best first."""
        with self._translated():
            collection = self._collection(make, lang)
            found = collection.query(query_embeddings=[vector], n_results=limit, include=["distances"])
        return [(key, 1.0 - far) for key, far in zip(found["ids"][0], found["distances"][0], strict=True)]

    def _name(self, make: str, lang: Lang) -> str:
        return f"{safe_name(self._shop_id)}-{make}-{lang}"

    def _collection(self, make: str, lang: Lang) -> Any:
        if (make, lang) not in self._collections:
            self._collections[make, lang] = self._client.get_or_create_collection(
                self._name(make, lang),
                embedding_function=None,
                configuration={"hnsw": _HNSW},
                metadata={"shop": self._shop_id},
            )
        return self._collections[make, lang]

    @contextmanager
    def _translated(self) -> Iterator[None]:
        from chromadb.errors import ChromaError

        try:
            yield
        except (ChromaError, ValueError, OSError) as exc:
            remedy = "is the server up?" if self._is_server else "delete that folder and run `youju ingest`"
            raise IndexFault(f"the vector store {self._place} cannot be used: {exc}; {remedy}") from exc


def _client(folder: Path, url: str | None) -> Any:
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if url is None:
        folder.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(path=str(folder), settings=settings)
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 8000)
    return chromadb.HttpClient(host=parts.hostname or url, port=port, ssl=secure, settings=settings)


def _upsert(collection: Any, batch: Sequence[Entry]) -> None:
    collection.upsert(
        ids=[entry.key for entry in batch],
        embeddings=[entry.vector for entry in batch],
        metadatas=[{**entry.metadata, "stamp": entry.stamp} for entry in batch],
    )


def safe_name(text: str) -> str:
    """A name for files and collections: itself when plain, else its plain characters and a short digest."""
    if re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,58}[A-Za-z0-9])?", text):
        return text
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:10]
    kept = re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")[:40]
    return f"{kept}-{digest}" if kept else f"x{digest}"


def vectors_of(blobs: Sequence[bytes], dimension: int) -> Vectors:
    """float32 blobs, little-endian as SQL keeps them, as rows."""
    return np.frombuffer(b"".join(blobs), dtype="<f4").reshape(len(blobs), dimension).astype(np.float32, copy=False)
