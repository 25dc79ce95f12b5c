"""How well search finds, and how honestly it finds nothing: `youju bench search`.

Every set is built when it runs, from the sample shops and from third-party texts beside the project; a set whose texts
are absent is skipped with the reason. Indexes stay in the data folder, so that a second run embeds only questions.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.bench.finding import dated, growth, leaks, mixed, ratios, siblings, unanswered
from evals.bench.finding.shelf import Bench, Figure, Progress
from evals.bench.finding.sources import Missing, beside_the_project
from knowledge.chosen import Chosen
from knowledge.embed import Embedder, Remembered, bundled

Measure = Callable[[Bench], Iterator[Figure]]

SETS: Mapping[str, Measure] = {
    "mixed": mixed.measure,
    "siblings": siblings.measure,
    "unanswerable": unanswered.measure,
    "dated": dated.measure,
    "leaks": leaks.measure,
    "speed": ratios.measure,
    "growth": growth.measure,
}


def measure(
    *,
    data: Path | None,
    shared: Path | None,
    progress: Progress,
    sets: Sequence[str] = (),
    chosen: Callable[[Embedder], Chosen | None] = lambda _: None,
) -> dict[str, Any]:
    """Every figure with its bar, and what was skipped, as one JSON document.

    data: where indexes are kept, None makes a temporary folder. shared: the third-party texts, None looks beside the
    project. sets: only these of SETS. chosen: the embedder beside the bundled one, given that one.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) if data is None else data
        embedder = Remembered(bundled(), keep=65536)
        texts = beside_the_project() if shared is None else shared
        bench = Bench(texts, folder, embedder, progress, chosen(embedder))
        figures: list[Figure] = []
        skipped: dict[str, str] = {}
        for name, of_set in SETS.items():
            if sets and name not in sets:
                continue
            try:
                figures += list(of_set(bench))
            except Missing as missing:
                skipped[name] = str(missing)
    return {
        "embedding": "lite" if bench.chosen is None else bench.chosen.name,
        "figures": [view_of(one) for one in figures],
        "skipped": skipped,
        "all_met": all_met(figures, skipped),
    }


def view_of(one: Figure) -> dict[str, Any]:
    """A figure as the report has it; a detail's name begins with a space."""
    return {
        "set": one.group,
        "name": one.name.strip(),
        "detail": one.name.startswith(" "),
        "value": round(one.value, 2),
        "unit": one.unit,
        "n": one.n,
        "bar": one.bar,
        "at_least": one.at_least,
        "met": one.met,
    }


def all_met(figures: list[Figure], skipped: Mapping[str, str]) -> bool | None:
    """Unmeasured is not met: None when a set was skipped and nothing else fell short."""
    if any(one.met is False for one in figures):
        return False
    return None if skipped else True
