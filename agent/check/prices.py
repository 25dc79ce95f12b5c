"""Whose an amount is: the price of the very product, a line of the very order, a sum that must be worked out."""

from __future__ import annotations

import re

from agent.check.claims import RawClaim
from agent.check.grounds import Found
from agent.check.identities import has_id

_RESULT = re.compile(
    r"差价|差额|相差|合计|总共|一共|共计|总计|总额|(?<![a-z])(?:difference|in total|altogether|the total"
    r"|comes? to)(?![a-z])",
    re.IGNORECASE,
)
_TODAYS = re.compile(
    r"(?:页面|现价|标价|挂价|(?:现在|目前|当前|今天)(?:的)?(?:价格|售价|单价|卖|只要|页面))"
    r"|(?<![a-z])(?:page price|on the page|the page (?:now )?(?:shows|says)|listed at|current price|(?:now|currently)"
    r" (?:costs?|sells?|priced|listed))(?![a-z])",
    re.IGNORECASE,
)
"""Words that tell a price as the one that holds now."""
_DIGIT = re.compile(r"\d")
_OF_PAYING_BACK = frozenset({"refund", "cancel"})
_OF_A_PRICE = frozenset({"price"})
_KNOWN_FOR_CERTAIN = frozenset({"order", "computed", "thread"})


def is_price(claim: RawClaim) -> bool:
    """Money said of a product that its own clause names, where nothing else is spoken of: what the product costs."""
    of_goods = claim.kind == "money" and claim.value.op == "eq" and bool(claim.skus) and not claim.inherited
    return of_goods and not (claim.about | claim.sentence.topics) - _OF_A_PRICE


def is_result(claim: RawClaim) -> bool:
    """Money that its clause gives as a sum or a difference: an equal amount of something else does not prove it."""
    return claim.kind == "money" and _RESULT.search(claim.clause.text) is not None


def of_the_goods(claim: RawClaim, found: Found) -> bool:
    """A price is proved by the product's own row, by arithmetic, by the order, or where the product is named by sku."""
    if found.source.kind in _KNOWN_FOR_CERTAIN or found.source.skus & claim.skus:
        return True
    text = found.statement.text.casefold() if found.statement is not None else ""
    return any(sku.casefold() in text for sku in claim.skus)


def of_another_line(claim: RawClaim, found: Found) -> bool:
    """An order, and what is worked out of it, tells of its products, not of another one that the claim names."""
    if found.source.kind == "computed":
        return bool(claim.skus and found.source.skus) and not found.source.skus & claim.skus
    if not claim.named or claim.inherited:
        return False
    return found.source.kind == "order" and not any(has_id(found.source.text, sku) for sku in claim.skus)


def of_another_day(claim: RawClaim, found: Found) -> bool:
    """What was paid for an order, where the claim tells what the page shows now."""
    if claim.kind != "money" or found.source.kind not in ("order", "thread", "computed"):
        return False
    return _told_as_todays(claim)


def not_paid(claim: RawClaim, found: Found) -> bool:
    """What a product costs, where the claim tells what is paid back for an order: that is what was paid."""
    if claim.kind != "money" or found.source.kind != "product" or claim.named or _told_as_todays(claim):
        return False
    return bool(claim.about & _OF_PAYING_BACK) and not claim.about & _OF_A_PRICE


def _told_as_todays(claim: RawClaim) -> bool:
    """Whether the words before the amount, up to the number before it, tell it as the price of now."""
    before = claim.clause.text[: claim.span.start - claim.clause.start]
    return any(not _DIGIT.search(before, match.end()) for match in _TODAYS.finditer(before))
