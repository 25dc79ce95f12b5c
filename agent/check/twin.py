"""Do the two languages say the same: values, units, polarity, who pays, strength of promise, codes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from agent.check.acts import acts
from agent.check.identities import Names, has_id, ids
from agent.check.other_words import as_a_number, in_other_words
from agent.check.promises import strength_of
from agent.check.stance import OPPOSITE
from agent.check.statements import Statement, statements
from agent.check.verdicts import show
from agent.quantities import Value, equal
from agent.quantities.dates import relative
from agent.quantities.numbers import NUMERAL, numeral, plain
from agent.suggestion import Draft, Evidence, Finding, Sentence, Span

_SOME_DAY = datetime(2024, 1, 10, tzinfo=UTC)
"""Any day: tomorrow and 明天 are compared with each other only; today goes without saying."""
_PACKED = 20240110
_FIX = "make both sides say the same"
_NEGATIVE = re.compile(
    r"不|没|无|未|非|勿|别|仅|只|停|拒|除|超出|(?<![a-z])(?:not|no|none|n[’']t|cannot|never|neither|nor|without|only"
    r"|unable|except"
    r"|excluded|beyond|otherwise|outside|out of|instead|refus[a-z]*|declin[a-z]*|non-[a-z]+|too|rather|unless|less"
    r"|impossible|either)(?![a-z])|n[’']t(?![a-z])",
    re.IGNORECASE,
)
"""Any word that can carry a no; without one the other side cannot have said that something is impossible."""
_MAYBE = re.compile(
    r"可能(?!性)|也许|或许|(?<![a-z])(?:might|maybe|perhaps|may(?= be| take| have| need| vary| differ))(?![a-z])",
    re.IGNORECASE,
)


def differences(
    draft: Draft, currency: str, gazetteer: Names | None = None, evidence: Sequence[Evidence] = ()
) -> list[Finding]:
    """What the twin says otherwise, sentence by sentence; a missing twin is a warning.

    evidence: where both sides are approved wording of one of these, a difference is the shop's own: a warning.
    """
    if not any(sentence.twin.strip() for sentence in draft.sentences) and draft.sentences:
        return [Finding("twin.missing", "warn", "the twin is empty", None, "write the other language", "twin")]
    own = {sentence: _whose(sentence, draft, evidence) for sentence in draft.sentences}
    rest = tuple(sentence for sentence in draft.sentences if own[sentence] is None)
    found = _compared(replace(draft, sentences=rest), currency, gazetteer)
    for sentence, clause in own.items():
        if clause is not None:
            apart = _compared(replace(draft, sentences=(sentence,)), currency, gazetteer)
            found += [replace(each, severity="warn", why=f"{clause} is worded so: {each.why}") for each in apart]
    return found


def _compared(draft: Draft, currency: str, gazetteer: Names | None) -> list[Finding]:
    """Values, ids and products over all sentences; polarity and strength sentence by sentence."""
    found: list[Finding] = []
    mine = _Said(draft.text("reply"), currency, gazetteer)
    theirs = _Said(draft.text("twin"), currency, gazetteer)
    found += _values(mine, theirs)
    found += _ids(mine, theirs)
    found += _products(mine, theirs)
    for sentence in draft.sentences:
        if not sentence.twin.strip():
            why = f"no twin for {sentence.text!r}"
            found.append(Finding("twin.missing", "warn", why, None, "write the other language", "twin"))
            continue
        for what in _sides_of(sentence, currency):
            found.append(Finding("twin.differs", "block", what, None, _FIX, "twin"))
        if bool(_MAYBE.search(sentence.text)) != bool(_MAYBE.search(sentence.twin)):
            why = f"one side says may, the other does not: {sentence.text!r} / {sentence.twin!r}"
            found.append(Finding("twin.strength", "warn", why, None, _FIX, "twin"))
    return found


def _sides_of(sentence: Sentence, currency: str) -> list[str]:
    text, twin = sentence.text, sentence.twin
    return [*_polarity(text, twin, currency), *_strength(text, twin), *_acts(text, twin, currency)]


def _whose(sentence: Sentence, draft: Draft, evidence: Sequence[Evidence]) -> str | None:
    """The clause or move that has both sides of the sentence in its own words."""
    text, twin = _run_on(sentence.text), _run_on(sentence.twin)
    for item in evidence if text and twin else ():
        here, there = (
            [_run_on(side.get(lang) or "") for side in (item.say, item.text)] for lang in (draft.lang, draft.twin_lang)
        )
        if any(_is_most_of(text, each) for each in here) and any(_is_most_of(twin, each) for each in there):
            return item.id
    return None


def _is_most_of(part: str, whole: str) -> bool:
    """Half at least: single sentences of one clause may be about different things."""
    return part in whole and 2 * len(part) >= len(whole)


def _run_on(text: str) -> str:
    """The text without spaces and its last mark, for seeing whether another holds it word for word."""
    return "".join(character for character in plain(text).casefold() if not character.isspace()).strip(".。!?")


class _Said:
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


def _values(mine: _Said, theirs: _Said) -> list[Finding]:
    """Multisets of values over the whole draft; sentences may order them differently."""
    found = []
    for side, left in zip(("reply", "twin"), _unmatched(mine, theirs), strict=True):
        if left:
            why = f"only the {side} says {', '.join(f'{show(value)} ({value.text!r})' for value in left)}"
            found.append(Finding("twin.differs", "block", why, None, _FIX, "twin"))
    return found


def _ids(mine: _Said, theirs: _Said) -> list[Finding]:
    """Codes, numbers of orders and parcels, contacts: the other side must have the same characters somewhere."""
    found = []
    for side, said, other in (("reply", mine, theirs), ("twin", theirs, mine)):
        gone = dict.fromkeys(token.value for token in said.ids if not has_id(other.text, token.value))
        if gone:
            why = f"only the {side} names {', '.join(gone)}"
            found.append(Finding("twin.differs", "block", why, None, _FIX, "twin"))
    return found


def _products(mine: _Said, theirs: _Said) -> list[Finding]:
    """The same products by sku, however each language writes their names; one side may say "it" for one."""
    here = sorted(mine.skus(named=True) - theirs.skus())
    there = sorted(theirs.skus(named=True) - mine.skus())
    if here and there:
        why = f"the reply names {', '.join(here)}, the twin {', '.join(there)}"
        return [Finding("twin.differs", "block", why, None, _FIX, "twin")]
    for side, only, other in (("reply", here, theirs), ("twin", there, mine)):
        if only and other.skus():
            return [Finding("twin.differs", "warn", f"only the {side} names {', '.join(only)}", None, _FIX, "twin")]
    return []


def _unmatched(mine: _Said, theirs: _Said) -> tuple[list[Value], list[Value]]:
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


def _said_nowhere(left: Sequence[Value], across: Sequence[Value], side: _Said, other: _Said) -> list[Value]:
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


def _polarity(text: str, twin: str, currency: str) -> list[str]:
    """Opposite stances on one axis: can against cannot, the buyer pays against the shop pays."""
    mine, theirs = (_stances(part, currency) for part in (text, twin))
    found = []
    for axis in mine.keys() & theirs.keys():
        here, there = mine[axis], theirs[axis]
        apart = not set(here) & set(there) and (axis == "payer" or len(here) == len(there))
        flipped = len(here) == len(there) and Counter(here) != Counter(there)
        apart = apart or (axis == "payer" and set(here) != set(there))
        if (apart or flipped) and any(OPPOSITE[value] in there for value in here):
            found.append(f"{axis}: the reply says {_list(here)}, the twin {_list(there)} ({text!r} / {twin!r})")
    for side, said, own, other in (("reply", mine, text, twin), ("twin", theirs, twin, text)):
        cannot = "cannot" in said.get("modal", ()) or _WE_DENY.search(plain(own))
        if cannot and not _NEGATIVE.search(plain(other)):
            found.append(f"only the {side} says that it is not so, or cannot be ({text!r} / {twin!r})")
    return found


_WE_DENY = re.compile(
    r"(?:我们|本店|我司|店里|小店|我方|咱们)(?:这边|目前|暂时|现在|都|也)*(?:不(?!好意思|止|仅|但|同|会再|错|断|过)|没法|无法|没办法|暂不)"
    r"|不(?:对外|做|跟|接受|支持|提供|办理|受理)"
    r"|(?<![a-z])we (?:do not|don[’']?t|cannot|can[’']?t|can not|never|will not|won[’']?t|are not able"
    r"|are unable|no longer)(?![a-z])",
    re.IGNORECASE,
)
"""What the shop itself does not do."""


_IN_PERSON = re.compile(r"[帮给替为]您|我|(?<![a-z])(?:we|i)(?![a-z])", re.IGNORECASE)
_GIFTS = frozenset({"gift", "coupon", "sample", "extended_warranty"})
"""Offers that are words of their own in both languages."""
_BY_STATE = frozenset({"return", "exchange", "refund", "cancel", "address"})
"""What may be done in one state of the goods or the order and not in the other."""
_FAMILIES = (frozenset({"opened", "unopened"}), frozenset({"before_dispatch", "after_dispatch"}))
"""States of goods and orders that decide which rule holds."""


def _acts(text: str, twin: str, currency: str) -> list[str]:
    """What only one side says has been done, will be by a named moment, or holds in one state of the goods alone."""
    sides = {"reply": statements(text, currency), "twin": statements(twin, currency)}
    done = {
        side: {act: (start, end) for each in read for clause in each.clauses for act, start, end in acts(clause)}
        for side, read in sides.items()
    }
    offers = {
        side: {item.offer for each in read for clause in each.clauses for item in clause.given}
        for side, read in sides.items()
    }
    found = []
    for side, other, said in (("reply", "twin", text), ("twin", "reply", twin)):
        for act in ("done", "timed"):
            if act in done[side] and act not in done[other]:
                start, end = done[side][act]
                if act == "timed" or _IN_PERSON.search(said[start:end]):
                    found.append(f"only the {side} says {said[start:end]!r}")
        gifts = (offers[side] - offers[other]) & _GIFTS
        if gifts:
            found.append(f"only the {side} gives {', '.join(sorted(gifts)).replace('_', ' ')}")
    topics = {
        side: frozenset(topic for each in read if each.topics & _BY_STATE for topic in each.topics)
        for side, read in sides.items()
    }
    for family in _FAMILIES:
        if bool(topics["reply"] & family) != bool(topics["twin"] & family):
            side = "reply" if topics["reply"] & family else "twin"
            states = ", ".join(sorted(topics[side] & family)).replace("_", " ")
            found.append(f"only the {side} says in which state it holds: {states}")
    return found


def _stances(text: str, currency: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for sentence in statements(text, currency):
        for clause in sentence.clauses:
            for stance in clause.stances:
                found.setdefault(stance.axis, []).append(stance.value)
    return found


def _list(values: Sequence[str]) -> str:
    return " and ".join(value.replace("_", " ") for value in dict.fromkeys(values))


def _strength(text: str, twin: str) -> list[str]:
    mine, theirs = strength_of(text), strength_of(twin)
    if "firm" in (mine, theirs) and mine != theirs:
        firm = "reply" if mine == "firm" else "twin"
        return [f"only the {firm} promises firmly ({text!r} / {twin!r})"]
    return []
