"""How fast and how steady the proof-reader is: `youju bench check`.

warm: replies of 300 characters against 12 passages. batch: 1,000 texts through `youju check --input`, for both sample
shops, without a case, by case_id and with the case in the line. fuzz: random and mutated texts, none of which may
raise or take long.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.bench import batch, checking
from evals.bench.finding.shelf import Figure, Progress
from evals.bench.search import all_met, view_of
from evals.bench.speed import SHOPS, _opened

BATCH_LINES, BATCH_BAR_S = 1_000, 20.0
FUZZ_TEXTS = 20_000
"""Texts that must be fuzzed for the bar to be met; fewer are a look, not a measurement."""
_STEP = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be measured and where. data: the shops' indexes; fuzz: how many texts; told: how far it is."""

    data: Path
    rounds: int
    fuzz: int
    seed: int
    told: Progress


class NotMeasured(Exception):
    """A set that was not measured as its bar asks; says why."""


def _warm(asked: Asked) -> Iterator[Figure]:
    """`known`: the passages have been read before, the reply is new; `warm`: both have been read."""
    asked.told("warm checks", 0, 1)
    found = checking.speed(checking.samples(asked.data), asked.rounds)
    asked.told("warm checks", 1, 1)
    for state, bars in (("warm", True), ("known", False)):
        row = found[state]
        for name, key, bar in (
            ("median", "median_ms", checking.MEDIAN_BAR_MS), ("p99", "p99_ms", checking.P99_BAR_MS),
        ):  # fmt: skip
            of = f"{state} {name}" if bars else f" {state} {name}"
            yield Figure("warm", of, row[key], row["checks"], "ms", bar if bars else None, at_least=False)


def _batch(asked: Asked) -> Iterator[Figure]:
    total = len(SHOPS) * len(batch.FORMS)
    with tempfile.TemporaryDirectory() as folder:
        for place, (shop, form) in enumerate((shop, form) for shop in SHOPS for form in batch.FORMS):
            asked.told("batch", place, total)
            _opened(shop, asked.data)  # its index is there before the clock runs
            spent = batch.seconds(shop, BATCH_LINES, form, Path(folder), asked.data)
            yield Figure("batch", f"{shop}, {_FORM[form]}", spent, BATCH_LINES, "s", BATCH_BAR_S, at_least=False)
    asked.told("batch", total, total)


_FORM = {"none": "no case", "case_id": "case_id and --cases", "inline": "case in the line"}


def _fuzz(asked: Asked) -> Iterator[Figure]:
    if asked.fuzz < 1:
        raise NotMeasured("--fuzz 0 leaves it out")
    found = checking.samples(asked.data)
    raised = over = 0
    slowest = 0.0
    for start in range(0, asked.fuzz, _STEP):
        asked.told("fuzz", start, asked.fuzz)
        count = min(_STEP, asked.fuzz - start)
        report = checking.fuzz(found, count, asked.seed + start, told=lambda _: None)
        raised, over = raised + len(report["raised"]), over + report["over_bar"]
        slowest = max(slowest, report["slowest_ms"])
    asked.told("fuzz", asked.fuzz, asked.fuzz)
    yield Figure("fuzz", "texts that raised", raised, asked.fuzz, "", 0, at_least=False)
    yield Figure("fuzz", f"texts over {checking.FUZZ_BAR_MS:.0f} ms", over, asked.fuzz, "", 0, at_least=False)
    yield Figure("fuzz", " slowest", slowest, asked.fuzz, "ms")
    if asked.fuzz < FUZZ_TEXTS:
        raise NotMeasured(f"{asked.fuzz:,} texts; the bar is over {FUZZ_TEXTS:,}")


SETS: Mapping[str, Callable[[Asked], Iterator[Figure]]] = {"warm": _warm, "batch": _batch, "fuzz": _fuzz}


def measure(
    *, data: Path | None, rounds: int, fuzz: int, seed: int, progress: Progress, sets: Sequence[str] = ()
) -> dict[str, Any]:
    """Every figure with its bar, and what was not measured and why, as one JSON document.

    data: where the shops' indexes are kept, None makes a temporary folder. sets: only these of SETS.
    """
    figures: list[Figure] = []
    skipped: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as temporary:
        asked = Asked(Path(temporary) if data is None else data, rounds, fuzz, seed, progress)
        for name, of_set in SETS.items():
            if sets and name not in sets:
                continue
            try:
                for figure in of_set(asked):  # what was measured before a set gave up stays
                    figures.append(figure)  # noqa: PERF402
            except NotMeasured as why:
                skipped[name] = str(why)
    return {
        "figures": [view_of(figure) for figure in figures],
        "skipped": skipped,
        "all_met": all_met(figures, skipped),
    }
