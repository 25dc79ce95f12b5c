"""What stands near a claim to reckon with: proved amounts, how many are spoken of, and what is made of them alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from agent.check.claims import RawClaim
from agent.check.derived import in_words
from agent.check.rulings import Ruling
from agent.check.statements import Statement
from agent.quantities import Value

Judged = Sequence[tuple[RawClaim, Ruling]]
Working = tuple[Decimal, str, tuple[str, ...]]
LARGEST = 100_000
"""The largest number that is taken for how many."""
_LONGEST_SUM, _NEAREST, _NUMBERS, _MOST = 8, 10, 16, 24
_ROUGHLY = re.compile(
    r"(?:约|大概|差不多|将近|接近|左右|(?<![a-z])(?:about|around|roughly|nearly|almost|approx[a-z.]*))[^,.;,。;]{0,14}$",
    re.IGNORECASE,
)
_A_HUNDRED = re.compile(r"每\s?$|(?<![a-z])(?:per|every|each)\s?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Near:
    """A proved amount with where it stands. factor: it is the price of one in a working of this text."""

    value: Value
    evidence: tuple[str, ...]
    factor: bool


def near_amounts(claim: RawClaim, judged: Judged, kind: str, *, wide: bool = False) -> list[Near]:
    """The proved amounts of a kind in the claim's sentence and those beside it, and earlier results; wide: whatever
    is proved of the whole text."""
    statements = {id(claim.sentence), *(id(statement) for statement in claim.around)}
    found: list[tuple[Value, tuple[str, ...], Statement]] = []
    for other, ruling in judged:
        value = other.amount if other.kind == "concession" else other.value
        if ruling.verdict != "proved" or not isinstance(value, Value) or value is claim.value:
            continue
        bare = kind == "money" and value.kind == "count" and not value.unit and not value.spelled
        result = " × " in ruling.why or " + " in ruling.why
        beside = wide or id(other.sentence) in statements or (result and value.span.start < claim.span.start)
        if beside and (value.kind == kind or bare) and value.low == value.high:
            evidence = ruling.evidence
            found.append((value, evidence, other.sentence))
    if len(found) > _MOST:
        at = claim.span.start
        found = sorted(sorted(found, key=lambda each: abs(each[0].span.start - at))[:_MOST], key=_place)
    return [Near(value, evidence, _is_factor(value, sentence)) for value, evidence, sentence in found]


def _place(found: tuple[Value, tuple[str, ...], Statement]) -> int:
    return found[0].span.start


def _is_factor(value: Value, sentence: Statement) -> bool:
    """Whether it is the price of one: it says so, or its sentence has what so many of them cost."""
    if value.per is not None:
        return True
    return value.low in _factors(_Sentence(sentence))


@dataclass(frozen=True, eq=False, slots=True)
class _Sentence:
    """A sentence as a key: the same one, not one that is equal, so that a long one is not compared word by word."""

    statement: Statement

    def __hash__(self) -> int:
        return hash((self.statement.start, self.statement.text))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Sentence) and self.statement is other.statement


@lru_cache(maxsize=256)
def _factors(sentence: _Sentence) -> frozenset[Decimal]:
    """The amounts of a sentence that are prices of one: it has what so many of them cost."""
    values = [value for clause in sentence.statement.clauses for value in clause.values]
    amounts = {value.low for value in values if value.kind == "money"}
    numbers = counts(sentence.statement)
    singles = {value.low for value in values if value.kind in ("money", "count")}
    return frozenset(low for low in singles if any(number * low in amounts for number in numbers))


def totals(claim: RawClaim, near: list[Near]) -> Iterator[Working]:
    """The amounts right before, prices of one left out, two to eight of them; and the two beside it."""
    before = [each for each in near if not each.factor and each.value.span.start < claim.span.start]
    total = Decimal(0)
    parts: list[str] = []
    ids: tuple[str, ...] = ()
    for each in reversed(before[-_LONGEST_SUM:]):
        total += each.value.low
        parts.insert(0, str(each.value.low))
        ids = each.evidence + ids
        if len(parts) > 1:
            yield total, " + ".join(parts), ids
    for each in near:
        if each.value.span.start > claim.span.start and before:
            last = before[-1]
            yield each.value.low + last.value.low, f"{last.value.low} + {each.value.low}", last.evidence + each.evidence


def differences(claim: RawClaim, near: list[Near]) -> Iterator[Working]:
    close = sorted(near, key=lambda each: abs(each.value.span.start - claim.span.start))[:_NEAREST]
    for place, one in enumerate(close):
        for other in close[place + 1 :]:
            high, low = max(one.value.low, other.value.low), min(one.value.low, other.value.low)
            units = {one.value.unit, other.value.unit, claim.value.unit} - {""}
            if high > low and len(units) <= 1:
                yield high - low, f"{high} − {low}", one.evidence + other.evidence


def per_hundred(claim: RawClaim, percents: list[Near]) -> Iterator[Working]:
    """每一百元加八元 is 8 %: so much on every hundred, and the hundred itself."""
    text, start = claim.sentence.text, claim.sentence.start
    money = [value for clause in claim.sentence.clauses for value in clause.values if value.kind == "money"]
    hundreds = [
        value for value in money
        if value.low in (100, 1000, 10000) and _A_HUNDRED.search(text[: value.span.start - start][-8:])
    ]  # fmt: skip
    for hundred in hundreds:
        for each in percents:
            part = hundred.low * each.value.low / 100
            if claim.value.low == hundred.low and any(value.low == part for value in money):
                yield hundred.low, f"{each.value.low} % of it is {part}: {hundred.low}", each.evidence
            yield part, f"{each.value.low} % of {hundred.low}", each.evidence


def is_nearest(value: Value, number: Value, claim: RawClaim) -> bool:
    """Whether no other amount of the clause stands closer to this number."""
    amounts = [each for each in claim.clause.values if each.kind == "money" or (each.kind == "count" and not each.unit)]
    return min(amounts, key=lambda each: _apart(each, number), default=value) is value


def _apart(one: Value, other: Value) -> int:
    return max(one.span.start - other.span.end, other.span.start - one.span.end)


@lru_cache(maxsize=512)
def says(words: re.Pattern[str], text: str) -> bool:
    """Whether a text has one of these words; asked again for every amount of a long text."""
    return words.search(text) is not None


def counts(statement: Statement) -> tuple[Decimal, ...]:
    """How many a sentence speaks of, thresholds left out; the two of "two further kilograms" counts nothing else."""
    return _counted(_Sentence(statement))


@lru_cache(maxsize=256)
def _counted(sentence: _Sentence) -> tuple[Decimal, ...]:
    statement = sentence.statement
    values = [value for clause in statement.clauses for value in clause.values]
    numbers = [value for value in values if value.kind == "count"]
    counted = [value.low for value in numbers if 1 < value.low == value.high <= LARGEST and value.op in ("eq", "about")]
    rest = list(statement.text)
    for value in values:
        if value.kind != "count":
            first, last = value.span.start - statement.start, value.span.end - statement.start
            rest[first:last] = " " * (last - first)
    return tuple(dict.fromkeys([*counted, *in_words("".join(rest), LARGEST)]))[:_NUMBERS]


def all_counts(claim: RawClaim) -> list[Decimal]:
    statements = (claim.sentence, *claim.around)
    return list(dict.fromkeys(number for statement in statements for number in counts(statement)))


def is_rough(claim: RawClaim, value: Value) -> bool:
    before = claim.sentence.text[: value.span.start - claim.sentence.start]
    return value.op == "about" or _ROUGHLY.search(before) is not None
