"""evals/bench/kills.py: ten kills of ingests and re-indexes, and a bench that would notice what a kill broke."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from shelf_of_clauses import CountingEmbedder, clause, data_folder, folder
from shop_on_disk import write_shop

from evals.bench import kills
from knowledge.embed import bundled
from knowledge.index import Index
from knowledge.ingest import ingest


def test_ten_kills_lose_nothing_and_the_next_run_completes(tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "lantern")
    command = [sys.executable, "-m", "evals.bench.kills", "--kills", "10", "--seed", "7", "--shop", str(shop)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"10 kills of a running job, \d+ too late, seed 7: 0 left something wrong", done.stdout)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (
            "delete from native_en where rowid = (select max(rowid) from native_en)",
            "the words in native_en are not the passages'",
        ),
        ("delete from gloss_zh", "the words in gloss_zh are not the passages'"),
        ("update passages set text = 'x' where id = 1", "the passages are not the folder's"),
        ("delete from meta where name = 'complete'", "the index does not say that it is current and whole"),
        (
            "update passages set vector = (select vector from centres where make like 'use-%')",
            "vectors of use-m3-512-1 are not",
        ),
        ("update passages set stamp = 'x' where lang = 'zh'", "Chroma does not hold the passages in zh of stretched"),
        ("update passages set body = 'x' where id = 2", "the index does not say that it is current and whole"),
    ],
)
def test_the_bench_notices(tmp_path: Path, damage: str, said: str) -> None:
    embedder = bundled()
    chosen = kills.Stretched(embedder)
    shop = folder(clause("faq/a#a", "第一条", "first"), clause("faq/a#b", "第二条", "second"))
    with Index.open(data_folder(tmp_path), "lantern", writable=True, chosen=chosen) as index:
        ingest(shop, index, embedder=embedder)
        assert list(kills.faults_of(index, shop, embedder, chosen)) == []
        with index.change() as sql:
            sql.execute(damage)
        assert any(said in fault for fault in kills.faults_of(index, shop, embedder, chosen))


def test_an_index_by_another_embedder_is_not_current(tmp_path: Path) -> None:
    shop = folder(clause("faq/a#a", "第一条"))
    with Index.open(data_folder(tmp_path), "lantern", writable=True) as index:
        ingest(shop, index, embedder=CountingEmbedder())
        assert not index.is_current("d1", bundled())
