"""Citable text: a Clause is what an id names; a Passage is the piece of it that search indexes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from knowledge.bilingual import Bilingual, Lang

Audience = Literal["buyer", "staff"]
Kind = Literal["policy", "faq", "script", "sheet", "product"]
Stage = Literal["pre_sale", "in_sale", "after_sale"]
DatedBy = Literal["message", "order.paid_at", "order.shipped_at", "order.signed_at"]

FOLDERS: Mapping[str, Kind] = {"policies": "policy", "faq": "faq", "scripts": "script", "sheets": "sheet"}


@dataclass(frozen=True, slots=True)
class Clause:
    """One citable clause of a document, or one catalogue row rendered as text.

    id: `<folder>/<stem>#<anchor>` or `catalog#<sku>`. text: the body without its `say`/`facts` lines,
    per language it is written in. title/section: the document's title and the clause's heading.
    valid_until is the last day in force. file/line: where it starts, for messages.
    """

    id: str
    doc: str
    anchor: str
    kind: Kind
    title: Bilingual
    section: Bilingual
    text: Bilingual
    say: Bilingual = Bilingual()
    facts: Mapping[str, Any] = field(default_factory=dict)
    valid_from: date | None = None
    valid_until: date | None = None
    dated_by: DatedBy = "message"
    audience: Audience = "buyer"
    supersedes: str | None = None
    skus: tuple[str, ...] = ()
    stage: Stage | None = None
    intent: str | None = None
    file: str = ""
    line: int | None = None

    def deciding_day(self, message_day: date, order_days: Mapping[str, date]) -> date:
        """The day that picks the version: the order's date named by `dated_by`, else the message's day."""
        return order_days.get(self.dated_by, message_day)

    def in_force(self, day: date) -> bool:
        after_start = self.valid_from is None or self.valid_from <= day
        return after_start and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of one clause in one language, as indexed: at most ~128 cl100k tokens of body.

    prefix: `title > section`, part of both the embedded and the lexical text.
    hash: sha256 over everything that search or filters read, so equal hash means nothing to do.
    """

    clause: Clause
    part: int
    lang: Lang
    prefix: str
    text: str
    hash: str

    @property
    def key(self) -> str:
        return f"{self.clause.id}~{self.lang}{self.part}"


@dataclass(frozen=True, slots=True)
class When:
    """The moment a search is about: the message's time in the shop's zone, and the order's dates by name."""

    now: datetime
    order_days: Mapping[str, date] = field(default_factory=dict)

    def day_of(self, clause: Clause) -> date:
        """The day that picks this clause's version."""
        return clause.deciding_day(self.now.date(), self.order_days)

    def covers(self, clause: Clause) -> bool:
        return clause.in_force(self.day_of(clause))

    def age_of(self, clause: Clause) -> int | None:
        """Days that the clause has been in force on the day that picks its version; None where it has no date."""
        return None if clause.valid_from is None else (self.day_of(clause) - clause.valid_from).days
