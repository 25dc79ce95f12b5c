"""How `youju eval` shows what `evals.selftest` measured."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.doors.bench_cli import steps_shown

if TYPE_CHECKING:
    from rich.table import Table

_MET = {True: "met", False: "not met", None: ""}
_SHOWN = 3
"""Examples of each kind in the table for people; --json has all of the dev half."""


def selftested(texts: Path | None, data: Path | None, seed: int, each: int) -> dict[str, Any]:
    """The self-test with its progress on stderr."""
    from evals.selftest.run import measure

    with steps_shown() as told:
        return measure(data=data, shared=texts, seed=seed, each=each, progress=told)


def selftest_table(found: dict[str, Any]) -> Table:
    """Every figure with its interval and bar."""
    from rich.table import Table

    title = f"{found['seeded']} defects in {found['clean']} clean replies and pairs, seed {found['seed']}"
    shown = Table(title=f"The proof-reader's self-test: {title}")
    for column in ("kind", "half", "part", "n", "rate", "95 %", "bar", ""):
        shown.add_column(column, justify="left" if column in ("kind", "half", "part", "") else "right")
    for one in found["figures"]:
        rate = "–" if one["rate"] is None else f"{100 * one['rate']:.1f} %"
        sign = "≤" if one["kind"] == "false_alarm" else "≥"
        bar = "" if one["bar"] is None else f"{sign} {100 * one['bar']:g} %"
        said = "not measured" if one["bar"] is not None and one["met"] is None else _MET[one["met"]]
        between = f"{100 * one['low']:.1f}–{100 * one['high']:.1f}"
        shown.add_row(one["kind"], one["half"], one["part"], str(one["n"]), rate, between, bar, said)
    return shown


def remarks(found: dict[str, Any]) -> list[str]:
    """A line each: what was skipped and why, then a few misses of each kind and false alarms of each group."""
    lines = [f"not measured, {name}: {reason}" for name, reason in found["skipped"].items()]
    count: dict[str, int] = {}
    for one in found["misses"]:
        count[one["kind"]] = count.get(one["kind"], 0) + 1
        if count[one["kind"]] <= _SHOWN:
            lines.append(f"missed {one['kind']}, {one['id']}: {one['was']!r} → {one['now']!r}")
    for one in found["alarms"]:
        count[one["group"]] = count.get(one["group"], 0) + 1
        if count[one["group"]] <= _SHOWN:
            lines.append(f"false alarm, {one['id']}: {'; '.join(one['wrong'])}")
    return lines
