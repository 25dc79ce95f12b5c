"""Does a search ever show staff text to a buyer, or one shop's text to another?

A thousand questions, among them the words of the staff clauses themselves, to two shops in one data folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

from evals.bench.finding.shelf import NOW, Bench, Figure
from evals.bench.finding.sources import rows, sample_shops
from knowledge.folder import ShopFolder
from knowledge.passages import split
from knowledge.search import search

QUERIES = 1000
_DEPTH = 20


def measure(bench: Bench) -> Iterator[Figure]:
    """How many hits leaked; every question goes to both shops as a buyer's. Raises Missing."""
    shops = sample_shops()
    asked = _queries(bench, shops)
    staff = others = 0
    with ExitStack() as stack:
        indexes = [stack.enter_context(bench.index(folder)) for folder in shops]
        own = [_lines(folder) for folder in shops]
        for done, text in enumerate(asked, start=1):
            for place, index in enumerate(indexes):
                for hit in search(index, text, when=NOW, audience="buyer", k=_DEPTH, embedder=bench.embedder):
                    clause = shops[place].clauses.get(hit.clause_id)
                    staff += hit.audience == "staff" or (clause is not None and clause.audience == "staff")
                    others += clause is None or not own[place].issuperset(hit.text.splitlines())
            if done % 50 == 0:
                bench.progress("search for leaks", done, len(asked))
    yield Figure("leaks", "staff text shown to a buyer", staff, len(asked), "hits", 0.0, at_least=False)
    yield Figure("leaks", "another shop's text shown", others, len(asked), "hits", 0.0, at_least=False)


def _lines(folder: ShopFolder) -> set[str]:
    names = {sku: product.name for sku, product in folder.products.items()}
    passages = (passage for clause in folder.clauses.values() for passage in split(clause, names))
    return {line for passage in passages for line in passage.text.splitlines()}


def _queries(bench: Bench, shops: list[ShopFolder]) -> list[str]:
    """The staff clauses' own words first, then headings of both shops, then attacks and other people's questions."""
    clauses = [clause for folder in shops for clause in folder.clauses.values()]
    found = [text for clause in clauses if clause.audience == "staff" for text in clause.text.texts()]
    found += [text for clause in clauses for text in clause.section.texts()]
    for name in ("injections/attacks.jsonl", "intents/clinc_oos_intents.jsonl", "intents/multidogo_intents.jsonl"):
        found += [str(row["text"]) for row in rows(bench.shared, name)]
    return list(dict.fromkeys(found))[:QUERIES]
