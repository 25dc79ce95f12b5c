"""Chroma made equal to SQL: one collection for each language and each make of vectors that a search may use."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

import numpy as np

from knowledge.bilingual import Lang
from knowledge.index import Index, agreed
from knowledge.scope import marks
from knowledge.sources import Source, SpaceSource
from knowledge.space import makes_of
from knowledge.vectors import Entry

Stamps = Mapping[Lang, Mapping[str, str]]
_COLUMNS = "id, key, stamp, clause_id, kind, audience"


def match_chroma(index: Index, thorough: bool = False) -> None:
    """Make Chroma equal to SQL, for the bundled vectors and for the chosen ones in use.

    Skipped for vectors whose mark, left by the last agreement, still fits, unless thorough. Collections of vectors
    that nobody can be searching by any more are deleted. While it is being written, searches are answered from SQL.
    """
    stamps = _stamps(index)
    mark = hashlib.sha256(json.dumps(stamps, sort_keys=True).encode()).hexdigest()
    sources: list[Source] = [index.bundled, *_chosen(index)]
    all_over = thorough or not index.chroma_is_there()
    stale = [source for source in sources if all_over or index.meta(agreed(source.make)) != mark]
    if not stale:
        return
    _disown(index, [agreed(source.make) for source in stale])
    for source in stale:
        _put(index, source, stamps)
    epoch = index.bundled.epoch
    makes = {*(source.make for source in sources), index.bundled.make_of(epoch - 1), *makes_of(index.folder)}
    index.chroma().keep_only(makes)
    with index.change() as sql:
        kept = [agreed(make) for make in makes]
        sql.execute(f"delete from meta where name like 'chroma %' and name not in ({marks(kept)})", kept)
        sql.execute(f"delete from centres where make not in ({marks(makes)})", [*makes])
        sql.executemany("insert or replace into meta values (?, ?)", [(agreed(source.make), mark) for source in stale])


def _disown(index: Index, kept: Sequence[str]) -> None:
    """Take these marks away, and wait for the searches that may have seen them."""
    if index.ask(f"select 1 from meta where name in ({marks(kept)})", kept):
        with index.change() as sql:
            sql.execute(f"delete from meta where name in ({marks(kept)})", kept)
    index.outlast_readers()


def _put(index: Index, source: Source, stamps: Stamps) -> None:
    """This source's collections hold exactly the passages of `stamps`."""

    def entries(keys: Sequence[str]) -> Iterable[Entry]:
        rows = index.ask_many(f"select {_COLUMNS} from passages where key in", keys)
        vectors = source.of_rows([row[0] for row in rows])
        for row_id, key, stamp, *about in rows:
            metadata = dict(zip(("clause_id", "kind", "audience"), about, strict=True))
            yield Entry(key, stamp, np.frombuffer(vectors[row_id], dtype="<f4"), metadata)

    for lang in get_args(Lang):
        index.chroma().match(source.make, lang, stamps[lang], entries)


def _stamps(index: Index) -> Stamps:
    """Language -> key -> stamp of every passage."""
    stamps: dict[Lang, dict[str, str]] = {lang: {} for lang in get_args(Lang)}
    for lang, key, stamp in index.ask("select lang, key, stamp from passages order by key"):
        stamps[lang][key] = stamp
    return stamps


def _chosen(index: Index) -> list[SpaceSource]:
    """The chosen embedder's vectors, if every passage has one."""
    with index.snapshot():
        meaning = index.chosen_meaning()
        return [] if meaning is None or not isinstance(meaning.source, SpaceSource) else [meaning.source]
