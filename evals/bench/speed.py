"""How fast the house is on this machine: help, a cold `youju draft` on a ready index, warm strict drafts.

Medians over messages of the sample shops, with the bars of issue 2 beside them. Cold times are whole processes.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agent.case import Case
    from agent.shop import Shop

SHOPS = ("wenhuo", "northquay")
BARS = {"help": 400.0, "cold_draft": 2000.0, "warm_draft": 60.0}
"""Longest allowed median in milliseconds."""
_COLD_RUNS = 5
_MESSAGE = "拆封了还能退吗?运费谁出?"


@dataclass(frozen=True, slots=True)
class Timing:
    """Times of one thing in milliseconds."""

    name: str
    runs: int
    median_ms: float
    p95_ms: float
    worst_ms: float
    bar_ms: float

    @classmethod
    def of(cls, name: str, times_ms: Sequence[float]) -> Timing:
        ordered = sorted(times_ms)
        p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
        return cls(name, len(ordered), statistics.median(ordered), p95, ordered[-1], BARS[name])

    @property
    def within(self) -> bool:
        return self.median_ms <= self.bar_ms


def measure(*, rounds: int, data: Path | None = None) -> dict[str, Any]:
    """All timings as one JSON document. data: a folder with the shops' indexes; None makes a temporary one."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) if data is None else data
        warm, steps = asyncio.run(_warm(folder, rounds))
        timings = [
            Timing.of("help", _timed(lambda: _youju("--help"), _COLD_RUNS)),
            Timing.of("cold_draft", _timed(lambda: _draft(folder), _COLD_RUNS)),
            Timing.of("warm_draft", warm),
        ]
    return {
        "cores": os.cpu_count(),
        "timings": [
            {
                "name": timing.name,
                "runs": timing.runs,
                "median_ms": round(timing.median_ms, 1),
                "p95_ms": round(timing.p95_ms, 1),
                "worst_ms": round(timing.worst_ms, 1),
                "bar_ms": timing.bar_ms,
                "within": timing.within,
            }
            for timing in timings
        ],
        "warm_steps_ms": {name: round(statistics.median(times), 2) for name, times in steps.items()},
    }


async def _warm(data: Path, rounds: int) -> tuple[list[float], dict[str, list[float]]]:
    """Times of strict drafts in one process, and of their steps; one round to warm up is not counted.

    Vectors remembered from the last round are forgotten before each draft: a message is new to the shop.
    """
    from agent.flow import suggest

    times: list[float] = []
    steps: dict[str, list[float]] = {}
    for name in SHOPS:
        shop = _opened(name, data)
        cases = _cases(name)
        for turn in range(rounds + 1):
            for case in cases:
                shop.embedder.forget()
                started = time.perf_counter()
                suggestion = await suggest(case, shop, writer="strict")
                spent = (time.perf_counter() - started) * 1000
                if turn > 0:
                    times.append(spent)
                    for step, step_ms in suggestion.usage.ms_by_step.items():
                        steps.setdefault(step, []).append(step_ms)
    return times, steps


def _opened(name: str, data: Path) -> Shop:
    from agent.settings import load_settings
    from agent.shop import open_shop

    return open_shop(_folder(name), data=data, settings=load_settings())


def _cases(name: str) -> list[Case]:
    from agent.casefile import read_case

    path = Path(str(files("evals"))) / "cases" / f"demo-{name}.jsonl"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [read_case(line, f"{path.name}:{number}") for number, line in enumerate(lines, start=1)]


def _folder(name: str) -> Path:
    return Path(str(files("knowledge"))) / "shops" / name


def _draft(data: Path) -> None:
    shop = str(_folder("wenhuo"))
    _youju("draft", "--shop", shop, "--data", str(data), "--writer", "strict", "--text", _MESSAGE, "--json")


def _youju(*arguments: str) -> None:
    command = "import sys; from agent.doors.cli import main; main(sys.argv[1:])"
    subprocess.run([sys.executable, "-c", command, *arguments], check=True, capture_output=True)


def _timed(run: Callable[[], None], times: int) -> list[float]:
    """Milliseconds of each of `times` runs, after one that is not counted."""
    run()
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        run()
        spent.append((time.perf_counter() - started) * 1000)
    return spent
