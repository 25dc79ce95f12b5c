"""The proof-reader's benchmark: what it makes, what it counts as met, and what the command line does with it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from agent.doors import bench_cli
from agent.doors.cli import app
from agent.errors import InputError
from evals.bench import batch, checking, checks
from evals.bench.batch import FORMS, rows
from evals.bench.finding.shelf import Figure


@pytest.mark.parametrize("shop", ["wenhuo", "northquay"])
def test_no_text_sentence_or_message_of_the_batch_comes_twice(shop: str) -> None:
    pairs = list(rows(shop, 1_000, "case_id"))
    assert len({line["text"] for line, _ in pairs}) == 1_000
    assert len({case["messages"][0]["text"] for _, case in pairs}) == 1_000
    assert all(line["case_id"] == case["id"] for line, case in pairs)


def test_each_form_names_its_case_as_the_command_reads_it() -> None:
    keys = {form: set(next(rows("wenhuo", 1, form))[0]) - {"id", "lang", "text"} for form in FORMS}
    assert keys == {"none": set(), "case_id": {"case_id"}, "inline": {"case"}}


def measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, median: float, spent: float, fuzz: int) -> Any:
    speed = {state: {"checks": 9, "median_ms": median, "p99_ms": 9.0} for state in checking.STATES}
    monkeypatch.setattr(checking, "samples", lambda _: [])
    monkeypatch.setattr(checking, "speed", lambda *_: speed)
    clean = {"raised": [], "over_bar": 0, "slowest_ms": 12.0}
    monkeypatch.setattr(checking, "fuzz", lambda *_, **__: clean)
    monkeypatch.setattr(checks, "_opened", lambda *_: None)
    monkeypatch.setattr(batch, "seconds", lambda *_: spent)
    return checks.measure(data=tmp_path, rounds=1, fuzz=fuzz, seed=1, progress=lambda *_: None)


def test_all_bars_are_met_only_when_everything_was_measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert measured(monkeypatch, tmp_path, median=4.9, spent=19.9, fuzz=20_000)["all_met"] is True
    assert measured(monkeypatch, tmp_path, median=5.1, spent=19.9, fuzz=20_000)["all_met"] is False
    assert measured(monkeypatch, tmp_path, median=4.9, spent=20.1, fuzz=20_000)["all_met"] is False
    few = measured(monkeypatch, tmp_path, median=4.9, spent=19.9, fuzz=100)
    assert (few["all_met"], few["skipped"]) == (None, {"fuzz": "100 texts; the bar is over 20,000"})
    assert measured(monkeypatch, tmp_path, median=4.9, spent=19.9, fuzz=0)["skipped"] == {
        "fuzz": "--fuzz 0 leaves it out"
    }


def test_the_report_has_a_figure_for_every_shop_and_form(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    report = measured(monkeypatch, tmp_path, median=4.0, spent=10.0, fuzz=20_000)
    names = [(one["set"], one["name"]) for one in report["figures"] if one["bar"] is not None]
    assert names[:2] == [("warm", "warm median"), ("warm", "warm p99")]
    assert len([name for name in names if name[0] == "batch"]) == 6
    shown = io.StringIO()
    Console(file=shown, width=100).print(bench_cli.check_table(report))
    assert "wenhuo, no case" in shown.getvalue() and "not met" not in shown.getvalue()


@pytest.mark.parametrize(("met", "code"), [(True, 0), (False, 1), (None, 1)])
def test_a_bar_missed_or_unmeasured_ends_with_1(monkeypatch: pytest.MonkeyPatch, met: bool | None, code: int) -> None:
    monkeypatch.setattr(bench_cli, "checked", lambda *_: {"figures": [], "skipped": {}, "all_met": met})
    assert CliRunner().invoke(app, ["bench", "check", "--only", "warm", "--json"]).exit_code == code


def test_an_unknown_set_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="--only knows warm, batch, fuzz, not warn"):
        bench_cli.checked(None, ["warn"], 1, 0)


def test_a_bar_of_zero_is_a_bar() -> None:
    assert Figure("fuzz", "texts that raised", 1, 9, "", 0, at_least=False).met is False
