"""A shop folder into its index: only what changed is embedded, what vanished is deleted, a kill loses nothing.

Rows go in by batches, each a transaction. The mark that the folder is wholly in comes last, after Chroma agrees, so
a run that was cut short is simply finished by the next one.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

import numpy as np

from knowledge import gloss
from knowledge.bilingual import Lang
from knowledge.catalog import Product
from knowledge.embed import Embedder
from knowledge.faults import Fault
from knowledge.folder import ShopFolder
from knowledge.gloss import Gloss
from knowledge.index import RECIPE, Index, complete_mark
from knowledge.lexical import codes_of, native_tokens, plain
from knowledge.passage import Passage
from knowledge.passages import split
from knowledge.scope import marks
from knowledge.store import WORD_TABLES
from knowledge.trade_terms import trade_terms
from knowledge.vectors import Entry, vectors_of

_BATCH = 64
_LANGUAGES: tuple[Lang, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class IngestReport:
    """Passages added (a changed one is added anew), left as they were, and removed; faulty rows left out; seconds."""

    added: int
    unchanged: int
    removed: int
    refused: tuple[Fault, ...]
    seconds: float


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
) -> IngestReport:
    """Make the index hold exactly this folder. `index` must be open for writing.

    progress is told (done, total) in passages to write. thorough compares every record of Chroma with SQL even when
    nothing has changed since they last agreed (this imports Chroma, 1-2 s).
    """
    started = time.monotonic()
    gloss.ensure(index.data_dir)
    own, codes = _own_terms(folder), codes_of(folder.products)
    vocabulary = json.dumps({"own": own, "codes": sorted(codes)}, ensure_ascii=False, sort_keys=True)
    pieces = _pieces(folder, f"{RECIPE}:{embedder.name}:{embedder.dimension}", _digest(vocabulary))
    held = dict(index.ask("select key, stamp from passages"))
    fresh = [piece for piece in pieces if held.get(piece.passage.key) != piece.stamp]
    wanted = {piece.passage.key for piece in pieces}
    gone = [key for key in held if key not in wanted]
    if fresh or gone or index.meta("vocabulary") != vocabulary:
        index.set_meta(complete="", vocabulary=vocabulary, embedder=embedder.name, dimension=str(embedder.dimension))
        _write(index, fresh, embedder, own, codes, progress)
        for start in range(0, len(gone), _BATCH):
            with index.change() as sql:
                _delete(sql, gone[start : start + _BATCH])
    if index.meta("complete") != complete_mark(folder.digest, embedder):
        _keep_centres(index, embedder.dimension)
    _match_chroma(index, thorough)
    index.set_meta(complete=complete_mark(folder.digest, embedder))
    refused = tuple(fault for fault in folder.faults if fault.level == "error")
    return IngestReport(len(fresh), len(pieces) - len(fresh), len(gone), refused, time.monotonic() - started)


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
    words = {f"native_{passage.lang}": native_tokens(piece.text, codes)}
    if passage.lang == "zh":
        words["gloss_zh"] = [token for word in glossary.english(piece.text, codes) for token in word]
    for table, tokens in words.items():
        sql.execute(f"insert into {table} (rowid, words) values (?, ?)", (inserted.lastrowid, " ".join(tokens)))


def _delete(sql: Connection, keys: Sequence[str]) -> None:
    chosen = f"select id from passages where key in ({marks(keys)})"
    for table in WORD_TABLES:
        sql.execute(f"delete from {table} where rowid in ({chosen})", keys)
    sql.execute(f"delete from passages where key in ({marks(keys)})", keys)


def _keep_centres(index: Index, dimension: int) -> None:
    """Each language's mean vector, so that a search can tell near from merely written in that language."""
    with index.change() as sql:
        sql.execute("delete from centres")
        for lang in _LANGUAGES:
            total, found = np.zeros(dimension, dtype=np.float64), 0
            rows = sql.execute("select vector from passages where lang = ?", (lang,))
            while batch := rows.fetchmany(1000):
                total += vectors_of([row[0] for row in batch], dimension).sum(axis=0, dtype=np.float64)
                found += len(batch)
            if found:
                mean = (total / found).astype("<f4").tobytes()
                sql.execute("insert into centres values (?, ?)", (lang, mean))


def _match_chroma(index: Index, thorough: bool) -> None:
    """Make Chroma equal to SQL. Skipped when the mark left by the last agreement still fits."""
    stamps: dict[Lang, dict[str, str]] = {lang: {} for lang in _LANGUAGES}
    for lang, key, stamp in index.ask("select lang, key, stamp from passages order by key"):
        stamps[lang][key] = stamp
    mark = _digest(json.dumps(stamps, sort_keys=True))
    there = index.meaning.chroma_is_elsewhere() or (index.folder / "chroma" / "chroma.sqlite3").exists()
    if index.meta("chroma") == mark and there and not thorough:
        return
    store = index.meaning.chroma()
    for lang in _LANGUAGES:
        store.match(lang, stamps[lang], lambda keys: _entries(index, keys))
    store.forget_others()
    index.set_meta(chroma=mark)


def _entries(index: Index, keys: Sequence[str]) -> Iterable[Entry]:
    columns = "key, stamp, vector, prefix, text, clause_id, kind, audience"
    for key, stamp, vector, prefix, text, *about in index.ask_many(
        f"select {columns} from passages where key in", keys
    ):
        metadata = dict(zip(("clause_id", "kind", "audience"), about, strict=True))
        yield Entry(key, stamp, np.frombuffer(vector, dtype="<f4"), f"{prefix}\n{text}", metadata)


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
