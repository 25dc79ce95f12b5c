"""A shop folder into its index: only what changed is embedded, what vanished is deleted, a kill loses nothing.

Vectors of a chosen embedder come first, for they belong to texts and disturb nobody. Then rows go in by batches, each
a transaction. The mark that the folder is wholly in comes last, after Chroma agrees, so a run that was cut short is
simply finished by the next one.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any, get_args

import numpy as np

from knowledge import gloss
from knowledge.bilingual import Lang
from knowledge.catalog import Product
from knowledge.embed import Embedder
from knowledge.faults import Fault
from knowledge.fill import Filled, Text, fill
from knowledge.folder import ShopFolder
from knowledge.gloss import Gloss
from knowledge.index import RECIPE, Index, complete_mark
from knowledge.lexical import codes_of, native_tokens, plain
from knowledge.match import match_chroma
from knowledge.passage import Passage
from knowledge.passages import split
from knowledge.scope import marks
from knowledge.store import WORD_TABLES
from knowledge.trade_terms import trade_terms
from knowledge.vectors import vectors_of

_BATCH = 64


@dataclass(frozen=True, slots=True)
class IngestReport:
    """Passages added (a changed one is added anew), left as they were, and removed; faulty rows left out; seconds.

    filled: what the chosen embedder did; None without one.
    """

    added: int
    unchanged: int
    removed: int
    refused: tuple[Fault, ...]
    seconds: float
    filled: Filled | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    """A passage with what decides whether it is new: `stamp` for everything, `body` for its vector alone."""

    passage: Passage
    stamp: str
    body: str

    @property
    def text(self) -> str:
        return plain(f"{self.passage.prefix}\n{self.passage.text}")


def ingest(
    folder: ShopFolder,
    index: Index,
    *,
    embedder: Embedder,
    progress: Callable[[int, int], None] | None = None,
    thorough: bool = False,
    patient: bool = True,
) -> IngestReport:
    """Make the index hold exactly this folder. `index` must be open for writing.

    progress is told (done, total) in passages to write. thorough compares every record of Chroma with SQL even when
    nothing has changed since they last agreed (this imports Chroma, 1-2 s). patient: wait for a chosen embedder that
    is busy; what it fails at is told in the report, and everything else is done.
    """
    started = time.monotonic()
    gloss.ensure(index.data_dir)
    own, codes = _own_terms(folder), codes_of(folder.products)
    vocabulary = json.dumps({"own": own, "codes": sorted(codes)}, ensure_ascii=False, sort_keys=True)
    pieces = _pieces(folder, f"{RECIPE}:{embedder.name}:{embedder.dimension}", _digest(vocabulary))
    texts = [Text(piece.passage.lang, piece.body, piece.text) for piece in pieces]
    filled = fill(index, texts, embedder, progress, patient=patient)
    held = dict(index.ask("select key, stamp from passages"))
    fresh = [piece for piece in pieces if held.get(piece.passage.key) != piece.stamp]
    wanted = {piece.passage.key for piece in pieces}
    gone = [key for key in held if key not in wanted]
    if fresh or gone or index.meta("vocabulary") != vocabulary:
        made_by = {"embedder": embedder.name, "dimension": str(embedder.dimension)}
        index.set_meta({"complete": "", "vocabulary": vocabulary, **made_by})
        _write(index, fresh, embedder, own, codes, progress)
        for start in range(0, len(gone), _BATCH):
            with index.change() as sql:
                _delete(sql, gone[start : start + _BATCH])
    if index.meta("complete") != complete_mark(folder.digest, embedder):
        with index.change() as sql:
            keep_centres(sql, embedder.dimension)
    match_chroma(index, thorough)
    index.set_meta({"complete": complete_mark(folder.digest, embedder)})
    refused = tuple(fault for fault in folder.faults if fault.level == "error")
    seconds = time.monotonic() - started
    return IngestReport(len(fresh), len(pieces) - len(fresh), len(gone), refused, seconds, filled)


def _pieces(folder: ShopFolder, maker: str, vocabulary: str) -> list[_Piece]:
    names = {sku: product.name for sku, product in folder.products.items()}
    pieces = []
    for clause in folder.clauses.values():
        for passage in split(clause, names):
            stamp = _digest(f"{maker}:{vocabulary}:{passage.hash}")
            body = _digest(f"{maker}:{passage.prefix}\n{passage.text}")
            pieces.append(_Piece(passage, stamp, body))
    return pieces


def _write(
    index: Index,
    fresh: Sequence[_Piece],
    embedder: Embedder,
    own: Mapping[str, str],
    codes: frozenset[str],
    progress: Callable[[int, int], None] | None,
) -> None:
    glossary = Gloss.open(index.data_dir, own)
    try:
        glossary.load_all()
        for start in range(0, len(fresh), _BATCH):
            batch = fresh[start : start + _BATCH]
            vectors = _vectors(index, batch, embedder)
            with index.change() as sql:
                _delete(sql, [piece.passage.key for piece in batch])
                for piece, vector in zip(batch, vectors, strict=True):
                    _insert(sql, piece, vector, glossary, codes)
            if progress is not None:
                progress(start + len(batch), len(fresh))
    finally:
        glossary.close()


def _vectors(index: Index, batch: Sequence[_Piece], embedder: Embedder) -> list[bytes]:
    """Each piece's vector: the stored one of the same text, whatever clause it was in, else a new one."""
    bodies = [piece.body for piece in batch]
    statement = f"select body, vector from passages where body in ({marks(bodies)})"
    known: dict[str, bytes] = dict(index.ask(statement, bodies))
    unknown = [piece for piece in batch if piece.body not in known]
    rows = embedder.embed([piece.text for piece in unknown])
    for piece, row in zip(unknown, rows, strict=True):
        known[piece.body] = np.asarray(row, dtype="<f4").tobytes()
    return [known[piece.body] for piece in batch]


def _insert(sql: Connection, piece: _Piece, vector: bytes, glossary: Gloss, codes: frozenset[str]) -> None:
    passage, clause = piece.passage, piece.passage.clause
    days = [day.isoformat() if day is not None else None for day in (clause.valid_from, clause.valid_until)]
    row: list[Any] = [passage.key, piece.stamp, piece.body, passage.lang, clause.id, clause.doc, clause.anchor]
    row += [clause.kind, clause.audience, clause.dated_by, *days, json.dumps(clause.skus, ensure_ascii=False)]
    row += [clause.skus[0] if len(clause.skus) == 1 else None, passage.prefix, passage.text, vector]
    inserted = sql.execute(f"insert into passages values (null, {marks(row)})", row)
    assert inserted.lastrowid is not None
    add_words(sql, inserted.lastrowid, passage.lang, piece.text, glossary, codes)


def add_words(sql: Connection, row_id: int, lang: Lang, text: str, glossary: Gloss, codes: frozenset[str]) -> None:
    """A passage's words into the word tables: as written, and Chinese ones in English too."""
    words = {f"native_{lang}": native_tokens(text, codes)}
    if lang == "zh":
        words["gloss_zh"] = [token for word in glossary.english(text, codes) for token in word]
    for table, tokens in words.items():
        sql.execute(f"insert into {table} (rowid, words) values (?, ?)", (row_id, " ".join(tokens)))


def _delete(sql: Connection, keys: Sequence[str]) -> None:
    chosen = f"select id from passages where key in ({marks(keys)})"
    for table in WORD_TABLES:
        sql.execute(f"delete from {table} where rowid in ({chosen})", keys)
    sql.execute(f"delete from passages where key in ({marks(keys)})", keys)


def keep_centres(sql: Connection, dimension: int) -> None:
    """Each language's mean vector, so that a search can tell near from merely written in that language."""
    sql.execute("delete from centres")
    for lang in get_args(Lang):
        total, found = np.zeros(dimension, dtype=np.float64), 0
        rows = sql.execute("select vector from passages where lang = ?", (lang,))
        while batch := rows.fetchmany(1000):
            total += vectors_of([row[0] for row in batch], dimension).sum(axis=0, dtype=np.float64)
            found += len(batch)
        if found:
            mean = (total / found).astype("<f4").tobytes()
            sql.execute("insert into centres values (?, ?)", (lang, mean))


def _own_terms(folder: ShopFolder) -> dict[str, str]:
    """Chinese words with the English that this trade and this shop give them; the glossary has the last word."""
    pairs = list(trade_terms().items())
    pairs += [pair for product in folder.products.values() for pair in _product_terms(product)]
    pairs += folder.glossary
    return {plain(zh).casefold(): en for zh, en in pairs if zh and en}


def _product_terms(product: Product) -> Iterable[tuple[str, str]]:
    texts = [product.name]
    for attribute in product.attributes.values():
        texts += [attribute.label, attribute.say]
    return [(text.zh, text.en) for text in texts if text.zh and text.en]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
