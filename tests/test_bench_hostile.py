from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from evals.bench.hostile import Outcome, main, run, silent, table
from evals.bench.hostile_makers import HOSTILE
from knowledge.apart import ApartReader


def test_every_kind_of_hostile_file_leaves_the_sound_document_and_says_why(tmp_path: Path) -> None:
    with ApartReader(seconds=2) as reader:
        outcomes = run(len(HOSTILE), 7, tmp_path, reader)
    assert silent(outcomes) == []
    assert {one.kind for one in outcomes} == set(HOSTILE)
    assert max(one.ms for one in outcomes) < 6_000


def test_the_same_seed_makes_the_same_files() -> None:
    for make in HOSTILE.values():
        ending, data = make(Random(3))
        again = make(Random(3))
        assert (ending, len(data)) == (again[0], len(again[1]))


def test_the_table_counts_what_became_of_the_files() -> None:
    outcomes = [
        Outcome("noise", "odd1.md", "refused", 4.0, "is not text"),
        Outcome("noise", "odd2.md", "read", 1500.0, ""),
        Outcome("bomb", "odd3.docx", "harmed", 2.0, "KeyError()"),
        Outcome("bomb", "odd4.docx", "refused", 2.0, ""),
    ]
    assert table(outcomes).splitlines()[:4] == [
        "what is wrong         n  read  noted  refused  harmed  worst ms",
        "noise                 2     1      0        1       0     1,500",
        "bomb                  2     0      0        1       1         2",
        "all                   4     1      0        2       1     1,500",
    ]
    assert [one.file for one in silent(outcomes)] == ["odd3.docx", "odd4.docx"]


def test_it_runs_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--count", "3", "--seed", "2"]) == 0
    assert "all                   3" in capsys.readouterr().out
