"""Versions of one rule: clauses of the same anchor in documents that `supersedes` joins, however long the chain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from knowledge.passage import Clause


class Versions:
    """Which clauses are versions of the same rule. Built once from a shop's clauses; asked at every search."""

    def __init__(self, clauses: Iterable[Clause]) -> None:
        joined: dict[str, set[str]] = defaultdict(set)
        by_doc: dict[str, list[Clause]] = defaultdict(list)
        for clause in clauses:
            by_doc[clause.doc].append(clause)
            if clause.supersedes is not None:
                older = f"{clause.doc.partition('/')[0]}/{clause.supersedes}"
                joined[clause.doc].add(older)
                joined[older].add(clause.doc)
        self._rules: dict[str, list[Clause]] = {}
        seen: set[str] = set()
        for doc in joined:
            if doc not in seen:
                docs = _reached(doc, joined)
                seen.update(docs)
                self._keep(clause for one in docs for clause in by_doc[one])

    def others(self, clause: Clause) -> list[Clause]:
        """The rule's other versions, oldest first; none for a rule that was never changed."""
        return [one for one in self._rules.get(clause.id, ()) if one.id != clause.id]

    def _keep(self, clauses: Iterable[Clause]) -> None:
        rules: dict[str, list[Clause]] = defaultdict(list)
        for clause in sorted(clauses, key=_age):
            rules[clause.anchor].append(clause)
        self._rules.update((clause.id, versions) for versions in rules.values() for clause in versions)


def _age(clause: Clause) -> tuple[date, date, str]:
    return clause.valid_from or date.min, clause.valid_until or date.max, clause.id


def _reached(doc: str, joined: dict[str, set[str]]) -> list[str]:
    """Every document that `doc` is joined to, over others too, and itself."""
    found = [doc]
    for one in found:
        found += sorted(joined[one] - set(found))
    return found
