"""How well and how fast search finds the right clauses.

    python -m evals.bench.retrieval QUERIES.jsonl SHOP_DIR

One query a line: {id, text, gold: [clause id, ...], now?, order_id?}. A query is "same" when one of its gold clauses
is written in its language, else "cross". R@1, R@3: a gold clause among the first 1, 3. R@8: share of the gold
clauses among the first 8. MRR: mean of 1/rank of the first gold clause.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from knowledge.embed import Embedder, bundled
from knowledge.folder import ShopFolder, read_folder
from knowledge.index import Index
from knowledge.ingest import ingest
from knowledge.lexical import language_of
from knowledge.passage import When
from knowledge.search import search

_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Outcome:
    """One query answered: same or other language, places of its gold clauses from 0, share found, milliseconds."""

    id: str
    is_cross: bool
    places: tuple[int, ...]
    recall: float
    ms: float
    first: str


def measure(queries: list[dict[str, Any]], folder: ShopFolder, index: Index, embedder: Embedder) -> list[Outcome]:
    """Search every query. Raises KeyError for a gold id that the shop does not have."""
    return [_answered(query, folder, index, embedder) for query in queries]


def _answered(query: dict[str, Any], folder: ShopFolder, index: Index, embedder: Embedder) -> Outcome:
    gold = [folder.clauses[name] for name in query["gold"]]
    given = query.get("now")
    now = datetime.fromisoformat(given) if given else datetime.now(folder.zone)
    order = folder.orders.get(query.get("order_id") or "")
    when = When(now.astimezone(folder.zone), {} if order is None else order.days(folder.zone))
    started = time.perf_counter()
    hits = search(index, query["text"], when=when, audience="staff", k=_DEPTH, embedder=embedder)
    ms = 1000 * (time.perf_counter() - started)
    found = [hit.clause_id for hit in hits]
    places = tuple(sorted(found.index(clause.id) for clause in gold if clause.id in found))
    is_cross = not any(clause.text.get(language_of(query["text"])) for clause in gold)
    return Outcome(query["id"], is_cross, places, len(places) / len(gold), ms, found[0] if found else "")


def table(outcomes: list[Outcome]) -> str:
    """Percentages for all, same- and cross-language queries, then the times."""
    lines = [f"{'':6} {'n':>4} {'R@1':>6} {'R@3':>6} {'R@8':>6} {'MRR':>6}"]
    same = [one for one in outcomes if not one.is_cross]
    cross = [one for one in outcomes if one.is_cross]
    for name, group in (("all", outcomes), ("same", same), ("cross", cross)):
        if group:
            first = statistics.mean(bool(one.places and one.places[0] < 1) for one in group)
            third = statistics.mean(bool(one.places and one.places[0] < 3) for one in group)
            recall = statistics.mean(one.recall for one in group)
            reciprocal = statistics.mean(1 / (one.places[0] + 1) if one.places else 0.0 for one in group)
            shares = " ".join(f"{100 * share:6.1f}" for share in (first, third, recall, reciprocal))
            lines.append(f"{name:6} {len(group):4} {shares}")
    times = sorted(one.ms for one in outcomes)
    lines.append(f"ms     p50 {times[len(times) // 2]:.1f}  p95 {times[int(len(times) * 0.95)]:.1f}")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print("usage: python -m evals.bench.retrieval QUERIES.jsonl SHOP_DIR", file=sys.stderr)
        return 2
    lines = Path(arguments[0]).read_text(encoding="utf-8").splitlines()
    queries = [json.loads(line) for line in lines if line.strip()]
    folder = read_folder(Path(arguments[1]))
    embedder = bundled()
    with tempfile.TemporaryDirectory() as data, Index.open(Path(data), folder.profile.id, writable=True) as index:
        report = ingest(folder, index, embedder=embedder)
        measure(queries[:3], folder, index, embedder)  # warm
        outcomes = measure(queries, folder, index, embedder)
    print(f"{report.added} passages in {report.seconds:.1f} s")
    print(table(outcomes))
    for one in outcomes:
        if not one.places or one.places[0] > 0:
            print(f"  {one.id}: first {one.first}, gold at {[place + 1 for place in one.places] or 'none'}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
