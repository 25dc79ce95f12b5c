"""Concessions against authority: what a clause gives by right, what this role may give, what nobody granted.

Limits are data (`Grounds.allowances`, `Grounds.offers`); 0 means zero and an absent kind may not be given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from agent.check.claims import RawClaim
from agent.check.conditions import holds_for
from agent.check.grounds import Grounds
from agent.check.rulings import ALIKE
from agent.check.statements import Statement
from agent.check.topics import features, likeness
from agent.check.verdicts import Ruling, judge, show
from agent.quantities import Value, equal
from agent.suggestion import Allowance, Finding, Offer

_SAME: dict[str, frozenset[str]] = {
    "partial_refund": frozenset({"partial_refund", "price_match"}),
    "full_refund": frozenset({"full_refund", "return_refund"}),
    "discount_percent": frozenset({"discount_percent", "discount_amount", "price_match"}),
    "discount_amount": frozenset({"discount_amount", "discount_percent", "price_match"}),
    "free_shipping": frozenset({"free_shipping", "return_postage"}),
}


_ON_TOP = re.compile(
    r"再|另外|额外|还|又|(?<![a-z])(?:another|additional|extra|plus|on top|also)(?![a-z])", re.IGNORECASE
)


_THING_REACH = 24
"""Characters after the giving word that name the thing given."""


def granted(claim: RawClaim, grounds: Grounds) -> tuple[Ruling, Finding | None]:
    """The verdict of one concession and, when it goes beyond authority, what a person must know."""
    right = _by_right(claim, grounds) or _paid_by_rule(claim, grounds)
    if right is not None:
        return Ruling("proved", (right,), f"{right} gives it by right"), None
    kinds = _SAME.get(claim.value, frozenset({claim.value}))
    offers = [offer for offer in grounds.offers if offer.offer in kinds]
    for offer in offers:
        if _offered(claim, offer, grounds):
            return Ruling("proved", offer.evidence, "decided for this case"), None
    allowances = [allowance for allowance in grounds.allowances if allowance.offer in kinds]
    if not allowances:
        why = f"{claim.text!r} gives {_name(claim.value)}, which no rule lets {grounds.role} give and no clause grants"
        finding = Finding("authority.not_granted", "block", why, claim.span, "take it out, or ask who may decide")
        return Ruling("unproved", (), "no rule or clause grants it"), finding
    for allowance in allowances:
        if allowance.ceiling > 0 and _within(claim, allowance, grounds):
            return Ruling("proved", allowance.evidence, f"within the limit of {allowance.rule}"), None
    return Ruling("contradicted", (), "beyond the limit of this role"), _over(claim, allowances[0], grounds)


def stacked(given: Sequence[tuple[RawClaim, Ruling]], grounds: Grounds) -> list[Finding]:
    """Several sums under one rule that together go beyond its limit. given: the concessions of one text."""
    found = []
    for allowance in grounds.allowances:
        under = [
            claim for claim, ruling in given if ruling.verdict == "proved" and ruling.evidence == allowance.evidence
        ]
        sums = _sums([claim for claim in under if claim.amount is not None and claim.amount.kind == "money"])
        if allowance.unit == "money" and len(sums) > 1 and sum(sums) > allowance.ceiling:
            why = f"this text gives {' + '.join(f'{each:f}' for each in sums)} under {allowance.rule} in all"
            limit = f"the limit of {grounds.role} is {allowance.ceiling.normalize():f} {allowance.currency}"
            found.append(
                Finding("authority.over_limit", "block", f"{why}; {limit}", under[-1].span, "give one of them")
            )
    return found


def _sums(claims: Sequence[RawClaim]) -> list[Decimal]:
    """The sums that add up; the same sum said again is one sum unless the text says that it comes on top."""
    sums: list[Decimal] = []
    for claim in claims:
        if claim.amount is not None and (claim.amount.high not in sums or _ON_TOP.search(claim.clause.text)):
            sums.append(claim.amount.high)
    return sums


def _over(claim: RawClaim, allowance: Allowance, grounds: Grounds) -> Finding:
    """Staff-facing: names the limit and who may give more."""
    unit = {"percent": "%", "money": allowance.currency}.get(allowance.unit, allowance.unit)
    limit = f"{allowance.ceiling.normalize():f} {unit}"
    said = show(claim.amount) if claim.amount is not None else _name(claim.value)
    who = f"{allowance.approver} may give more" if allowance.approver else "nobody may give more"
    why = f"this text gives {said}; the limit of {grounds.role} under {allowance.rule} is {limit}; {who}"
    fix = f"stay within {limit}" + (f" or have {allowance.approver} approve it" if allowance.approver else "")
    return Finding("authority.over_limit", "block", why, claim.span, fix)


def _name(offer: str) -> str:
    return offer.replace("_", " ")


def _by_right(claim: RawClaim, grounds: Grounds) -> str | None:
    """The clause that gives the same thing, for a cause that this conversation is about."""
    for source in grounds.sources:
        for statement in source.read:
            if not holds_for(claim, source, statement, grounds):
                continue
            for clause in statement.clauses:
                for item in clause.given:
                    if (
                        item.offer == claim.value
                        and _same_amount(claim.amount, item.amount)
                        and _same_thing(claim, statement)
                    ):
                        return source.id
            if claim.amount is None and _states(claim, statement.text) and _same_thing(claim, statement):
                return source.id
            if (
                claim.amount is not None
                and any(equal(claim.amount, value) for clause in statement.clauses for value in clause.values)
                and (claim.about & statement.topics or not claim.about)
            ):
                return source.id
    return None


def _same_thing(claim: RawClaim, statement: Statement) -> bool:
    """Whether a thing given away is the thing that the clause gives: a rice cooker is not the spoon set."""
    if claim.value not in ("gift", "sample") or claim.amount is not None:
        return True
    clause = claim.clause
    end = claim.span.end - clause.start
    thing = features(clause.text[end : end + _THING_REACH])
    thing = thing or features(clause.text[max(0, claim.span.start - clause.start - _THING_REACH) : end])
    return likeness(thing, statement.content) >= ALIKE


def _paid_by_rule(claim: RawClaim, grounds: Grounds) -> str | None:
    """Postage that a clause lets the shop pay is the buyer's right."""
    if claim.value not in ("free_shipping", "return_postage"):
        return None
    ruling = judge(replace(claim, kind="stance", value="seller_pays"), grounds, ())
    return ruling.evidence[0] if ruling is not None and ruling.verdict == "proved" else None


_STATED = {
    "resend": ("补发", "重发", "resend", "replacement", "replace", "send the right"),
    "exchange": ("换货", "可换", "换一次", "调换", "exchange"),
    "full_refund": ("全额退", "退全款", "全款退", "全部退", "full refund", "full amount", "refund in full"),
    "repair": ("免费维修", "维修", "repair"),
    "free_shipping": ("包邮", "免运费", "免邮", "free shipping", "shipping is free", "free from", "free of charge"),
    "return_postage": ("运费由本店", "运费本店", "运费由我们", "运费都是我们", "postage both ways", "we pay"),
    "gift": ("赠", "送", "gift", "free of charge", "can add a"),
    "sample": ("免费", "free"),
    "coupon": ("券", "voucher", "coupon"),
    "price_match": ("match",),
}


def _states(claim: RawClaim, text: str) -> bool:
    low = text.lower()
    return any(word in low for word in _STATED.get(claim.value, ()))


def _same_amount(said: Value | None, given: Value | None) -> bool:
    if said is None:
        return True
    return given is not None and equal(said, given, bounds=False)


def _offered(claim: RawClaim, offer: Offer, grounds: Grounds) -> bool:
    if offer.value is None or claim.amount is None:
        return True
    return offer.value > 0 and _costs_at_most(offer.value, claim, offer, grounds)


def _within(claim: RawClaim, allowance: Allowance, grounds: Grounds) -> bool:
    if claim.value == "gift" and allowance.gifts and claim.skus and not claim.inherited:
        return claim.skus <= frozenset(allowance.gifts)
    if claim.amount is None:
        return allowance.unit in ("count", "money", "month") or allowance.ceiling >= 100
    return _costs_at_most(allowance.ceiling, claim, allowance, grounds)


def _costs_at_most(ceiling: Decimal, claim: RawClaim, grant: Offer | Allowance, grounds: Grounds) -> bool:
    """Whether the amount is within the ceiling, which is in the unit of its grant.

    Percent and money meet over what the items in question are worth; of several items each must hold, and where
    nothing is known of their worth nothing is granted.
    """
    said = claim.amount
    if said is None:
        return True
    worth = grounds.values_of(claim.skus, grant.currency)
    if said.kind == "percent":
        if grant.unit == "percent":
            return said.high <= ceiling
        return grant.unit == "money" and bool(worth) and max(worth) * said.high / 100 <= ceiling
    if said.kind == "money":
        if said.unit != grant.currency:
            return False
        if grant.unit == "money":
            return said.high <= ceiling
        return grant.unit == "percent" and bool(worth) and said.high <= min(worth) * ceiling / 100
    if said.kind == "duration":
        return grant.unit == "month" and said.unit == "month" and said.high <= ceiling
    return grant.unit == "count" and said.high <= ceiling
