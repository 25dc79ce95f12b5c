"""What a reader can reckon from what stands near: lines, totals, what is left, unit prices at a quantity, shares.

The operands stand in the claim's sentence or beside it and are proved, or are how many the sentence, the buyer or the
order says; a price of a product counts only at the quantity for which its row gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from agent.check.claims import RawClaim
from agent.check.derived import in_words
from agent.check.grounds import Grounds
from agent.check.operands import (
    LARGEST,
    Judged,
    Near,
    Working,
    all_counts,
    counts,
    differences,
    is_nearest,
    is_rough,
    near_amounts,
    per_hundred,
    says,
    totals,
)  # fmt: skip
from agent.check.rows import Line, Row, lines_of, rows_of
from agent.check.rulings import Ruling, show
from agent.check.wholes import asked, shares, surcharges, wholes, with_charges
from agent.quantities import Value

_CENT, _HALF = Decimal("0.01"), Decimal("0.5")
_NEAREST = 10
_SUMS_UP = re.compile(
    r"共|总|合计|一起|[加合]起来|合\s?(?=[\d$€¥])|加上|应付|="
    r"|(?<![a-z])(?:totals?|in all|altogether|together|comes? to|mak(?:es?|ing)|bring(?:s|ing)?|stands? at"
    r"|(?:be|come) at|would be|made|that (?:is|makes)|sums? up|adds? up)(?![a-z])",
    re.IGNORECASE,
)
_LEAVES = re.compile(
    r"剩|其余|抵掉|减完|付\s?(?=\d)|还差|只差|就差|相差|差[价额]|[少多]付|余款?|尾款|[减降优]到|[减降]为|只要|就是|变成|到手|券后|用上|抵扣|扣|退您|实[付收退]|省|便宜"
    r"|[少多]\d|[低高]出|超"
    r"|(?<![a-z])(?:left|leav(?:es|ing)|remain(?:s|ing|der)?|rest|balance|over|short|less|down to|brings?|bringing"
    r"|becomes?|instead of|receive|after|sav(?:e|es|ing)|cheaper|dearer|difference|below|under"
    r"|more than|net|off|the other|rather than|pay)(?![a-z])",
    re.IGNORECASE,
)
_SINGLY = re.compile(
    r"零买|单买|单[个包件盒台]|原价|划线|标价|(?<![a-z])(?:single|singly|separately|list|original)", re.IGNORECASE
)
_OF_ONE = re.compile(
    r"(?:单价|每[一-鿿]{1,2})(?:是|为|才|只要|仅)?\s?$|(?<![a-z])(?:at|each|per [a-z]+)(?: just| only)?\s$",
    re.IGNORECASE,
)
_OF_EACH = re.compile(r"\s?(?:一?[件个只台套条张]|each|apiece|per piece|a piece)(?![a-z])", re.IGNORECASE)
_LISTED = re.compile(r"原价|划线|标价|(?<![a-z])(?:list|original|regular) price", re.IGNORECASE)


class Reckoner:
    """The rows and lines that amounts of one text may be reckoned with."""

    def __init__(self, grounds: Grounds) -> None:
        self.grounds = grounds

    @cached_property
    def rows(self) -> list[Row]:
        return rows_of(self.grounds)

    @cached_property
    def lines(self) -> list[Line]:
        return lines_of(self.grounds)

    @cached_property
    def quoted(self) -> frozenset[str]:
        """Products for which a price was worked out for this case."""
        return frozenset(sku for source in self.grounds.sources if source.kind == "computed" for sku in source.skus)

    @cached_property
    def buyer_counts(self) -> tuple[Decimal, ...]:
        """How many the buyer speaks of."""
        said = (found.value for source in self.grounds.buyer_turns for found in source.found)
        numbers = [value.low for value in said if value.kind == "count" and 1 < value.low == value.high <= LARGEST]
        words = [number for turn in self.grounds.buyer_turns for each in turn.read for number in in_words(each.text)]
        return tuple(dict.fromkeys([*numbers, *words]))

    def may_buy(self, number: Decimal, price: Value) -> bool:
        """Whether this many are sold at this price: a product's price for larger quantities is none for fewer."""
        priced = [row for row in self.rows if len(row.tiers) > 1 and row.sells_at(price)]
        return not priced or any(_same(row.price_at(number), price) for row in priced)

    def against_tier(self, claim: RawClaim) -> Ruling | None:
        """Why a price cannot be had from so many on: its row gives another one at that number."""
        value: Value = claim.value
        if value.kind != "money" and (value.kind != "count" or value.unit):
            return None
        least = [each for each in claim.clause.values if each.kind == "count" and each.unit and each.op == "ge"]
        if len(least) != 1 or least[0].low <= 1 or least[0] is value or not is_nearest(value, least[0], claim):
            return None
        for row in self._rows(claim):
            at = row.price_at(least[0].low)
            tier = any(price.low == value.low for _, price in row.tiers)
            if tier and len(row.tiers) > 1 and at is not None and at.low != value.low:
                why = f"{row.source} says {show(at)} from {least[0].low} on, not {show(value)}"
                return Ruling("contradicted", (row.source,), why)
        return None

    def ruling(self, claim: RawClaim, judged: Judged) -> Ruling | None:
        """The working that gives the claimed value, or None."""
        value: Value = claim.value
        if value.low != value.high:
            return None
        bare = value.kind == "count" and not value.unit
        if value.kind == "money" or bare:
            earlier = near_amounts(claim, judged, "money", wide=True)
            ways = self._money(
                claim, near_amounts(claim, judged, "money"), earlier, near_amounts(claim, judged, "percent")
            )
        elif value.kind == "quantity":
            ways = self._quantity(claim, near_amounts(claim, judged, "quantity"))
        elif value.kind == "percent":
            ways = self._share(value, near_amounts(claim, judged, "money"), claim)
        else:
            return None
        slack = _slack(claim)
        for amount, working, evidence in ways:
            if abs(amount - value.low) < slack:
                return Ruling("proved", tuple(dict.fromkeys(evidence)), f"{working} = {show(value)}")
        return None

    def saving(self, claim: RawClaim, judged: Judged) -> Ruling | None:
        """The working of an amount or percent by which a price is below another one; it gives nothing away."""
        amount = claim.amount
        if amount is None or amount.low != amount.high:
            return None
        near = near_amounts(claim, judged, "money")
        ways = self._share(amount, near, claim) if amount.kind == "percent" else self._below(claim, near)
        slack = _HALF if amount.kind == "percent" and is_rough(claim, amount) else _CENT
        for result, working, evidence in ways:
            if abs(result - amount.low) < slack:
                return Ruling("proved", tuple(dict.fromkeys(evidence)), f"{working} = {show(amount)}")
        return None

    def paid_back(self, claim: RawClaim, judged: Judged) -> Ruling | None:
        """What is paid back of what was paid once a fee of the evidence is taken off: 504 − 75.60 = 428.40."""
        amount = claim.amount
        if amount is None or amount.kind != "money":
            return None
        near = near_amounts(claim, judged, "money")
        fees = {
            fee.value.low for fee, ruling in judged
            if ruling.verdict == "proved" and " % of " in ruling.why and isinstance(fee.value, Value)
        }  # fmt: skip
        for high in near:
            for low in near:
                if low.value.low in fees and high.value.low - low.value.low == amount.low:
                    evidence = tuple(dict.fromkeys(high.evidence + low.evidence))
                    return Ruling("proved", evidence, f"{high.value.low} − {low.value.low} = {show(amount)}")
        return None

    def _money(self, claim: RawClaim, near: list[Near], earlier: list[Near], percents: list[Near]) -> Iterator[Working]:
        text, unit = claim.clause.text, claim.value.unit
        if unit:
            near = [each for each in near if each.value.unit in (unit, "")]
            yield from self._lines_and_prices(claim, near)
            if says(_SUMS_UP, claim.sentence.text) and not _is_of_one(claim):
                yield from totals(claim, [each for each in earlier if each.value.unit in (unit, "")])
            yield from per_hundred(claim, percents)
        if says(_LEAVES, text) or _LEAVES.search(
            claim.sentence.text[
                max(0, claim.span.start - claim.sentence.start - 24) : claim.span.start - claim.sentence.start
            ]
        ):
            yield from differences(claim, near)
            yield from self._below(claim, near) if says(_LEAVES, text) else ()
        for each in percents if not _is_of_one(claim) else ():
            for amount in near[-_NEAREST:]:
                part, whole = each.value.low, amount.value.low
                ids = amount.evidence + each.evidence
                yield whole * part / 100, f"{part} % of {whole}", ids
                yield whole * (100 - part) / 100, f"{whole} less {part} %", ids
        yield from self._of_wholes(claim, near, percents) if unit else ()

    def _of_wholes(self, claim: RawClaim, near: list[Near], percents: list[Near]) -> Iterator[Working]:
        """What the whole order or enquiry comes to, with charges or less a share; and what so many cost extra."""
        whole = wholes(claim, self._rows(claim), self.lines, self.buyer_counts)
        if not _is_of_one(claim):
            yield from shares([*whole, *asked(self.grounds, claim.value.unit)], percents)
        if says(_SUMS_UP, claim.sentence.text) or says(_LEAVES, claim.sentence.text):
            beside_price = [each for each in near if not (each.factor or self._is_price(each.value, claim.value.unit))]
            yield from with_charges(whole, beside_price, less=says(_LEAVES, claim.sentence.text))
        beside = frozenset(id_ for each in near for id_ in each.evidence)
        yield from surcharges(claim, self.grounds, beside)
        if _OF_EACH.match(claim.sentence.text, claim.span.end - claim.sentence.start):
            for each in near:
                for number in counts(claim.sentence):
                    yield each.value.low / number, f"{each.value.low} / {number}", each.evidence

    def _is_price(self, value: Value, unit: str) -> bool:
        """Whether it is what one piece costs by some row."""
        return any(row.sells_at(replace(value, unit=unit)) for row in self.rows)

    def _lines_and_prices(self, claim: RawClaim, near: list[Near]) -> Iterator[Working]:
        """How many times the price of one; and the price of one at how many."""
        here = counts(claim.sentence)
        beside = [number for statement in claim.around for number in counts(statement)]
        announced = says(_SUMS_UP, claim.clause.text)
        bought = here or ([*beside, *self.buyer_counts] if announced else [])
        each_one = _is_of_one(claim)
        start, end = claim.sentence.start, claim.sentence.end
        for each in near:
            inside = start <= each.value.span.start < end
            for number in bought if (inside or announced) and not each_one else ():
                if self.may_buy(number, each.value):
                    yield number * each.value.low, f"{number} × {each.value.low}", each.evidence
        for row in self._rows(claim):
            for number in dict.fromkeys([*here, *beside, *self.buyer_counts]):
                price = row.price_at(number)
                if price is not None and price.unit == claim.value.unit:
                    yield price.low, f"{row.source} from {number} on", (row.source,)
                    if number in bought and not each_one:
                        yield number * price.low, f"{number} × {price.low}", (row.source,)
        for line in self.lines:
            if line.paid.unit == claim.value.unit:
                each_paid, ids = line.paid.low / line.number, (line.source,)
                yield each_paid, f"{line.paid.low} / {line.number}", ids
                for number in here:
                    if number < line.number:
                        yield each_paid * number, f"{number} × {each_paid.normalize():f}", ids

    def _below(self, claim: RawClaim, near: list[Near]) -> Iterator[Working]:
        """By how much the row's list price, or as many single pieces, are above the price that is named."""
        numbers = all_counts(claim)
        for row in self._rows(claim):
            if row.base is None or row.base.unit != (claim.unit or row.base.unit):
                continue
            if row.listed is not None and says(_LISTED, claim.sentence.text):
                yield row.listed.low - row.base.low, f"{row.listed.low} − {row.base.low}", (row.source,)
            first = row.tiers[0][1] if row.tiers else row.base
            for number in numbers if first is not None and says(_SINGLY, claim.sentence.text) else ():
                price = row.price_at(number)
                if price is not None and first is not None and price.low < first.low:
                    working = f"{number} × {first.low} − {number} × {price.low}"
                    yield number * (first.low - price.low), working, (row.source,)

    def _quantity(self, claim: RawClaim, near: list[Near]) -> Iterator[Working]:
        value: Value = claim.value
        alike = [each for each in near if each.value.unit == value.unit]
        numbers = counts(claim.sentence)
        for each in alike:
            for number in numbers:
                yield number * each.value.low, f"{number} × {each.value.low}", each.evidence
        for row in self._rows(claim):
            for weight in row.weights:
                for number in numbers if weight.unit == value.unit else ():
                    yield number * weight.low, f"{number} × {weight.low}", (row.source,)
        if says(_LEAVES, claim.clause.text):
            yield from differences(claim, alike)

    def _share(self, value: Value, near: list[Near], claim: RawClaim) -> Iterator[Working]:
        """Which part one amount is of another, and by which part it is below it."""
        amounts = [(each.value.low, each.value.unit, each.evidence) for each in near]
        paid = [(line.paid.low, line.paid.unit, (line.source,)) for line in self.lines]
        priced = [(row.base, row.source) for row in self._rows(claim) if row.base is not None]
        whole = [*amounts, *paid, *((base.low, base.unit, (source,)) for base, source in priced)]
        whole += [(worth.amount, worth.currency, ()) for worth in self.grounds.item_values.values()]
        for low, unit, ids in amounts:
            for high, other, more in whole:
                if unit == other and 0 < low < high:
                    yield low * 100 / high, f"{low} of {high}", ids + more
                    yield (high - low) * 100 / high, f"({high} − {low}) of {high}", ids + more

    def _rows(self, claim: RawClaim) -> list[Row]:
        """The rows of the products that are spoken of: by the claim, else by the case."""
        spoken = [row for row in self.rows if row.skus & claim.skus]
        if spoken and (claim.named or not claim.inherited):
            return spoken
        in_case = {*self.grounds.item_values, *(line.sku for line in self.lines), *claim.skus, *self.quoted}
        return [row for row in self.rows if row.skus & in_case]


_BEFORE = 40
"""Characters before an amount that can say what it is of."""


def _is_of_one(claim: RawClaim) -> bool:
    """Whether it is said as what one costs: at 7.60, 每盒7.60, 单价7.60."""
    place = claim.span.start - claim.sentence.start
    return _OF_ONE.search(claim.sentence.text[max(0, place - _BEFORE) : place]) is not None


def _slack(claim: RawClaim) -> Decimal:
    """To the cent; a percent that is said roughly, to the percent."""
    return _HALF if claim.value.kind == "percent" and is_rough(claim, claim.value) else _CENT


def _same(one: Value | None, other: Value) -> bool:
    return one is not None and (one.low, one.unit) == (other.low, other.unit)
