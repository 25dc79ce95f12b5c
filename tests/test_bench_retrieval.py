from __future__ import annotations

import json
from pathlib import Path

import pytest
from shop_on_disk import write_shop

from evals.bench.retrieval import Outcome, main, table


def test_the_table_counts_places_and_both_kinds_of_query() -> None:
    outcomes = [
        Outcome("a", False, (0,), 1.0, 2.0, "x"),
        Outcome("b", False, (2, 5), 1.0, 4.0, "y"),
        Outcome("c", True, (), 0.0, 6.0, "z"),
        Outcome("d", True, (1,), 0.5, 8.0, "z"),
    ]
    assert table(outcomes).splitlines() == [
        "          n    R@1    R@3    R@8    MRR",
        "all       4   25.0   75.0   62.5   45.8",
        "same      2   50.0  100.0  100.0   66.7",
        "cross     2    0.0   50.0   25.0   25.0",
        "ms     p50 6.0  p95 8.0",
    ]


def test_it_runs_on_a_folder_and_a_file_of_queries(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = write_shop(tmp_path / "shop")
    queries = tmp_path / "queries.jsonl"
    query = {
        "id": "q1",
        "text": "几天内可以退",
        "gold": ["policies/returns#no-reason"],
        "now": "2026-05-06T10:00:00+08:00",
    }
    queries.write_text(json.dumps(query) + "\n", encoding="utf-8")
    assert main([str(queries), str(shop)]) == 0
    assert "all       1  100.0  100.0  100.0  100.0" in capsys.readouterr().out


def test_it_says_how_it_is_called(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage: python -m evals.bench.retrieval QUERIES.jsonl SHOP_DIR" in capsys.readouterr().err
