"""Everything that can be derived made again from the passages in SQL: vectors, word tables, Chroma.

One commit puts the new vectors and words in the place of the old: a search sees the one or the other. A run that was
killed before it changed nothing of the bundled vectors and words, and keeps what a chosen embedder did.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge import gloss
from knowledge.centres import keep_centres
from knowledge.embed import Embedder, Vectors
from knowledge.faults import IndexMissing
from knowledge.fill import Filled, Text, fill
from knowledge.gloss import Gloss
from knowledge.index import Index
from knowledge.ingest import add_words
from knowledge.lexical import plain
from knowledge.match import match_chroma
from knowledge.store import WORD_TABLES

_BATCH = 64


@dataclass(frozen=True, slots=True)
class ReindexReport:
    """Passages made again; seconds; what the chosen embedder did, None without one."""

    passages: int
    seconds: float
    filled: Filled | None


def reindex(index: Index, *, embedder: Embedder, progress: Callable[[int, int], None] | None = None) -> ReindexReport:
    """Make vectors, words and Chroma of this index again. `index` must be open for writing.

    embedder: the bundled one. progress is told (done, total) in passages, for each embedder in turn. Raises
    IndexMissing when there is nothing to make them from.
    """
    started = time.monotonic()
    kept = index.meta("vocabulary")
    rows = index.ask("select id, lang, body, prefix, text from passages order by id")
    if kept is None:
        raise IndexMissing(f"the index in {index.folder} holds no passages yet; run `youju ingest`")
    gloss.ensure(index.data_dir)
    texts = [Text(lang, body, plain(f"{prefix}\n{text}")) for _, lang, body, prefix, text in rows]
    filled = fill(index, texts, embedder, progress, anew=True)
    vectors = _embedded(texts, embedder, progress)
    vocabulary = json.loads(kept)
    own, codes = vocabulary["own"], frozenset(vocabulary["codes"])
    _replace(index, [row[0] for row in rows], texts, vectors, embedder, own, codes)
    match_chroma(index)
    return ReindexReport(len(rows), time.monotonic() - started, filled)


def _embedded(texts: Sequence[Text], embedder: Embedder, progress: Callable[[int, int], None] | None) -> Vectors:
    rows = np.empty((len(texts), embedder.dimension), dtype="<f4")
    for start in range(0, len(texts), _BATCH):
        batch = texts[start : start + _BATCH]
        rows[start : start + len(batch)] = embedder.embed([one.text for one in batch])
        if progress is not None:
            progress(start + len(batch), len(texts))
    return rows


def _replace(
    index: Index,
    ids: Sequence[int],
    texts: Sequence[Text],
    vectors: Vectors,
    embedder: Embedder,
    own: dict[str, str],
    codes: frozenset[str],
) -> None:
    """The one commit. What SQLite has not written yet stays in memory, so that searches go on until then."""
    epoch = index.bundled.epoch + 1
    glossary = Gloss.open(index.data_dir, own)
    try:
        glossary.load_all()
        index.ask("pragma cache_spill = off")
        with index.change() as sql:
            for table in WORD_TABLES:
                sql.execute(f"delete from {table}")
            for row_id, text, vector in zip(ids, texts, vectors, strict=True):
                sql.execute("update passages set vector = ? where id = ?", (vector.tobytes(), row_id))
                add_words(sql, row_id, text.lang, text.text, glossary, codes)
            about = {"epoch": str(epoch), "embedder": embedder.name, "dimension": str(embedder.dimension)}
            sql.executemany("insert or replace into meta values (?, ?)", about.items())
            keep_centres(sql, index, index.bundled)
    finally:
        glossary.close()
