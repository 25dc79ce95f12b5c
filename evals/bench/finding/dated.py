"""Policies that changed: does the deciding date pick the version, in both directions?

Each of 30 clauses of the sample shops gets an older version in which every number is another. Asked for an order of
before the change only the old version may come, for one of after it only the new; and the same by the message's date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime

from evals.bench.finding.shelf import ZONE, Bench, Figure, share, shop
from evals.bench.finding.sources import sample_shops
from knowledge.bilingual import Bilingual, Lang
from knowledge.passage import Clause, DatedBy, When
from knowledge.search import search

_CHANGED = date(2026, 3, 1)
_LAST_DAY = date(2026, 2, 28)
_CLAUSES = 30
_BY: tuple[DatedBy, ...] = ("message", "order.paid_at", "order.signed_at")
_LANGS: tuple[Lang, ...] = ("zh", "en")


def measure(bench: Bench) -> Iterator[Figure]:
    """Share of cases with the right version found and the other one not."""
    pairs = _pairs()
    with closing(bench.index(shop("bench-dated", [one for pair in pairs for one in pair]))) as index:
        passed: dict[str, list[bool]] = {"before": [], "after": []}
        for old, new in pairs:
            for lang in _LANGS:
                text = f"{new.title.best(lang)} {new.section.best(lang)}"
                for side, right, wrong, day in (("before", old, new, _LAST_DAY), ("after", new, old, _CHANGED)):
                    hits = search(index, text, when=_when(new, day), audience="staff", k=8, embedder=bench.embedder)
                    found = {hit.clause_id for hit in hits}
                    passed[side].append(right.id in found and wrong.id not in found)
                    bench.progress("search bench-dated", sum(map(len, passed.values())), 4 * len(pairs))
    for side, results in passed.items():
        yield Figure("dated", f"right version alone, {side} the change", share(results), len(results), bar=100.0)


def _when(clause: Clause, day: date) -> When:
    """The deciding day is `day`; every other day of the case is on the other side of the change."""
    away = _CHANGED if day < _CHANGED else _LAST_DAY
    told = day if clause.dated_by == "message" else away
    days: dict[str, date] = {name: day if name == clause.dated_by else away for name in _BY if name != "message"}
    return When(datetime(told.year, told.month, told.day, 12, tzinfo=ZONE), days)


def _pairs() -> list[tuple[Clause, Clause]]:
    policies = [
        replace(known, id=f"{folder.profile.id}/{known.id}", audience="buyer")
        for folder in sample_shops()
        for known in folder.clauses.values()
        if known.kind == "policy" and known.valid_until is None and known.section.zh and known.section.en
        and known.text.zh and known.text.en and re.search(r"\d", known.text.zh)
    ]  # fmt: skip
    return [_versions(known, _BY[number % len(_BY)]) for number, known in enumerate(policies[:_CLAUSES])]


def _versions(known: Clause, by: DatedBy) -> tuple[Clause, Clause]:
    old = replace(
        known, id=f"{known.id}-old", valid_from=None, valid_until=_LAST_DAY, dated_by=by,
        text=_with_other_numbers(known.text), say=_with_other_numbers(known.say),
    )  # fmt: skip
    return old, replace(known, valid_from=_CHANGED, valid_until=None, dated_by=by)


def _with_other_numbers(text: Bilingual) -> Bilingual:
    return Bilingual(**{lang: re.sub(r"\d+", _other, said) for lang in _LANGS if (said := text.get(lang))})


def _other(found: re.Match[str]) -> str:
    return str(int(found.group()) + 3)
