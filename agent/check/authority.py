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
from agent.check.entitlements import not_of_a_programme, paid_back, speaks_of
from agent.check.given import adds
from agent.check.grounds import Grounds
from agent.check.ledger import over_the_sum
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


_ABOUT = Decimal("1.1")
"""What a sum that is only about right may turn out to be."""
_THING_REACH = 24
"""Characters after the giving word that name the thing given."""


def granted(claim: RawClaim, grounds: Grounds) -> tuple[Ruling, Finding | None]:
    """The verdict of one concession and, when it goes beyond authority, what a person must know."""
    right = _by_right(claim, grounds) or _paid_by_rule(claim, grounds) or _paid_back(claim, grounds)
    if right is not None:
        return Ruling("proved", (right,), f"{right} gives it by right"), None
    done = paid_back(claim, grounds)
    if done is not None:
        return Ruling("proved", (done,), f"{done} shows it as paid back"), None
    kinds = kinds_of(claim.value)
    offers = [offer for offer in grounds.offers if offer.offer in kinds]
    for offer in offers:
        if _offered(claim, offer, grounds):
            return Ruling("proved", offer.evidence, "decided for this case"), None
    allowances = [allowance for allowance in grounds.allowances if allowance.offer in kinds]
    if not any(allowance.ceiling > 0 and _within(claim, allowance, grounds) for allowance in allowances):
        early = _withheld(claim, kinds, grounds)
        if early is not None:
            return Ruling("unproved", (), early.why), early
    if not allowances:
        why = f"{claim.text!r} gives {_name(claim.value)}, which no rule lets {grounds.role} give and no clause grants"
        finding = Finding("authority.not_granted", "block", why, claim.span, "take it out, or ask who may decide")
        return Ruling("unproved", (), "no rule or clause grants it"), finding
    for allowance in allowances:
        if allowance.ceiling > 0 and _within(claim, allowance, grounds):
            return Ruling("proved", allowance.evidence, f"within the limit of {allowance.rule}"), None
    return Ruling("contradicted", (), "beyond the limit of this role"), _over(claim, allowances[0], grounds)


def stacked(given: Sequence[tuple[RawClaim, Ruling]], grounds: Grounds) -> list[Finding]:
    """What goes beyond the limits only as a sum. given: the concessions of one text with their verdicts."""
    return over_the_sum(given, grounds, kinds_of, lambda claim, ground: granted(claim, ground)[0])


def kinds_of(offer: str) -> frozenset[str]:
    """The offers whose rules may grant this one: a price match is paid as a partial refund."""
    return _SAME.get(offer, frozenset({offer}))


def undecided(given: Sequence[tuple[RawClaim, Ruling]], grounds: Grounds) -> list[Finding]:
    """Without a case a rule's ceiling says only what is never exceeded, not that the rule holds."""
    if not grounds.standing:
        return []
    rules = {allowance.evidence: allowance for allowance in grounds.allowances}
    for claim, ruling in given:
        if ruling.verdict == "proved" and ruling.evidence in rules:
            rule = rules[ruling.evidence]
            why = f"{claim.text!r} is within {rule.rule}, a rule for {_name(rule.problem)}; no case says that it holds"
            return [Finding("authority.no_case", "warn", why, claim.span, "check it against the case that it answers")]
    return []


def _withheld(claim: RawClaim, kinds: frozenset[str], grounds: Grounds) -> Finding | None:
    """A rule of this problem would give it, but not now: something must come first, or its rung is not reached."""
    for rule in grounds.withheld:
        if rule.allowance.offer not in kinds or not _within(claim, rule.allowance, grounds):
            continue
        what = f"{claim.text!r} is what {rule.allowance.rule} gives"
        if rule.lacking:
            needs = ", ".join(need.replace("_", " ") for need in rule.lacking)
            why = f"{what} once there is {needs}"
            return Finding("authority.need_missing", "block", why, claim.span, f"ask for {needs} first")
        why = f"{what} on rung {rule.rung} of {_name(rule.allowance.problem)}; this conversation stands on {rule.now}"
        return Finding("authority.rung_skipped", "warn", why, claim.span, "offer what comes first")
    return None


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
    new = adds(claim.clause.text)
    for source in grounds.sources:
        ours = source.kind == "thread"
        if ours and new:
            continue  # what was given before is no right to the same once more
        for statement in source.read:
            if not holds_for(claim, source, statement, grounds):
                continue
            clauses = not_of_a_programme(statement, claim)
            for clause in clauses:
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
                and not ours
                and (claim.about & statement.topics or not claim.about)
                and any(
                    equal(claim.amount, value) and speaks_of(claim.value, clause.text)
                    for clause in clauses
                    for value in clause.values
                )
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


def _paid_back(claim: RawClaim, grounds: Grounds) -> str | None:
    """What was paid for the goods goes back where a clause gives a refund for what is spoken of."""
    said = claim.amount
    if claim.value != "partial_refund" or said is None or said.kind != "money" or said.low != said.high:
        return None
    paid = {(worth.currency, worth.amount) for worth in grounds.item_values.values()}
    orders = (found.value for found in grounds.values.get("money", ()) if found.source.kind == "order")
    if (said.unit, said.low) not in paid and not any(equal(said, value) for value in orders):
        return None
    for source in grounds.sources:
        if source.kind in ("order", "thread", "computed"):
            continue
        for statement in source.read:
            refused = any(stance.value == "cannot" for clause in statement.clauses for stance in clause.stances)
            if "refund" in statement.topics and not refused and holds_for(claim, source, statement, grounds):
                return source.id
    return None


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
    if _open_ended(claim, said):
        return False
    worth = grounds.values_of(claim.skus, grant.currency)
    most = said.high * _ABOUT if said.op == "about" else said.high
    if said.kind == "percent":
        if grant.unit == "percent":
            return most <= ceiling
        return grant.unit == "money" and bool(worth) and max(worth) * most / 100 <= ceiling
    if said.kind == "money":
        if said.unit != grant.currency:
            return False
        if grant.unit == "money":
            return most <= ceiling
        return grant.unit == "percent" and bool(worth) and most <= min(worth) * ceiling / 100
    if said.kind == "duration":
        return grant.unit == "month" and said.unit == "month" and said.high <= ceiling
    return grant.unit == "count" and said.high <= ceiling


_AT_LEAST = re.compile(
    r"(?:至少|起码|最少|不低于|不少于|不止|(?<![a-z])(?:at least|no less than|not less than|more than|over"
    r"|a minimum of))[^,。;]{0,14}$",
    re.IGNORECASE,
)
_AND_MORE = re.compile(r"^(?:多(?!少)|以上|起(?![来码])| or more| and up)", re.IGNORECASE)


def _open_ended(claim: RawClaim, said: Value) -> bool:
    """At least 15, 15 or more: no ceiling holds what has no upper end."""
    start, end = said.span.start - claim.clause.start, said.span.end - claim.clause.start
    text = claim.clause.text
    return said.op == "ge" or bool(_AT_LEAST.search(text[:start]) or _AND_MORE.search(text[end:]))
