"""What each side of a draft names and counts, and what only one of them does: values, codes, products."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from agent.check.identities import Names, has_id, ids
from agent.check.other_words import as_a_number, in_other_words
from agent.check.statements import Statement, statements
from agent.check.verdicts import show
from agent.quantities import Value, equal
from agent.quantities.dates import relative
from agent.quantities.numbers import NUMERAL, numeral, plain
from agent.suggestion import Finding, Span

_SOME_DAY = datetime(2024, 1, 10, tzinfo=UTC)
"""Any day: tomorrow and 明天 are compared with each other only; today goes without saying."""
_PACKED = 20240110
FIX = "make both sides say the same"


class Said:
    """One side: its values, its ids and its products. A number in a product's full name is no value of its own."""

    def __init__(self, text: str, currency: str, gazetteer: Names | None) -> None:
        self.text = text
        read = statements(text, currency)
        self.products = list(_mentions(text, read, gazetteer))
        full = [mention for mention in self.products if mention.named]
        self.ids = [token for token in ids(text) if not _within(token.start, token.end, full)]
        taken = [*full, *(_Mention(token.start, token.end, token.value, True) for token in self.ids)]
        values = [value for sentence in read for clause in sentence.clauses for value in clause.values]
        days = (each for each in relative(plain(text), _SOME_DAY) if each[0] != _PACKED)
        for day, unit, start, end in days:
            values.append(Value("date", day, day, unit, Span(start, end), text[start:end]))
        self.values = [value for value in values if not _within(value.span.start, value.span.end, taken)]
        self.in_names = [value for value in values if _within(value.span.start, value.span.end, full)]

    @cached_property
    def numbers(self) -> frozenset[Decimal]:
        """Every number of the text, in digits or words, whatever it counts."""
        found = (numeral(match) for match in NUMERAL.finditer(plain(self.text)))
        return frozenset(end for each in found if each is not None for end in (each.low, each.high))

    def skus(self, *, named: bool = False) -> frozenset[str]:
        return frozenset(mention.sku for mention in self.products if mention.named or not named)

    def names_around(self, value: Value) -> frozenset[str]:
        """Products whose partly said name holds this value (the 180克 of 180克T恤)."""
        around = (item for item in self.products if item.start <= value.span.start and value.span.end <= item.end)
        return frozenset(item.sku for item in around)


def named_and_counted(text: str, twin: str, currency: str, gazetteer: Names | None) -> list[Finding]:
    """What only one side names or counts, over the whole of both."""
    mine, theirs = Said(text, currency, gazetteer), Said(twin, currency, gazetteer)
    return [*_values(mine, theirs), *_ids(mine, theirs), *_products(mine, theirs)]


class _Mention(NamedTuple):
    """A product at [start, end) of a side; named: by its full name or its sku."""

    start: int
    end: int
    sku: str
    named: bool


def _mentions(text: str, read: Sequence[Statement], gazetteer: Names | None) -> Iterable[_Mention]:
    for sentence in read if gazetteer is not None else ():
        for item in gazetteer.find(text[sentence.start : sentence.end]) if gazetteer is not None else ():
            yield _Mention(sentence.start + item.span[0], sentence.start + item.span[1], item.sku, item.exact)


def _within(start: int, end: int, spans: Sequence[_Mention]) -> bool:
    return any(span.start < end and start < span.end for span in spans)


def _values(mine: Said, theirs: Said) -> list[Finding]:
    """Multisets of values over the whole draft; sentences may order them differently."""
    found = []
    for side, left in zip(("reply", "twin"), _unmatched(mine, theirs), strict=True):
        if left:
            why = f"only the {side} says {', '.join(f'{show(value)} ({value.text!r})' for value in left)}"
            found.append(Finding("twin.differs", "block", why, None, FIX, "twin"))
    return found


def _ids(mine: Said, theirs: Said) -> list[Finding]:
    """Codes, numbers of orders and parcels, contacts: the other side must have the same characters somewhere."""
    found = []
    for side, said, other in (("reply", mine, theirs), ("twin", theirs, mine)):
        gone = dict.fromkeys(token.value for token in said.ids if not has_id(other.text, token.value))
        if gone:
            why = f"only the {side} names {', '.join(gone)}"
            found.append(Finding("twin.differs", "block", why, None, FIX, "twin"))
    return found


def _products(mine: Said, theirs: Said) -> list[Finding]:
    """The same products by sku, however each language writes their names; one side may say "it" for one."""
    here = sorted(mine.skus(named=True) - theirs.skus())
    there = sorted(theirs.skus(named=True) - mine.skus())
    if here and there:
        why = f"the reply names {', '.join(here)}, the twin {', '.join(there)}"
        return [Finding("twin.differs", "block", why, None, FIX, "twin")]
    for side, only, other in (("reply", here, theirs), ("twin", there, mine)):
        if only and other.skus():
            return [Finding("twin.differs", "warn", f"only the {side} names {', '.join(only)}", None, FIX, "twin")]
    return []


def _unmatched(mine: Said, theirs: Said) -> tuple[list[Value], list[Value]]:
    left, right = list(mine.values), list(theirs.values)

    def in_one_name(one: Value, other: Value) -> bool:
        alike = (one.low, one.high) == (other.low, other.high)
        return alike and bool(mine.names_around(one) & theirs.names_around(other))

    for same in (equal, _same_number, in_one_name):
        for value in list(left):
            partner = next((other for other in right if same(value, other)), None)
            if partner is not None:
                left.remove(value)
                right.remove(partner)
    return _said_nowhere(left, right, mine, theirs), _said_nowhere(right, left, theirs, mine)


def _said_nowhere(left: Sequence[Value], across: Sequence[Value], side: Said, other: Said) -> list[Value]:
    """Values of one side that the other has in no form. across: what the other says that this side does not."""
    said = {*other.values, *other.in_names}
    return [
        value
        for value in left
        if not (
            _passing(value)
            or in_other_words(value, side.text, other.text)
            or any(_same(value, each) for each in said)
            or as_a_number(value, across, other.numbers, other.text)
        )
    ]


def _same(one: Value, other: Value) -> bool:
    """A value said twice on one side and once on the other is still the same value."""
    return equal(one, other, bounds=False)


def _same_number(one: Value, other: Value) -> bool:
    """A list that leaves its unit out (24 months for most, 36 for this one) still gives the number."""
    bare = "count" in (one.kind, other.kind) and (not one.unit or not other.unit or one.kind == other.kind)
    return bare and (one.low, one.high) == (other.low, other.high)


def _passing(value: Value) -> bool:
    """Small counts in words (两款, two of them) and a bare one come and go in translation."""
    return value.kind == "count" and ((value.spelled and value.high <= 10) or (not value.unit and value.high == 1))
