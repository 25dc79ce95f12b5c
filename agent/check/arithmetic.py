"""What follows from the proved values of a text: totals, shares, later days, savings, and what they are made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agent.check.claims import RawClaim
from agent.check.comparisons import differ
from agent.check.deadlines import by_limit
from agent.check.derived import Operand, derived, less
from agent.check.grounds import Grounds
from agent.check.operands import says
from agent.check.rates import rates_for
from agent.check.reckoning import Reckoner
from agent.check.rulings import Ruling
from agent.check.windows import against_window, days_late, last_day, times_together
from agent.quantities import Value

Judged = list[tuple[RawClaim, Ruling]]
_ROUNDS = 4
_BOUGHT = frozenset({"", "piece", "set", "carton", "pack", "box", "bottle", "pair", "sheet", "roll", "copy", "person"})
_SAID = "said#"
_GIVES = re.compile(
    r"[给为帮][您你]|送[您你]|再|额外|另外|另行|我这边|这边可|可以|能[给够]|申请"
    r"|(?<![a-z])(?:(?:we|i)(?:[’']ll|[’']d| can| will| could| would| shall| am| are| have)|let (?:me|us)|extra|another"
    r"|additional|further|more|on top)(?![a-z])",
    re.IGNORECASE,
)
"""Words by which a sender gives; without them a saving is what two prices of the shop differ by."""
_THAT_IS = re.compile(
    r"\s*[,(]?\s*(?:(?:也就是说?|就是|即|相当于|约?等于|折合|合|i\.e\.|that is|that[’']s|which is|or|=)[,:]?\s*)?"
    r"(?:大?约|about|around)?\s*",
    re.IGNORECASE,
)
_RANGE_AFTER = re.compile(r"[日号]?\s?(?:到|至|-|~|—|to|until|through)\s?\d", re.IGNORECASE)
_RANGE_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?[日号]?\s?(?:到|至|-|~|—|to|until|through)\s?$", re.IGNORECASE)
_MONTH = {30, 31}
_WORKDAYS, _WEEK, _YEAR = 5, 7, 365


def with_arithmetic(judged: Judged, grounds: Grounds) -> Judged:
    """Values that follow from proved ones, round by round: the fee from the percent, the rest from the fee.

    A number of pieces that nothing proves is what the buyer asks about once a proved price times it is the total."""
    reckoner = Reckoner(grounds)
    judged = _reckoned(judged, reckoner)
    wrong = [
        (place, against) for place, (claim, ruling) in enumerate(judged)
        if isinstance(claim.value, Value) and ruling.verdict == "proved"
        and (against := against_window(claim, ruling, judged, grounds) or reckoner.against_tier(claim)) is not None
    ]  # fmt: skip
    if wrong:
        judged = [(claim, dict(wrong).get(place, ruling)) for place, (claim, ruling) in enumerate(judged)]
    return judged


def _reckoned(judged: Judged, reckoner: Reckoner) -> Judged:
    for _ in range(_ROUNDS):
        if all(ruling.verdict == "proved" or not isinstance(claim.value, Value) for claim, ruling in judged):
            return judged
        proved = _operands(judged)
        beside = _evidence_beside(judged)
        before = judged
        judged = [
            (claim, _worked_out(claim, proved, beside, before, reckoner) or ruling)
            if ruling.verdict != "proved" and isinstance(claim.value, Value)
            else (claim, ruling)
            for claim, ruling in before
        ]
        judged = _asked_for(judged)
        if [ruling.verdict for _, ruling in judged] == [ruling.verdict for _, ruling in before]:
            break
    return judged


def savings(judged: Judged, grounds: Grounds) -> Judged:
    """Concessions that give nothing: the amount by which one proved price of the text is below another, or what is
    left to pay back once a fee of the evidence is taken off."""
    reckoner = Reckoner(grounds)
    prices: dict[int, list[Operand]] = {}
    for claim, ruling in judged:
        if claim.kind == "money" and ruling.verdict == "proved":
            prices.setdefault(id(claim.sentence), []).append((claim.value, ruling.evidence))
    found: Judged = []
    given = {(claim.amount.low, claim.amount.unit) for claim, ruling in judged
             if claim.amount is not None and claim.kind == "concession" and ruling.verdict == "proved"}  # fmt: skip
    for claim, ruling in judged:
        if ruling.verdict != "proved" and claim.value in ("partial_refund", "full_refund"):
            back = reckoner.paid_back(claim, judged)
            found += [(claim, back)] if back is not None else []
        if ruling.verdict == "proved" or claim.value not in ("discount_amount", "discount_percent"):
            continue
        if claim.amount is None:
            continue
        if (claim.amount.low, claim.amount.unit) in given:
            found.append((claim, Ruling("proved", (), f"{claim.text} is given in this text already")))
            continue
        if says(_GIVES, claim.clause.text):
            continue
        near = (claim.sentence, *claim.around)
        working = less(claim.amount, [price for statement in near for price in prices.get(id(statement), ())])
        working = working or reckoner.saving(claim, judged) or differ(claim, claim.amount, judged, grounds)
        if working is not None:
            found.append((claim, working))
    return found


def _says_the_same(claim: RawClaim, judged: Judged) -> Ruling | None:
    """One time in two units side by side: 半个月,也就是15天; 5 business days (one week); one month (30 days)."""
    if claim.kind != "duration":
        return None
    for other, ruling in judged:
        if other.kind != "duration" or other.sentence is not claim.sentence or ruling.verdict != "proved":
            continue
        first, last = sorted((claim.span, other.span), key=lambda span: span.start)
        start = claim.sentence.start
        between = claim.sentence.text[first.end - start : last.start - start]
        if between.strip() and _THAT_IS.fullmatch(between) and _same_time(claim.value, other.value):
            return Ruling("proved", ruling.evidence, f"{other.text} is {claim.text}")
    return None


def _times_said_here(claim: RawClaim, proved: Sequence[Operand]) -> Sequence[Operand]:
    """Where the sentence itself names a time to count ("counting 15 days"), no other one is counted."""
    sentence = claim.sentence
    other = [operand for operand in proved if operand[0].kind != "duration"]
    here = [
        operand
        for operand in proved
        if operand[0].kind == "duration" and sentence.start <= operand[0].span.start < sentence.end
    ]
    return [*other, *here] if here else proved


def _bounds_a_range(claim: RawClaim) -> bool:
    """One of two days between which something holds: that is set, not worked out."""
    text, start = claim.sentence.text, claim.sentence.start
    before = text[: claim.span.start - start]
    return _RANGE_AFTER.match(text, claim.span.end - start) is not None or _RANGE_BEFORE.search(before) is not None


def _same_time(one: Value, other: Value) -> bool:
    """Whether a number of months, years or business days is this number of days."""
    if {one.unit, other.unit} == {"month", "day"}:
        months, days = (one, other) if one.unit == "month" else (other, one)
        if months.low == months.high and days.low == days.high:
            return days.low / months.low in _MONTH or days.low * 12 == months.low * _YEAR
    if {one.unit, other.unit} == {"business_day", "day"}:
        work, days = (one, other) if one.unit == "business_day" else (other, one)
        return (work.low * _WEEK, work.high * _WEEK) == (days.low * _WORKDAYS, days.high * _WORKDAYS)
    return False


def _operands(judged: Judged) -> list[Operand]:
    """What may be reckoned with: proved values, and counts that no evidence speaks of."""
    return [
        (claim.value, ruling.evidence if ruling.verdict == "proved" else (f"{_SAID}{place}",))
        for place, (claim, ruling) in enumerate(judged)
        if isinstance(claim.value, Value) and (ruling.verdict == "proved" or _may_be_asked_for(claim, ruling))
    ]


def _may_be_asked_for(claim: RawClaim, ruling: Ruling) -> bool:
    """How many, or how heavy: what the buyer has in mind, once the working with it holds."""
    value = claim.value
    if value.kind == "quantity":
        return bool(value.low == value.high and value.op == "eq")
    return ruling.verdict == "unproved" and value.kind == "count" and value.unit in _BOUGHT and value.op == "eq"


def _evidence_beside(judged: Judged) -> dict[int, set[str]]:
    """What the values of each sentence rest on."""
    found: dict[int, set[str]] = {}
    for claim, ruling in judged:
        found.setdefault(id(claim.sentence), set()).update(ruling.evidence)
    return found


def _worked_out(
    claim: RawClaim, proved: Sequence[Operand], beside: dict[int, set[str]], judged: Judged, reckoner: Reckoner
) -> Ruling | None:
    grounds = reckoner.grounds
    if claim.kind == "duration":
        return _says_the_same(claim, judged) or days_late(claim, judged, grounds) or times_together(claim, judged)
    if claim.kind == "date" and _bounds_a_range(claim):
        return last_day(claim, judged, grounds, pair=True)
    if claim.kind in ("count", "quantity"):
        proved = [operand for operand in proved if not operand[1] or not operand[1][0].startswith(_SAID)]
    if claim.kind == "date":
        within = by_limit(claim, grounds)
        if within is not None:
            return within
        proved = _times_said_here(claim, proved)
    rates = rates_for(claim, beside[id(claim.sentence)], grounds) if claim.kind in ("money", "quantity") else []
    if claim.kind == "count" and not claim.value.unit and not claim.value.spelled:
        return _as_money(claim, judged, reckoner, proved) or reckoner.ruling(claim, judged)
    found = derived(claim.value, claim.sentence.text, claim.clause.text, proved, rates, reckoner.may_buy)
    if found is None and claim.kind == "date":
        return last_day(claim, judged, grounds, pair=False)
    return found or reckoner.ruling(claim, judged) or differ(claim, claim.value, judged, grounds)


def _as_money(claim: RawClaim, judged: Judged, reckoner: Reckoner, proved: Sequence[Operand]) -> Ruling | None:
    """A sum whose currency goes without saying: 229 + 18, 合起来 247; 2.30 each, 4,600 in all."""
    value = replace(claim.value, kind="money", unit=reckoner.grounds.currency)
    money = replace(claim, kind="money", value=value)
    found = derived(value, claim.sentence.text, claim.clause.text, proved, (), reckoner.may_buy)
    return found or reckoner.ruling(money, judged)


def _asked_for(judged: Judged) -> Judged:
    """The counts that a working rests on stand with it; a working names evidence alone."""
    used = {id_ for _, ruling in judged for id_ in ruling.evidence if id_.startswith(_SAID)}
    if not used:
        return judged
    found: Judged = []
    for place, (claim, ruling) in enumerate(judged):
        if f"{_SAID}{place}" in used:
            found.append((claim, Ruling("proved", (), "how many are reckoned with here")))
        else:
            evidence = tuple(id_ for id_ in ruling.evidence if not id_.startswith(_SAID))
            found.append((claim, Ruling(ruling.verdict, evidence, ruling.why)))
    return found
