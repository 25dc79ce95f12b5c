"""What a search would have found but for its scope, and why it was left out: for people who ask where a clause is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from knowledge.embed import Embedder
from knowledge.index import Index
from knowledge.passage import Audience, DatedBy, Kind, When
from knowledge.scope import Scope
from knowledge.search import search_in

Reason = Literal["not_yet_in_force", "no_longer_in_force", "staff_only", "other_product", "other_kind"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A clause that this search may not show. day: the one that decided over its version, by `dated_by`."""

    clause_id: str
    score: float
    reasons: tuple[Reason, ...]
    valid_from: date | None
    valid_until: date | None
    dated_by: DatedBy
    day: date


def left_out(
    index: Index,
    text: str,
    *,
    when: When,
    audience: Audience,
    k: int,
    embedder: Embedder,
    kinds: Collection[Kind] | None = None,
    skus: Collection[str] = (),
) -> list[LeftOut]:
    """Of the `k` best clauses of the whole index those that `search` with the same arguments leaves out."""
    scope = Scope.of(when, audience, kinds, skus)
    hits = search_in(index, text, replace(scope, everything=True), k=k, embedder=embedder)
    names = [hit.clause_id for hit in hits]
    stored = index.ask_many("select clause_id, dated_by, only_sku from passages where clause_id in", names)
    about: dict[str, tuple[DatedBy, str | None]] = {name: (dated_by, only) for name, dated_by, only in stored}
    found = []
    for hit in hits:
        dated_by, only = about[hit.clause_id]
        day = when.order_days.get(dated_by, when.now.date())
        reasons: list[Reason] = []
        if hit.valid_from is not None and day < hit.valid_from:
            reasons.append("not_yet_in_force")
        if hit.valid_until is not None and day > hit.valid_until:
            reasons.append("no_longer_in_force")
        if hit.audience == "staff" and audience != "staff":
            reasons.append("staff_only")
        if skus and hit.kind == "sheet" and only is not None and only not in skus:
            reasons.append("other_product")
        if kinds is not None and hit.kind not in kinds:
            reasons.append("other_kind")
        if reasons:
            days = (hit.valid_from, hit.valid_until)
            found.append(LeftOut(hit.clause_id, hit.score, tuple(reasons), *days, dated_by, day))
    return found
