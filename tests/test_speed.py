"""The benchmark's own arithmetic and shape; what it measures is for `youju bench`."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from agent.doors.bench_cli import table
from evals.bench import speed
from evals.bench.speed import Timing, measure


def test_a_timing_is_within_its_bar_by_its_median_not_its_worst() -> None:
    timing = Timing.of("warm_draft", [20.0, 60.0, 500.0])
    assert (timing.median_ms, timing.worst_ms, timing.within) == (60.0, 500.0, True)
    assert not Timing.of("warm_draft", [60.1]).within


def test_p95_is_a_time_that_was_measured() -> None:
    timing = Timing.of("help", [float(ms) for ms in range(1, 101)])
    assert timing.p95_ms == 95.0
    assert Timing.of("help", [7.0]).p95_ms == 7.0


def test_the_bars_are_those_of_the_issue() -> None:
    assert speed.BARS == {"help": 400.0, "cold_draft": 2000.0, "warm_draft": 60.0}


async def _measured(_: Path, __: int) -> tuple[list[float], dict[str, list[float]]]:
    return [10.0, 30.0, 20.0], {"understand": [4.0, 6.0]}


def test_the_report_has_every_timing_and_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "_warm", _measured)
    monkeypatch.setattr(speed, "_youju", lambda *_: None)
    report = measure(rounds=1)
    assert [(timing["name"], timing["runs"]) for timing in report["timings"]] == [
        ("help", 5),
        ("cold_draft", 5),
        ("warm_draft", 3),
    ]
    assert report["timings"][2] == {
        "name": "warm_draft",
        "runs": 3,
        "median_ms": 20.0,
        "p95_ms": 30.0,
        "worst_ms": 30.0,
        "bar_ms": 60.0,
        "within": True,
    }
    assert report["warm_steps_ms"] == {"understand": 5.0}
    shown = io.StringIO()
    Console(file=shown, width=100).print(table(report))
    assert "warm: understand" in shown.getvalue() and "ok" in shown.getvalue()
