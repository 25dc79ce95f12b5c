"""What a text may rest on: the evidence, the limits, the thread, the moment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple
from zoneinfo import ZoneInfo

from agent.case import Turn
from agent.check.facts import facts_of
from agent.check.identities import Names
from agent.check.instructions import ordered_from, without_orders
from agent.check.ownership import is_ours
from agent.check.searched import Searched
from agent.check.statements import ClauseNote, Statement, statements
from agent.check.tables import cells
from agent.check.topics import load_topics
from agent.quantities import Value
from agent.quantities.numbers import plain
from agent.suggestion import Allowance, Evidence, Offer, Withheld

_BREAK, _REST_OF_WORD, _LONGEST_WORD = re.compile(r"[\s,，。;；!！?？]"), re.compile(r"[A-Za-z0-9.,:/-]*"), 200
TURN_READ, THREAD_READ = 4_000, 40_000
"""Characters of one turn, and of all turns together, that are read as grounds; the newest are kept."""


@dataclass(frozen=True)
class Source:
    """One piece of evidence taken apart. topics: of its title and section; section: of the section alone; facts: its
    machine-readable values; heads: what its headings say, which grants nothing."""

    id: str
    evidence: Evidence | None
    read: tuple[Statement, ...]
    topics: frozenset[str]
    facts: tuple[Value, ...]
    payers: tuple[tuple[str, frozenset[str]], ...]
    text: str
    section: frozenset[str] = frozenset()
    heads: tuple[Statement, ...] = ()
    currency: str = ""

    @property
    def tabled(self) -> bool:
        """Whether it has the rows of a table."""
        return "|" in self.text

    @cached_property
    def plain_text(self) -> str:
        return plain(self.text)

    @cached_property
    def found(self) -> tuple[Found, ...]:
        """Every value that it states, those implied by a shortened list marked."""
        return tuple(_values_of(self))

    @cached_property
    def asserting(self) -> tuple[tuple[Source, Statement, ClauseNote], ...]:
        """Its clauses that do not ask."""
        return tuple(
            (self, statement, clause) for statement in self.read for clause in statement.clauses if not clause.question
        )

    @property
    def kind(self) -> str:
        return self.evidence.kind if self.evidence is not None else "thread"

    @property
    def skus(self) -> frozenset[str]:
        return frozenset(self.evidence.skus) if self.evidence is not None else frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """A value of a source with what stands around it; clause and statement are None for a machine-readable fact."""

    value: Value
    source: Source
    clause: ClauseNote | None
    statement: Statement | None
    near: frozenset[str] = frozenset()
    implied: bool = False


def _values_of(source: Source) -> Iterable[Found]:
    for statement in source.read:
        for clause in statement.clauses:
            for value, near in zip(clause.values, clause.near, strict=False):
                if source.evidence is not None or is_ours(clause, value):
                    yield Found(value, source, clause, statement, near)
            for value, near in zip(clause.alternatives, clause.near[len(clause.values) :], strict=True):
                yield Found(value, source, clause, statement, near, implied=True)
    for value, row, near in cells(source.read, source.currency) if source.tabled else ():
        yield Found(value, source, row.clauses[0], row, near, implied=True)
    for value in source.facts:
        yield Found(value, source, None, None)


class Worth(NamedTuple):
    """Money in major units of an ISO 4217 currency."""

    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Grounds:
    """Everything that may prove a text, and the limits that hold for whoever sends it.

    allowances: ceilings for this role (absent kind = may not be given). offers: what was decided to give.
    order_ids: ids known in this conversation. thread: its turns so far. order_days: the order's dates by name.
    problems: topics of what this case was found to be about. item_values: by sku what was paid for its line, else
    what it costs today, to compare percent and money. platform: the shop's, picks lint rules. certificates: names and
    numbers that may be quoted. withheld: rules of this problem that give nothing yet. standing: no case was decided,
    the allowances are upper bounds. searched: what was found for each sentence of the text that is checked.
    """

    evidence: tuple[Evidence, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    offers: tuple[Offer, ...] = ()
    order_ids: tuple[str, ...] = ()
    thread: tuple[Turn, ...] = ()
    now: datetime | None = None
    zone: ZoneInfo | None = None
    currency: str = "CNY"
    role: str = "agent"
    role_order: tuple[str, ...] = ("agent", "lead", "manager")
    gazetteer: Names | None = None
    platform: str = "own"
    certificates: tuple[str, ...] = ()
    order_days: Mapping[str, date] = field(default_factory=dict)
    problems: frozenset[str] = frozenset()
    item_values: Mapping[str, Worth] = field(default_factory=dict)
    withheld: tuple[Withheld, ...] = ()
    standing: bool = False
    searched: tuple[Searched, ...] = ()

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Evidence that can prove a buyer-facing sentence: in force, for the buyer, not a limit."""
        usable = [item for item in self.evidence if item.quotable and item.kind != "authority" and self.in_force(item)]
        return tuple(_source(item, self.currency) for item in usable) + self._said_by_us

    @cached_property
    def values(self) -> Mapping[str, tuple[Found, ...]]:
        """The values of all sources by kind."""
        by_kind: dict[str, list[Found]] = {}
        for source in self.sources:
            for found in source.found:
                by_kind.setdefault(found.value.kind, []).append(found)
        return {kind: tuple(found) for kind, found in by_kind.items()}

    @cached_property
    def clauses(self) -> tuple[tuple[Source, Statement, ClauseNote], ...]:
        """The clauses of all sources that assert something."""
        return tuple(chain.from_iterable(source.asserting for source in self.sources))

    @cached_property
    def given_skus(self) -> frozenset[str]:
        """Products that may be given as gifts in this case."""
        gifts = {offer.gift for offer in self.offers if offer.gift is not None}
        return frozenset(gifts.union(*(allowance.gifts for allowance in self.allowances if allowance.ceiling > 0)))

    def values_of(self, skus: frozenset[str], currency: str) -> list[Decimal]:
        """What the items in question are worth in this currency: those of these products, else all of the case."""
        spoken = [worth for sku, worth in self.item_values.items() if sku in skus]
        return [worth.amount for worth in spoken or self.item_values.values() if worth.currency == currency]

    @cached_property
    def staff_sources(self) -> tuple[Source, ...]:
        return tuple(
            _source(item, self.currency) for item in self.evidence if not item.quotable or item.kind == "authority"
        )

    @cached_property
    def expired_sources(self) -> tuple[Source, ...]:
        return tuple(
            _source(item, self.currency) for item in self.evidence if item.quotable and not self.in_force(item)
        )

    @cached_property
    def buyer_turns(self) -> tuple[Source, ...]:
        """What the buyer said: proves only identities and counts that are repeated to them."""
        return tuple(self._turn(place, turn) for place, turn in enumerate(self.thread, 1) if turn.role == "buyer")

    @cached_property
    def established(self) -> frozenset[str]:
        """What this case is about: the topics of the buyer's words and of the problem that was understood."""
        turns = (statement for source in self.buyer_turns for statement in source.read)
        return self.problems.union(*(statement.topics for statement in turns))

    @cached_property
    def _said_by_us(self) -> tuple[Source, ...]:
        return tuple(self._turn(place, turn) for place, turn in enumerate(self.thread, 1) if turn.role == "agent")

    def _turn(self, place: int, turn: Turn) -> Source:
        read = statements(self.turns_read[place], self.currency)
        return Source(f"thread#{place}", None, read, frozenset(), (), (), turn.text)

    @cached_property
    def turns_read(self) -> Mapping[int, str]:
        """What is read of each turn, by its place from 1: its end, and of a long thread the newest turns."""
        read: dict[int, str] = {}
        left = THREAD_READ
        for place, turn in reversed(list(enumerate(self.thread, 1))):
            read[place] = _ending(turn.text, min(TURN_READ, left)) if turn.role != "note" else ""
            left -= len(read[place])
        return read

    @cached_property
    def turns_cut(self) -> Mapping[int, int]:
        """How many characters of a turn are not read, by its place; only turns that are cut."""
        said = ((place, turn) for place, turn in enumerate(self.thread, 1) if turn.role != "note")
        unread = ((place, len(turn.text) - len(self.turns_read[place])) for place, turn in said)
        return {place: count for place, count in unread if count}

    @cached_property
    def planted(self) -> tuple[str, ...]:
        """Evidence that gives orders to the writer; from there on its text proves nothing."""
        texts = ((item.id, text) for item in self.evidence for text in (*item.text.texts(), *item.say.texts()))
        return tuple(dict.fromkeys(id for id, text in texts if ordered_from(text) is not None))

    def in_force(self, evidence: Evidence) -> bool:
        """Whether the text holds today or held on one of the order's dates."""
        if self.now is None:
            return True
        today = self.now.astimezone(self.zone).date() if self.zone else self.now.date()
        return any(
            (evidence.valid_from is None or evidence.valid_from <= day)
            and (evidence.valid_until is None or day <= evidence.valid_until)
            for day in (today, *self.order_days.values())
        )


def _ending(text: str, size: int) -> str:
    """The last `size` characters at most, from the start of a word or clause on: half a number is another number."""
    if len(text) <= size:
        return text
    first = len(text) - size
    whole = _BREAK.search(text, first, min(len(text), first + _LONGEST_WORD)) or _REST_OF_WORD.match(text, first)
    return text[whole.end() :] if whole is not None else ""


_UNRANKED: Mapping[int, float] = {}


def _source(evidence: Evidence, currency: str) -> Source:
    """The evidence taken apart: once for each text, however well it answers this or that question."""
    same = replace(evidence, score=1.0, in_force_days=None, covers=_UNRANKED, ranks=_UNRANKED, suits=_UNRANKED)
    return _taken_apart(_Passage(same, currency))


@dataclass(frozen=True, eq=False, slots=True)
class _Passage:
    """Evidence as a key: its facts cannot be hashed, so its id stands for it until two are compared."""

    evidence: Evidence
    currency: str

    def __hash__(self) -> int:
        return hash((self.evidence.id, self.currency))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Passage) and (self.evidence, self.currency) == (other.evidence, other.currency)


@lru_cache(maxsize=2048)
def _taken_apart(passage: _Passage) -> Source:
    evidence, currency = passage.evidence, passage.currency
    texts = [without_orders(text) for text in (*evidence.text.texts(), *evidence.say.texts())]
    headings = [*evidence.title.texts(), *evidence.section.texts()]
    lexicon = load_topics()
    topics = frozenset(topic for heading in headings for topic, _ in lexicon.find(plain(heading)))
    section = frozenset(topic for heading in evidence.section.texts() for topic, _ in lexicon.find(plain(heading)))
    heads = tuple(statement for text in headings for statement in statements(text, currency))
    read = (*(statement for text in texts for statement in statements(text, currency)), *heads)
    facts, payers = facts_of(evidence.facts, currency)
    return Source(
        evidence.id,
        evidence,
        read,
        topics,
        facts,
        payers,
        "\n".join([evidence.id, *texts, *headings]),
        section,
        heads,
        currency,
    )
