"""What a search may see, as SQL, and what it gets back: the one place where passages are filtered."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from knowledge.bilingual import Lang
from knowledge.passage import Audience, Kind, When

COLUMNS = "id, clause_id, doc, anchor, kind, lang, audience, valid_from, valid_until, skus, text"
_DATES = ("message", "order.paid_at", "order.shipped_at", "order.signed_at")


class Row(NamedTuple):
    """One passage as stored, without its vector."""

    id: int
    clause_id: str
    doc: str
    anchor: str
    kind: Kind
    lang: Lang
    audience: Audience
    valid_from: date | None
    valid_until: date | None
    skus: tuple[str, ...]
    text: str

    @classmethod
    def of(cls, stored: tuple[Any, ...]) -> Row:
        """From COLUMNS as SQL has them: days as ISO text, skus as a JSON list."""
        name, clause_id, doc, anchor, kind, lang, audience, since, until, skus, text = stored
        day = date.fromisoformat
        first, last = (None if since is None else day(since)), (None if until is None else day(until))
        return cls(name, clause_id, doc, anchor, kind, lang, audience, first, last, tuple(json.loads(skus)), text)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which passages a search may see: in force, for this audience, of these kinds, not about other products alone.

    days: the deciding day for each `dated_by`, in the order of the format. skus: the products asked about, or none.
    everything: nothing is left out; only for saying what was.
    """

    days: tuple[str, str, str, str]
    staff: bool
    kinds: tuple[Kind, ...] | None
    skus: tuple[str, ...]
    everything: bool = False

    @classmethod
    def of(cls, when: When, audience: Audience, kinds: Collection[Kind] | None, skus: Collection[str]) -> Scope:
        today = when.now.date()
        days = tuple(when.order_days.get(name, today).isoformat() for name in _DATES)
        chosen = None if kinds is None else tuple(sorted(kinds))
        return cls(days, audience == "staff", chosen, tuple(sorted(skus)))  # type: ignore[arg-type]

    def where(self) -> tuple[str, list[str]]:
        """The condition on `passages p`, and its values."""
        if self.everything:
            return "1", []
        day = "case p.dated_by when ? then ? when ? then ? when ? then ? else ? end"
        values = [value for name, on in zip(_DATES[1:], self.days[1:], strict=True) for value in (name, on)]
        values.append(self.days[0])
        parts = [
            f"(p.valid_from is null or p.valid_from <= {day})",
            f"(p.valid_until is null or p.valid_until >= {day})",
        ]
        values += values
        if not self.staff:
            parts.append("p.audience = 'buyer'")
        if self.kinds is not None:
            parts.append(f"p.kind in ({marks(self.kinds)})")
            values += self.kinds
        if self.skus:
            parts.append(f"(p.kind <> 'sheet' or p.only_sku is null or p.only_sku in ({marks(self.skus)}))")
            values += self.skus
        return " and ".join(parts), values


def marks(values: Collection[object]) -> str:
    """As many question marks as there are values."""
    return ",".join("?" * len(values))
