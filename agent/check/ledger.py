"""The concession ledger: what a text gives together with what the thread gave, added up against the limits.

Rungs of a ladder replace each other and one rule's ceiling is the whole of what a case may cost, so a coupon beside a
refund is one sum. Said again is not given again; a later sum comes on top unless the text says that it replaces the
first, names the whole, or is the very offer that was decided for this case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from agent.check.acts import is_done
from agent.check.claims import RawClaim, claims_of
from agent.check.given import Given, State, entries, put, state_of
from agent.check.grounds import Grounds
from agent.check.rulings import Ruling
from agent.suggestion import Allowance, Finding, Offer
from knowledge.authority import OfferKind

_WHOLE: frozenset[OfferKind] = frozenset({"full_refund", "return_refund", "exchange", "resend"})
_UNPRICED: frozenset[OfferKind] = frozenset(
    {"gift", "sample", "free_shipping", "return_postage", "repair", "extended_warranty"}
)
"""Without an amount these are bounded by their own rule and not added to the money of the case."""


Ruled = Callable[[RawClaim, Grounds], Ruling]


def over_the_sum(
    given: Sequence[tuple[RawClaim, Ruling]], grounds: Grounds, alike: Callable[[str], frozenset[str]], ruled: Ruled
) -> list[Finding]:
    """What goes beyond the limits only when all that was given is added up.

    given: the concessions of this text with their verdicts; alike: which offers one rule may stand for; ruled: the
    verdict of one concession of the thread.
    """
    ours = frozenset(grant.evidence for grant in _grants(grounds))
    mine = [(claim, ruling) for claim, ruling in given if ruling.verdict == "proved" and ruling.evidence in ours]
    if not mine:
        return []
    decided = frozenset(offer.evidence for offer in grounds.offers)
    fresh = list(entries([claim for claim, _ in mine], alike, 0, "new", len(grounds.item_values)))
    fresh = [replace(item, decided=ruling.evidence in decided) for item, (_, ruling) in zip(fresh, mine, strict=True)]
    texts = [claim.clause.text for claim, _ in mine]
    pot = list(_said_before(grounds, alike, ruled, ours))
    added: list[Given] = []
    for item, text in zip(fresh, texts, strict=True):
        pot, taken = put(pot, item, text)
        added += [item] if taken else []
    new = [item for item in added if item in pot]
    once = all(item.times == 1 for item in pot)
    if not new or (once and (len(pot) == 1 or all(item.decided and item.turn == 0 for item in pot))):
        return _too_many(pot, new, grounds)
    return _too_many(pot, new, grounds) or _too_much(pot, new, grounds)


def _said_before(
    grounds: Grounds, alike: Callable[[str], frozenset[str]], ruled: Ruled, ours: frozenset[tuple[str, ...]]
) -> list[Given]:
    """What the agent turns of the thread gave, each with how far it went; what a clause gives by right is left out."""
    pot: list[Given] = []
    for place, turn in enumerate(grounds.thread, 1):
        if turn.role != "agent":
            continue
        claims = [
            claim
            for claim in claims_of(grounds.turns_read[place], "zh", grounds.gazetteer, currency=grounds.currency)
            if claim.kind == "concession" and not _by_right(ruled(claim, grounds), ours)
        ]
        state = state_of(grounds.thread, place)
        for item, claim in zip(entries(claims, alike, place, state, len(grounds.item_values)), claims, strict=True):
            done: State = "done" if is_done(claim.clause.text) else state
            pot, _ = put(pot, replace(item, state=done), claim.clause.text)
    return pot


def _grants(grounds: Grounds) -> tuple[Allowance | Offer, ...]:
    return (*grounds.allowances, *grounds.offers)


def _by_right(ruling: Ruling, ours: frozenset[tuple[str, ...]]) -> bool:
    from_us = all(name.startswith("thread#") for name in ruling.evidence)
    return ruling.verdict == "proved" and ruling.evidence not in ours and not from_us


def _too_many(pot: Sequence[Given], new: Sequence[Given], grounds: Grounds) -> list[Finding]:
    """Gifts, samples and months beyond their own rule's count."""
    found = []
    for item in new:
        own = [each for each in grounds.allowances if each.offer in item.kinds and each.unit in ("count", "month")]
        if not own or item.offer not in ("gift", "sample", "extended_warranty"):
            continue
        alike = [old for old in pot if old.kinds & item.kinds]
        if item.offer == "extended_warranty":
            total = sum((old.amount.high for old in alike if old.amount is not None), Decimal(0))
        else:
            total = sum((old.pieces for old in alike), Decimal(0))
        top = max(own, key=lambda each: each.ceiling)
        if total > top.ceiling:
            found.append(_finding(alike, item, f"{_number(total)} in all", _bound(top), top, grounds))
    return found[:1]


def _too_much(pot: Sequence[Given], new: Sequence[Given], grounds: Grounds) -> list[Finding]:
    """The money of the whole pot against the highest ceiling that any of its entries rests on, and what is alike
    against its own; item by item where items are named."""
    priced = [item for item in pot if item.amount is not None or item.offer not in _UNPRICED]
    priced = [
        item
        for item in priced
        if item.offer != "extended_warranty" and (item.amount is None or item.amount.kind in ("money", "percent"))
    ]
    for sums in _by_item(priced, grounds):
        fresh = [item for item in new if item in sums]
        for together in (sums, *([old for old in sums if old.kinds & item.kinds] for item in fresh)):
            last = next((item for item in reversed(fresh) if item in together), None)
            one = len({(item.turn, item.choice) for item in together}) < 2 and all(item.times == 1 for item in together)
            if last is not None and not one and (over := _over(together, last, grounds)):
                return over
    return []


def _by_item(priced: Sequence[Given], grounds: Grounds) -> Iterator[list[Given]]:
    """What is given for each item: its own and what names no item of the case. Items are the lines of the case."""
    lines = frozenset(grounds.item_values)
    own = [item for item in priced if item.skus and item.skus <= lines]
    named = sorted(frozenset[str]().union(*(item.skus for item in own)))
    if len(named) < 2:
        yield list(priced)
        return
    for sku in named:
        yield [item for item in priced if item not in own or sku in item.skus]


def _over(priced: Sequence[Given], last: Given, grounds: Grounds) -> list[Finding]:
    """What goes beyond the limits when these are added up."""
    grants = [each for each in _grants(grounds) if any(each.offer in item.kinds for item in priced)]
    percents = [item for item in priced if item.amount is not None and item.amount.kind == "percent"]
    if len(percents) == len(priced):
        limits = [limit for each in grants if each.unit == "percent" and (limit := _ceiling(each)) is not None]
        total = _sum(priced, lambda item: _often(item, item.amount.high) if item.amount is not None else None)
        if total is not None and limits and total <= max(limits):
            return []
    money = _sum(priced, lambda item: _cost(item, grounds))
    bounds = [limit for each in grants if (limit := _worth_of(each, grounds)) is not None]
    top = max(grounds.allowances, key=lambda each: each.ceiling if each in grants else Decimal(-1), default=None)
    if money is not None and bounds and money <= max(bounds):
        return []
    said = "which cannot be added up" if money is None else f"{_number(money)} {grounds.currency} in all"
    most = f"{_number(max(bounds))} {grounds.currency}" if bounds else "one of them"
    return [_finding(priced, last, said, most, top, grounds)]


def _often(item: Given, worth: Decimal) -> Decimal | None:
    return None if item.times is None else worth * item.times


def _sum(items: Sequence[Given], worth: Callable[[Given], Decimal | None]) -> Decimal | None:
    """The sum, of alternatives the dearest; None when one is not known."""
    total = Decimal(0)
    for _, group in groupby(
        sorted(items, key=lambda item: (item.turn, item.choice)), key=lambda item: (item.turn, item.choice)
    ):
        costs = [worth(item) for item in group]
        if any(cost is None for cost in costs):
            return None
        total += max(cost for cost in costs if cost is not None)
    return total


def _cost(item: Given, grounds: Grounds) -> Decimal | None:
    """Money that it costs, in the currency of its grounds; None when it is not known or in another currency."""
    if item.amount is not None and item.amount.kind == "money":
        return _often(item, item.amount.high) if item.amount.unit == grounds.currency else None
    worth = grounds.values_of(item.skus, grounds.currency)
    if not worth:
        return None
    if item.amount is not None:
        return _often(item, max(worth) * item.amount.high / 100)
    return max(worth) if item.offer in _WHOLE else None


def _worth_of(grant: Allowance | Offer, grounds: Grounds) -> Decimal | None:
    """A ceiling as money; a percent of what the dearest item in question is worth."""
    ceiling = _ceiling(grant)
    if ceiling is None or grant.unit not in ("money", "percent"):
        return None
    if grant.unit == "money":
        return ceiling if grant.currency == grounds.currency else None
    worth = grounds.values_of(frozenset(), grounds.currency)
    return min(worth) * ceiling / 100 if worth else None


def _ceiling(grant: Allowance | Offer) -> Decimal | None:
    return grant.ceiling if isinstance(grant, Allowance) else grant.value


def _bound(allowance: Allowance) -> str:
    unit = {"percent": "%", "money": allowance.currency}.get(allowance.unit, allowance.unit)
    return f"{_number(allowance.ceiling)} {unit}"


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _finding(
    pot: Iterable[Given], item: Given, said: str, limit: str, top: Allowance | None, grounds: Grounds
) -> Finding:
    """Staff-facing: what was added up, where each part was said, the limit and who may give more."""
    parts = " + ".join(f"{each.said!r}" + (f" (thread#{each.turn})" if each.turn else "") for each in pot)
    who = f"; {top.approver} may give more" if top is not None and top.approver else ""
    why = f"{parts}: {said}; the limit of {grounds.role} is {limit}{who}"
    fix = "give one of them, or say that it replaces what was offered before"
    return Finding("authority.over_limit", "block", why, item.span, fix)
