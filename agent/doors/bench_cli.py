"""How `youju bench` shows what `evals.bench.speed`, `.search` and `.checks` measured."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.errors import InputError

if TYPE_CHECKING:
    from rich.table import Table

_MET = {True: "met", False: "not met", None: ""}


def table(speed: dict[str, Any]) -> Table:
    """The measurement for people."""
    from rich.table import Table

    shown = Table(title=f"Milliseconds on {speed['cores']} cores")
    for column in ("what", "runs", "median", "p95", "worst", "bar", ""):
        shown.add_column(column, justify="left" if column == "what" else "right")
    for timing in speed["timings"]:
        figures = [f"{timing[name]:,.1f}" for name in ("median_ms", "p95_ms", "worst_ms")]
        verdict = "ok" if timing["within"] else "too slow"
        shown.add_row(timing["name"], str(timing["runs"]), *figures, f"{timing['bar_ms']:,.0f}", verdict)
    for name, median in speed["warm_steps_ms"].items():
        shown.add_row(f"  warm: {name}", "", f"{median:,.1f}", "", "", "", "")
    return shown


def searched(texts: Path | None, data: Path | None, only: Sequence[str]) -> dict[str, Any]:
    """The search benchmark with the embedder that the settings choose, progress on stderr."""
    from agent.embedding import chosen_embedder
    from agent.settings import load_settings
    from evals.bench.search import SETS, measure

    _must_know(only, SETS)
    settings = load_settings()
    with steps_shown() as told:
        return measure(
            data=data, shared=texts, progress=told, sets=only, chosen=lambda given: chosen_embedder(settings, given)
        )


def checked(data: Path | None, only: Sequence[str], rounds: int, fuzz: int) -> dict[str, Any]:
    """The benchmark of the proof-reader, progress on stderr. fuzz: how many texts."""
    from evals.bench.checks import SETS, measure

    _must_know(only, SETS)
    with steps_shown() as told:
        return measure(data=data, rounds=rounds, fuzz=fuzz, seed=1, progress=told, sets=only)


def _must_know(only: Sequence[str], sets: Collection[str]) -> None:
    unknown = [name for name in only if name not in sets]
    if unknown:
        raise InputError(f"--only knows {', '.join(sets)}, not {', '.join(unknown)}")


def search_table(found: dict[str, Any]) -> Table:
    """Every figure of the search benchmark with its bar, and what was skipped and why."""
    return figures_table(found, f"Search ({found['embedding']}): is the right clause found, and nothing else?")


def check_table(found: dict[str, Any]) -> Table:
    """Every figure of the proof-reader's benchmark with its bar."""
    return figures_table(found, "Check: how fast is a text proof-read, and does any take long?")


def figures_table(found: dict[str, Any], title: str) -> Table:
    """Every figure with its bar, and what was not measured and why."""
    from rich.table import Table

    shown = Table(title=title)
    for column in ("set", "what", "n", "value", "bar", ""):
        shown.add_column(column, justify="left" if column in ("set", "what", "") else "right")
    for one in found["figures"]:
        bar = "" if one["bar"] is None else f"{'≥' if one['at_least'] else '≤'} {one['bar']:g}"
        what = f"  {one['name']}" if one["detail"] else one["name"]
        shown.add_row(one["set"], what, str(one["n"]), f"{one['value']:.1f} {one['unit']}", bar, _MET[one["met"]])
    for name, reason in found["skipped"].items():
        shown.add_row(name, f"skipped: {reason}", "", "", "", "not measured")
    return shown


@contextmanager
def steps_shown() -> Iterator[Callable[[str, int, int], None]]:
    """Bars on stderr, one for each step of the benchmark, for whoever waits."""
    from rich.console import Console
    from rich.progress import Progress, TaskID

    tasks: dict[str, TaskID] = {}
    with Progress(console=Console(stderr=True)) as bars:

        def told(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield told
