from __future__ import annotations

import itertools
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from shelf_of_clauses import CountingEmbedder, at, clause, data_folder, folder

from knowledge import store
from knowledge.faults import IndexFault, IndexLocked, IndexMissing
from knowledge.index import Index
from knowledge.ingest import ingest
from knowledge.passage import Audience, Clause, When
from knowledge.scope import Scope

MARCH, MAY = date(2026, 3, 1), date(2026, 5, 31)
DATED: dict[str, Clause] = {
    one.id: one
    for number, (since, until, dated_by, audience, kind) in enumerate(
        itertools.product(
            (None, MARCH), (None, MAY), ("message", "order.signed_at"), ("buyer", "staff"), ("policy", "script")
        )
    )
    for one in [
        clause(
            f"policies/p#{number}",
            f"规则第{number}条",
            f"rule number {number}",
            days=(since, until),
            dated_by=dated_by,  # type: ignore[arg-type]
            audience=audience,  # type: ignore[arg-type]
            kind=kind,  # type: ignore[arg-type]
        )
    ]
}
MOMENTS = [at(2026, 2, 1), at(2026, 3, 1), at(2026, 5, 31), at(2026, 6, 1), at(2026, 6, 1, signed_at=date(2026, 4, 1))]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = data_folder(tmp_path_factory.mktemp("index"))
    with Index.open(place, "lantern", writable=True) as index:
        ingest(folder(*DATED.values()), index, embedder=CountingEmbedder())
    return place


@pytest.fixture
def index(data: Path) -> Iterator[Index]:
    with Index.open(data, "lantern", writable=False) as opened:
        yield opened


@pytest.mark.parametrize("audience", get_args(Audience))
@pytest.mark.parametrize("when", MOMENTS, ids=range(len(MOMENTS)))
def test_the_sql_filter_agrees_with_the_record(index: Index, when: When, audience: Audience) -> None:
    expected = {
        one.id
        for one in DATED.values()
        if when.covers(one) and (audience == "staff" or one.audience == "buyer") and one.kind == "script"
    }
    scope = Scope.of(when, audience, {"script"}, ())
    vector = CountingEmbedder().embed(["rule"])[0]
    near = index.rows([one.id for one in index.meaning.find("en", vector, scope, 100)])
    wordy = index.rows(list(index.words.find("native_en", ["rule"], scope, 100)))
    assert {row.clause_id for row in near.values()} == expected
    assert {row.clause_id for row in wordy.values()} == expected


def test_sheets_of_another_single_product_are_out_of_scope(tmp_path: Path) -> None:
    sheets = [
        clause("sheets/a#x", "甲的说明", kind="sheet", skus=("A-1",)),
        clause("sheets/b#x", "乙的说明", kind="sheet", skus=("B-1",)),
        clause("sheets/c#x", "甲乙的说明", kind="sheet", skus=("A-1", "B-1")),
        clause("sheets/d#x", "都适用的说明", kind="sheet"),
        clause("catalog#B-1", "乙", kind="product", skus=("B-1",)),
    ]
    with Index.open(data_folder(tmp_path), "lantern", writable=True) as index:
        ingest(folder(*sheets), index, embedder=CountingEmbedder())
        vector = CountingEmbedder().embed(["说明"])[0]
        found = index.meaning.find("zh", vector, Scope.of(at(2026, 5, 1), "buyer", None, ["A-1"]), 10)
        ids = {row.clause_id for row in index.rows([one.id for one in found]).values()}
    assert ids == {"sheets/a#x", "sheets/c#x", "sheets/d#x", "catalog#B-1"}


def test_chroma_and_numpy_give_the_same_answers(data: Path) -> None:
    questions = CountingEmbedder().embed([f"question {number}" for number in range(20)])
    with (
        Index.open(data, "lantern", writable=False) as exact,
        Index.open(data, "lantern", writable=False, exact_up_to=0) as chroma,
    ):
        for vector, when, audience in itertools.product(questions, MOMENTS[1:4], get_args(Audience)):
            scope = Scope.of(when, audience, None, ())
            for lang in ("zh", "en"):
                expected = exact.meaning.find(lang, vector, scope, 5)  # type: ignore[arg-type]
                found = chroma.meaning.find(lang, vector, scope, 5)  # type: ignore[arg-type]
                assert [one.id for one in found] == [one.id for one in expected]
                assert [one.cosine for one in found] == pytest.approx([one.cosine for one in expected], abs=1e-5)


def test_a_small_index_is_asked_without_importing_chroma(data: Path) -> None:
    code = f"""
import sys
from pathlib import Path
import numpy as np
from knowledge.index import Index
from knowledge.scope import Scope
with Index.open(Path({str(data)!r}), "lantern", writable=False) as index:
    scope = Scope(("2026-04-01",) * 4, False, None, ())
    assert len(index.meaning.find("zh", np.ones(16, dtype=np.float32), scope, 3)) == 3
assert "chromadb" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_reader_sees_what_a_writer_committed_meanwhile(tmp_path: Path) -> None:
    data_folder(tmp_path)
    vector = CountingEmbedder().embed(["x"])[0]
    scope = Scope.of(at(2026, 5, 1), "buyer", None, ())
    with Index.open(tmp_path, "lantern", writable=True) as writer:
        ingest(folder(clause("faq/a#a", "一")), writer, embedder=CountingEmbedder())
        with Index.open(tmp_path, "lantern", writable=False) as reader:
            assert len(reader.meaning.find("zh", vector, scope, 9)) == 1
            ingest(folder(clause("faq/a#a", "一"), clause("faq/a#b", "二")), writer, embedder=CountingEmbedder())
            assert len(reader.meaning.find("zh", vector, scope, 9)) == 2
            assert reader.languages() == {"zh": 2}


def test_the_second_writer_is_refused_and_readers_are_not(tmp_path: Path) -> None:
    with Index.open(data_folder(tmp_path), "lantern", writable=True):
        with pytest.raises(IndexLocked, match="is writing the index"):
            Index.open(tmp_path, "lantern", writable=True)
        Index.open(tmp_path, "lantern", writable=False).close()


def test_a_writer_may_wait_for_the_one_before(tmp_path: Path) -> None:
    first = Index.open(data_folder(tmp_path), "lantern", writable=True)
    timer = threading.Timer(0.2, first.close)
    timer.start()
    started = time.monotonic()
    with Index.open(tmp_path, "lantern", writable=True, wait=10) as second:
        assert 0.1 < time.monotonic() - started < 9
        second.set_meta({"a": "written by the second"})
        assert second.meta("a") == "written by the second"
    timer.join()


def test_an_index_opened_for_reading_is_not_changed(index: Index) -> None:
    with pytest.raises(IndexFault, match="opened for reading"):
        index.set_meta({"complete": ""})


def test_a_failed_change_is_rolled_back(tmp_path: Path) -> None:
    with Index.open(data_folder(tmp_path), "lantern", writable=True) as index:
        with pytest.raises(RuntimeError, match="half way"), index.change() as sql:
            sql.execute("insert into meta values ('a', '1')")
            raise RuntimeError("half way")
        with pytest.raises(IndexFault, match="cannot be written: no such table"), index.change() as sql:
            sql.execute("insert into nowhere values (1)")
        assert index.meta("a") is None
        index.set_meta({"a": "2"})
        assert index.meta("a") == "2"


def test_a_missing_dictionary_is_told(tmp_path: Path) -> None:
    with (
        Index.open(tmp_path, "lantern", writable=True) as index,
        pytest.raises(IndexMissing, match="run `youju ingest`"),
    ):
        index.words.english("退货")


def test_damage_found_while_reading_names_the_file(tmp_path: Path) -> None:
    with Index.open(data_folder(tmp_path), "lantern", writable=True) as index:
        ingest(folder(clause("faq/a#a", "一")), index, embedder=CountingEmbedder())
    file = store.shop_folder(tmp_path, "lantern") / store.FILE
    with sqlite3.connect(file) as sql:
        sql.execute("drop table centres")
    sql.close()
    with (
        Index.open(tmp_path, "lantern", writable=False) as index,
        pytest.raises(IndexFault, match=r"index\.sqlite3 cannot be read: no such table: centres"),
    ):
        index.meaning.centre("zh", CountingEmbedder().embed(["x"])[0])
