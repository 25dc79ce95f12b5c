"""Kill rates and false alarms with their intervals, against the bars."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from evals.selftest.reply import Half
from knowledge.bilingual import Lang

BARS = {
    "number": 0.99, "unit": 0.99, "money": 0.99, "percent": 0.99, "date": 0.99, "sku": 0.99, "over_limit": 0.99,
    "stance": 0.95, "who_pays": 0.95, "stale": 0.95, "secret": 0.95, "promise": 0.95, "twin": 0.95,
    "superlative": None, "off_platform": None, "privacy": None,
}  # fmt: skip
"""Least kill rate of each kind of defect; None is reported without a bar."""
FALSE_ALARMS = 0.02
LEAST_SEEDED, LEAST_CLEAN = 600, 300
HALVES: tuple[Half, ...] = ("dev", "held-back")
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Outcome:
    """One check. kind: of the defect, or "clean". hit: the defect was stopped, or the clean reply was."""

    kind: str
    lang: Lang
    half: Half
    group: str
    hit: bool


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a rate; holds near 0 and 1 too. (0, 1) when nothing was counted."""
    if n == 0:
        return 0.0, 1.0
    rate, z2 = hits / n, _Z * _Z
    middle = (rate + z2 / (2 * n)) / (1 + z2 / n)
    reach = _Z / (1 + z2 / n) * math.sqrt(rate * (1 - rate) / n + z2 / (4 * n * n))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def figures(outcomes: Iterable[Outcome]) -> list[dict[str, Any]]:
    """Every kind by half and language ("all" for both), then false alarms by group too; rates in 0..1."""
    known = list(outcomes)
    found = []
    for kind in BARS:
        for half in HALVES:
            of_kind = [one for one in known if one.kind == kind and one.half == half]
            found.append(_figure(kind, half, "all", of_kind, BARS[kind]))
            found += [_figure(kind, half, lang, [one for one in of_kind if one.lang == lang]) for lang in ("zh", "en")]
    clean = [one for one in known if one.kind == "clean"]
    for half in HALVES:
        in_half = [one for one in clean if one.half == half]
        found.append(_figure("false_alarm", half, "all", in_half, FALSE_ALARMS))
        found += [
            _figure("false_alarm", half, lang, [one for one in in_half if one.lang == lang]) for lang in ("zh", "en")
        ]
        for group in sorted({one.group for one in clean}):
            found.append(_figure("false_alarm", half, group, [one for one in in_half if one.group == group]))
    return found


def _figure(kind: str, half: Half, part: str, outcomes: list[Outcome], bar: float | None = None) -> dict[str, Any]:
    n, hits = len(outcomes), sum(one.hit for one in outcomes)
    low, high = wilson(hits, n)
    rate = None if n == 0 else hits / n
    met = None if bar is None or rate is None else (rate <= bar if kind == "false_alarm" else rate >= bar)
    interval = {"low": round(low, 4), "high": round(high, 4)}
    shown = None if rate is None else round(rate, 4)
    return {
        "kind": kind,
        "half": half,
        "part": part,
        "n": n,
        "hits": hits,
        "rate": shown,
        **interval,
        "bar": bar,
        "met": met,
    }


def verdict(found: list[dict[str, Any]], seeded: int, clean: int, skipped: dict[str, str]) -> bool | None:
    """Whether every bar is met in both halves; None when none is missed but something was not measured."""
    barred = [one for one in found if one["bar"] is not None]
    if any(one["met"] is False for one in barred):
        return False
    whole = all(one["met"] is not None for one in barred) and seeded >= LEAST_SEEDED and clean >= LEAST_CLEAN
    return True if whole and not skipped else None
