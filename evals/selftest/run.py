"""`youju eval selftest`: check every clean reply, put defects into those that pass, check again, count."""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.bench.finding.sources import Missing, beside_the_project
from evals.selftest import drift, sayings, shops, stances, values
from evals.selftest.real import real
from evals.selftest.reply import Answer, Defect, Reply
from evals.selftest.score import BARS, Outcome, figures, verdict
from evals.selftest.traded import traded

Progress = Callable[[str, int, int], None]
SEEDERS: Mapping[str, Callable[[Reply, random.Random], Defect | None]] = {
    **values.SEEDERS, **stances.SEEDERS, **sayings.SEEDERS, **drift.SEEDERS,
}  # fmt: skip
_ROUNDS = 4
"""How often a reply is tried for a kind that few replies have a place for."""
_WARNED_IS_STOPPED = frozenset({"superlative"})
"""Kinds that a warning is enough for: words are a matter of taste more often than facts are."""


@dataclass
class _Tally:
    outcomes: list[Outcome] = field(default_factory=list)
    misses: list[dict[str, Any]] = field(default_factory=list)
    alarms: list[dict[str, Any]] = field(default_factory=list)
    unseeded: Counter[str] = field(default_factory=Counter)
    """Replies that had no place for a kind of defect, as far as they were tried."""


def measure(*, data: Path | None, shared: Path | None, seed: int, each: int, progress: Progress) -> dict[str, Any]:
    """Everything as one JSON document.

    data: where indexes are kept, None makes a temporary folder. shared: the third-party texts, None looks beside the
    project. each: most defects of one kind in one language and half. Examples are given of the dev half alone.
    """
    with tempfile.TemporaryDirectory() as temporary:
        return asyncio.run(_measured(Path(temporary) if data is None else data, shared, seed, each, progress))


async def _measured(data: Path, shared: Path | None, seed: int, each: int, progress: Progress) -> dict[str, Any]:
    replies: list[Reply] = []
    opened = {name: shops.opened(name, data) for name in shops.SHOPS}
    for name, shop in opened.items():
        replies += shops.written(name, shop)
        replies += await shops.drafted(name, shop)
    skipped: dict[str, str] = {}
    try:
        texts = beside_the_project() if shared is None else shared
        replies += [*traded(texts), *real(texts)]
    except Missing as missing:
        skipped["third-party texts"] = str(missing)
    tally = await run(replies, seed=seed, each=each, progress=progress)
    for shop in opened.values():
        await shop.aclose()
    found = figures(tally.outcomes)
    clean = sum(one.kind == "clean" for one in tally.outcomes)
    seeded = len(tally.outcomes) - clean
    return {
        "seed": seed,
        "clean": clean,
        "seeded": seeded,
        "figures": found,
        "unseeded": dict(tally.unseeded),
        "skipped": skipped,
        "all_met": verdict(found, seeded, clean, skipped),
        "misses": tally.misses,
        "alarms": tally.alarms,
    }


async def run(replies: Sequence[Reply], *, seed: int, each: int, progress: Progress) -> _Tally:
    """Check the replies clean, and those that pass with one defect of each kind."""
    tally = _Tally()
    passed: list[tuple[Reply, Answer]] = []
    for place, reply in enumerate(replies):
        answer = await reply.check(reply.text, reply.twin)
        tally.outcomes.append(Outcome("clean", reply.lang, reply.half, reply.group, not answer.ok))
        if answer.ok:
            passed.append((reply, answer))
        else:
            tally.unseeded["the clean reply is stopped"] += 1
            if reply.half == "dev":
                about = {"id": reply.id, "group": reply.group, "lang": reply.lang, "text": reply.text}
                tally.alarms.append({**about, "wrong": answer.wrong()})
        progress("clean replies", place + 1, len(replies))
    for number, kind in enumerate(SEEDERS):
        await _seed(kind, passed, random.Random(f"{seed}/{kind}"), each, tally)
        progress("kinds of defects", number + 1, len(SEEDERS))
    return tally


async def _seed(kind: str, passed: list[tuple[Reply, Answer]], chance: random.Random, each: int, tally: _Tally) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    seen: set[tuple[str, str, str | None]] = set()
    tried: set[str] = set()
    rounds = (one for _ in range(_ROUNDS) for one in chance.sample(passed, len(passed)))
    for reply, clean in rounds:
        if (reply.twin is None) == (kind == "twin") or counts[reply.lang, reply.half] >= each:
            continue
        tried.add(reply.id)
        defect = SEEDERS[kind](reply, chance)
        if defect is None or (reply.id, defect.text, defect.twin) in seen:
            continue
        seen.add((reply.id, defect.text, defect.twin))
        counts[reply.lang, reply.half] += 1
        answer = await reply.check(defect.text, defect.twin)
        stopped = not answer.ok or (kind in _WARNED_IS_STOPPED and _warnings(answer) > _warnings(clean))
        tally.outcomes.append(Outcome(kind, reply.lang, reply.half, reply.group, stopped))
        if not stopped and reply.half == "dev":
            shown = defect.text if defect.twin is None else f"{defect.text} ‖ {defect.twin}"
            change = {"was": defect.was, "now": defect.now, "text": shown}
            tally.misses.append({"kind": kind, "id": reply.id, "group": reply.group, "lang": reply.lang, **change})
    tally.unseeded[kind] = len(tried - {id_ for id_, _, _ in seen})


def _warnings(answer: Answer) -> int:
    return sum(each.severity != "info" for each in answer.findings)


assert SEEDERS.keys() == BARS.keys(), "every kind of defect has a bar or None"
