"""knowledge/reindex.py: everything derived is made again, beside what is in use, and put in its place at once."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from shelf_of_clauses import CountingEmbedder, at, clause, data_folder, folder

from evals.bench.kills import Stretched
from knowledge.embed import Vectors, bundled
from knowledge.faults import EmbeddingFault, IndexLocked, IndexMissing
from knowledge.index import Index
from knowledge.ingest import ingest
from knowledge.reindex import reindex
from knowledge.search import search

MANY = folder(*(clause(f"faq/a#n{number}", f"第{number}条规定", f"rule no. {number}") for number in range(40)))
DOWN = "stretched is down"


class Salted:
    """An embedder whose vectors are all the same until its model changes behind its name."""

    def __init__(self, salt: float, dimension: int = 3) -> None:
        self.name, self.dimension, self.salt = "salted", dimension, salt

    def embed(self, texts: Sequence[str]) -> Vectors:
        row = np.array([1.0, self.salt, 0.0], dtype=np.float32)
        return np.tile(row / np.linalg.norm(row), (len(texts), 1))


class Revised(Stretched):
    """A chosen embedder that can turn its vectors round or be down."""

    def __init__(self) -> None:
        super().__init__(bundled())
        self.revised = self.down = False
        self.on_batch: Callable[[], None] = lambda: None

    def embed(self, texts: Sequence[str]) -> Vectors:
        if self.down:
            raise EmbeddingFault(DOWN)
        if len(texts) == 64:
            self.on_batch()
        rows = super().embed(texts)
        return rows[:, ::-1].copy() if self.revised else rows


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return data_folder(tmp_path)


def test_vectors_words_and_chroma_are_made_again_from_the_passages(data: Path) -> None:
    with Index.open(data, "lantern", writable=True) as index:
        ingest(MANY, index, embedder=CountingEmbedder())
        tables = ("native_zh", "native_en", "gloss_zh", "centres")
        whole = [f"select * from {table}" for table in (*tables[:3], "passages")]
        whole.append("select lang, vector from centres")
        before = [index.ask(one) for one in whole]
        with index.change() as sql:
            for table in tables:
                sql.execute(f"delete from {table}")
            sql.execute("update passages set vector = zeroblob(64)")
        report = reindex(index, embedder=CountingEmbedder())
        assert report.passages == 80 and report.filled is None
        assert [index.ask(one) for one in whole] == before
        assert index.bundled.make == "digest-16-2"
        assert len(index.chroma().held("digest-16-2", "zh")) == 40
        assert index.is_current("d1", CountingEmbedder())


def test_an_index_without_passages_cannot_be_made_again(data: Path) -> None:
    with (
        Index.open(data, "lantern", writable=True) as index,
        pytest.raises(IndexMissing, match="holds no passages yet; run `youju ingest`"),
    ):
        reindex(index, embedder=CountingEmbedder())


def salts(index: Index) -> set[float]:
    """What the vectors that one search would see were made with."""
    with index.snapshot():
        vectors = [index.meaning._partition(lang).vectors for lang in ("zh", "en")]  # type: ignore[arg-type]
        centres = [index.meaning.centre("zh", np.array(axis, dtype=np.float32)) for axis in ((1, 0, 0), (0, 1, 0))]
        found = {round(float(row[1] / row[0]), 3) for rows in vectors for row in rows}
        return found | {round(centres[1] / centres[0], 3)}


def test_a_search_during_a_reindex_sees_the_old_or_the_new_and_never_a_mix(data: Path) -> None:
    with Index.open(data, "lantern", writable=True) as writer:
        ingest(MANY, writer, embedder=Salted(1.0))
        seen: list[set[float]] = []
        stop = threading.Event()

        def look() -> None:
            with Index.open(data, "lantern", writable=False) as reader:
                while not stop.is_set():
                    seen.append(salts(reader))

        looking = threading.Thread(target=look)
        looking.start()
        try:
            for salt in (2.0, 3.0, 4.0, 5.0, 6.0):
                reindex(writer, embedder=Salted(salt))
        finally:
            stop.set()
            looking.join()
    assert all(len(one) == 1 for one in seen)
    assert len(set().union(*seen)) > 1, "the reader saw the vectors change"


def test_chosen_vectors_in_use_stay_until_the_new_ones_are_all_there(data: Path) -> None:
    chosen, lite = Revised(), bundled()
    many = folder(*(clause(f"faq/a#n{number}", f"第{number}条规定") for number in range(150)))
    with Index.open(data, "lantern", writable=True, chosen=chosen) as writer:
        ingest(many, writer, embedder=lite)
        with Index.open(data, "lantern", writable=False, chosen=Stretched(lite)) as reader:

            def by_which() -> float:
                with reader.snapshot():
                    meaning = reader.chosen_meaning()
                    assert meaning is not None
                    return float(meaning._partition("zh").vectors[0][0])

            old, during = by_which(), []
            chosen.revised, chosen.on_batch = True, lambda: during.append(by_which())
            report = reindex(writer, embedder=lite)
            assert report.filled is not None and report.filled.texts == 150
            assert during == [old, old]
            assert by_which() != old
    with Index.open(data, "lantern", writable=False, chosen=chosen) as reader:
        told: list[str] = []
        found = search(reader, "第149条规定", when=at(2026, 5, 6), embedder=lite, told=told.append)
        assert (found[0].clause_id, told) == ("faq/a#n149", [])


def test_a_chosen_embedder_that_is_down_keeps_its_old_vectors(data: Path) -> None:
    chosen, lite = Revised(), bundled()
    with Index.open(data, "lantern", writable=True, chosen=chosen) as writer:
        ingest(MANY, writer, embedder=lite)
        chosen.down = True
        report = reindex(writer, embedder=lite)
        assert report.filled is not None and report.filled.trouble == DOWN
        assert writer.is_whole()


def test_a_second_process_is_told_who_writes_and_what_to_do(data: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from knowledge.index import Index
with Index.open(Path({str(data)!r}), "lantern", writable=True):
    print("open", flush=True)
    sys.stdin.readline()
"""
    owner = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert owner.stdin is not None and owner.stdout is not None
    assert owner.stdout.readline() == "open\n"
    said = rf"process {owner.pid} \(since 20\d\d-\S+ \S+\) is writing the index in .*lantern; wait for it, or end it"
    with pytest.raises(IndexLocked, match=said):
        Index.open(data, "lantern", writable=True)
    owner.communicate("\n")
    Index.open(data, "lantern", writable=True).close()


def test_what_nobody_searches_by_any_more_leaves_chroma(data: Path) -> None:
    with Index.open(data, "lantern", writable=True) as index:
        ingest(MANY, index, embedder=CountingEmbedder())
        for _ in range(3):
            reindex(index, embedder=CountingEmbedder())
        names = {one.name for one in index.chroma()._client.list_collections()}
        assert names == {f"lantern-digest-16-{epoch}-{lang}" for epoch in (3, 4) for lang in ("zh", "en")}
        kept = {name for (name,) in index.ask("select name from meta where name like 'chroma %'")}
        assert kept == {"chroma digest-16-3", "chroma digest-16-4"}
        assert json.loads(index.meta("vocabulary") or "{}")["codes"] == []
