"""By how much two products differ, by their rows: 1.3 kg heavier, 比另一款便宜八百; ends of ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from agent.check.claims import RawClaim
from agent.check.grounds import Found, Grounds, Source
from agent.check.operands import says
from agent.check.rows import rows_of
from agent.check.rulings import Ruling, show
from agent.quantities import Value, comparable

Judged = Sequence[tuple[RawClaim, Ruling]]
_COMPARES = re.compile(
    r"比|相差|差[价额别距]?|贵|便宜|多[了出花]?|少[了]?|低了|高出|[长宽高厚深重轻短窄薄大小低]\s?(?=[\d一二两三四五六七八九十])|载重|换来"
    r"|(?<![a-z])(?:than|more|less|extra|cheaper|dearer|heavier|lighter|taller|shorter|wider|narrower|longer|thicker"
    r"|thinner|deeper|higher|lower|bigger|smaller|difference|gap|saves?|apart)(?![a-z])",
    re.IGNORECASE,
)
"""Words by which one thing is held against another."""
_LABEL = re.compile(r"\s*([^:：|]{1,40})[:：]")
_TO_THE_TOP = re.compile(
    r"(?:到|上限|最高|最大|最长|至多|最多)(?:了|是|为|可达|能到|达)?\s?$"
    r"|(?<![a-z])(?:up to|as (?:high|long|far|much) as|stops? at|max(?:imum)?(?: of)?|tops? out at"
    r"|limit(?: of)?|to)\s$",
    re.IGNORECASE,
)
_FROM_THE_BOTTOM = re.compile(
    r"(?:从|低到|低至|最低|最小|最短|起步)(?:是|为|能到|可)?\s?$"
    r"|(?<![a-z])(?:from|as (?:low|little|short) as|starts? (?:at|from)|down to|min(?:imum)?(?: of)?)\s$",
    re.IGNORECASE,
)
_REACH = 24


def differ(claim: RawClaim, amount: Value, judged: Judged, grounds: Grounds) -> Ruling | None:
    """The working of an amount by which the rows of two products that are spoken of differ, or a price and its list
    price; only where the words compare."""
    if amount.low != amount.high or not says(_COMPARES, claim.clause.text):
        return None
    spoken = _spoken(claim, judged, grounds)
    ways = _prices(spoken, amount, grounds) if amount.kind == "money" else _properties(spoken, amount, grounds)
    for high, low, one, other in ways:
        evidence = tuple(dict.fromkeys((one, other)))
        return Ruling("proved", evidence, f"{high.normalize():f} − {low.normalize():f} = {show(amount)}")
    return None


def _spoken(claim: RawClaim, judged: Judged, grounds: Grounds) -> frozenset[str]:
    """The products of the text, of the case and of the conversation."""
    skus = {sku for other, _ in judged for sku in (*other.skus, *other.hinted)} | claim.skus | claim.hinted
    skus |= set(grounds.item_values)
    if grounds.gazetteer is not None:
        for text in grounds.turns_read.values():
            skus |= {item.sku for item in grounds.gazetteer.find(text)}
    return frozenset(skus)


def _prices(spoken: frozenset[str], amount: Value, grounds: Grounds) -> Iterator[tuple[Decimal, Decimal, str, str]]:
    rows = [row for row in rows_of(grounds) if row.skus & spoken and row.base is not None]
    priced = [(row.base, row.source) for row in rows] + [(row.listed, row.source) for row in rows]
    known = [(value, source) for value, source in priced if value is not None and value.unit == amount.unit]
    for (one, first), (other, second) in combinations(known, 2):
        if abs(one.low - other.low) == amount.low:
            yield max(one.low, other.low), min(one.low, other.low), first, second


def _properties(spoken: frozenset[str], amount: Value, grounds: Grounds) -> Iterator[tuple[Decimal, Decimal, str, str]]:
    """Values under one label and at one place behind it, of two products."""
    if amount.kind != "quantity":
        return
    what, wanted, _ = comparable(amount)
    sources = [source for source in grounds.sources if source.kind == "product" and source.skus & spoken]
    read = [(source, dict(_labelled(source, what))) for source in sources]
    for (one, mine), (other, theirs) in combinations(read, 2):
        for label in mine.keys() & theirs.keys():
            if not one.skus & other.skus and abs(mine[label] - theirs[label]) == wanted:
                yield max(mine[label], theirs[label]), min(mine[label], theirs[label]), one.id, other.id


def _labelled(source: Source, what: str) -> Iterator[tuple[tuple[str, int], Decimal]]:
    for statement in source.read:
        label = _LABEL.match(statement.text)
        values = [value for clause in statement.clauses for value in clause.values if value.kind == "quantity"]
        for place, value in enumerate(values if label is not None else ()):
            measured, low, high = comparable(value)
            if label is not None and measured == what and low == high:
                yield (label[1].strip().casefold(), place), low


def ends_range(claim: RawClaim, found: Found) -> bool:
    """One end of the range of the evidence, said as such: up to 220 degrees where the row says 40..220."""
    value, other = claim.value, found.value
    if other.low == other.high or value.low != value.high or other.kind not in ("quantity", "duration"):
        return False
    bare = value.kind == "count" and not value.unit
    if not bare and value.kind != other.kind:
        return False
    before = claim.sentence.text[: claim.span.start - claim.sentence.start][-_REACH:]
    what, low, high = comparable(other)
    said = (what, value.low, value.high) if bare else comparable(value)
    if bare:
        low, high = other.low, other.high
    top = value.op == "le" or _TO_THE_TOP.search(before) is not None
    bottom = value.op == "ge" or _FROM_THE_BOTTOM.search(before) is not None
    return said[0] == what and ((top and said[1] == high) or (bottom and said[1] == low))
