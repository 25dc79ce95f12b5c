"""A shop folder into its index: only what changed is embedded, what vanished is deleted, a kill loses nothing.

Vectors come first, for they belong to texts and disturb nobody: a chosen embedder's into its space, the bundled one's
into a waiting room. Then one commit takes out what vanished or changed and puts in all that is new: a search sees the
folder as it was or as it is. From then on searches are answered from SQL until Chroma agrees. The mark that the folder
is wholly in comes last, so a run that was cut short is simply finished by the next one.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any, TypeVar

import numpy as np

from knowledge import gloss
from knowledge.bilingual import Lang
from knowledge.catalog import Product
from knowledge.centres import keep_centres
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
from knowledge.pending import Pending, drop
from knowledge.scope import marks
from knowledge.sources import SpaceSource
from knowledge.space import Space
from knowledge.store import WORD_TABLES
from knowledge.trade_terms import trade_terms

_BATCH = 64
T = TypeVar("T")


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

    progress is told (done, total) in passages to write; done counts those whose vector is there, for the writing itself
    is one commit at the end. A chosen embedder's texts are counted before, in the same way. thorough compares every
    record of Chroma with SQL even when nothing has changed since they last agreed (this imports Chroma, 1-2 s).
    patient: wait for a chosen embedder that is busy; what it fails at is told in the report, and everything else is
    done.
    """
    started = time.monotonic()
    added, unchanged, removed, filled = _bring_in(folder, index, embedder, progress, patient)
    _give_back_memory()
    match_chroma(index, thorough)
    index.set_meta({"complete": complete_mark(folder.digest, embedder)})
    refused = tuple(fault for fault in folder.faults if fault.level == "error")
    return IngestReport(added, unchanged, removed, refused, time.monotonic() - started, filled)


def _give_back_memory() -> None:
    """What the commit held, before Chroma takes its own: glibc keeps it otherwise (60 MB of 400 at 10,000 passages)."""
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def _bring_in(
    folder: ShopFolder,
    index: Index,
    embedder: Embedder,
    progress: Callable[[int, int], None] | None,
    patient: bool,
) -> tuple[int, int, int, Filled | None]:
    """SQL and the chosen embedder's space hold exactly this folder; passages added, unchanged and removed."""
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
    is_usable = filled is None or bool(filled.trouble) or index.is_whole()
    if fresh or gone or index.meta("vocabulary") != vocabulary or not is_usable:
        about = {"embedder": embedder.name, "dimension": str(embedder.dimension), "vocabulary": vocabulary}
        with Pending.open(index.folder) as pending:
            _stage(index, pending, fresh, embedder, progress)
            _switch(index, pending, fresh, gone, about, own, codes)
        drop(index.folder)
    return len(fresh), len(pieces) - len(fresh), len(gone), filled


def _pieces(folder: ShopFolder, maker: str, vocabulary: str) -> list[_Piece]:
    names = {sku: product.name for sku, product in folder.products.items()}
    pieces = []
    for clause in folder.clauses.values():
        for passage in split(clause, names):
            stamp = _digest(f"{maker}:{vocabulary}:{passage.hash}")
            body = _digest(f"{maker}:{passage.prefix}\n{passage.text}")
            pieces.append(_Piece(passage, stamp, body))
    return pieces


def _stage(
    index: Index,
    pending: Pending,
    fresh: Sequence[_Piece],
    embedder: Embedder,
    progress: Callable[[int, int], None] | None,
) -> None:
    """Every vector that the commit will need into `pending`: that of the same text in any passage, else a new one."""
    texts = {piece.body: piece.text for piece in fresh}
    kept = pending.bodies()
    lacking = [body for body in texts if body not in kept]
    shared = Counter(piece.body for piece in fresh)
    done = sum(shared[body] for body in texts if body in kept)

    for batch in _batches(lacking):
        found: dict[str, bytes] = dict(index.ask_many("select body, vector from passages where body in", batch))
        new = [body for body in batch if body not in found]
        rows = embedder.embed([texts[body] for body in new])
        found.update((body, np.asarray(row, dtype="<f4").tobytes()) for body, row in zip(new, rows, strict=True))
        pending.add(found)
        done += sum(shared[body] for body in batch)
        if progress is not None:
            progress(done, len(fresh))


def _switch(
    index: Index,
    pending: Pending,
    fresh: Sequence[_Piece],
    gone: Sequence[str],
    about: Mapping[str, str],
    own: Mapping[str, str],
    codes: frozenset[str],
) -> None:
    """The one commit. What SQLite has not written yet stays in memory, so that searches go on until then."""
    glossary = Gloss.open(index.data_dir, own)
    space = None if index.questions is None else Space.reading(index.folder, index.questions.chosen.name)
    try:
        glossary.load_all()
        index.ask("pragma cache_spill = off")
        with index.change() as sql:
            for keys in _batches([*gone, *(piece.passage.key for piece in fresh)]):
                _delete(sql, keys)
            for batch in _batches(fresh):
                vectors = pending.vectors([piece.body for piece in batch])
                for piece in batch:
                    _insert(sql, piece, vectors[piece.body], glossary, codes)
            sql.execute("delete from meta where name like 'chroma %'")
            sql.executemany("insert or replace into meta values (?, ?)", [("complete", ""), *about.items()])
            sql.execute("delete from centres")
            keep_centres(sql, index, index.bundled)
            if space is not None and (source := SpaceSource(index, space)).has_all():
                keep_centres(sql, index, source)
        index.ask("pragma shrink_memory")
    finally:
        glossary.close()
        if space is not None:
            space.close()


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + _BATCH] for start in range(0, len(items), _BATCH))


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
