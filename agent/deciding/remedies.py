"""What this role may give for this problem and item now: the ladder, its limits, and who may give more.

Rules are shop-format's authority.toml. 0 means zero, an absent role may not, what no rule grants is not offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from agent.deal import next_rung
from agent.deciding.needs import Facts, lacking
from agent.suggestion import Allowance, Offer, Withheld
from knowledge.authority import OfferKind, Rule

Unit = Literal["percent", "money", "month", "count"]
UNITS: dict[OfferKind, Unit] = {
    "discount_percent": "percent", "extended_warranty": "month", "gift": "count", "sample": "count",
}  # fmt: skip
WHOLE_ITEM: frozenset[OfferKind] = frozenset({"exchange", "resend", "full_refund", "return_refund"})
"""Offers that cost the shop up to the item itself; all or nothing, so a lower ceiling means somebody else decides."""
GENTLE_FIRST: tuple[OfferKind, ...] = (
    "free_shipping", "coupon", "gift", "sample", "extended_warranty", "discount_amount", "discount_percent",
    "price_match", "partial_refund", "return_postage", "repair", "resend", "exchange", "return_refund", "full_refund",
)  # fmt: skip
"""Cheapest for both sides first, when the money does not settle it."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Who gives, for what. item_value: the line's paid price, or today's price without an order."""

    role: str
    roles: Sequence[str]
    sku: str | None
    item_value: Decimal | None
    postage: Decimal | None
    return_postage: Decimal | None
    price_drop: Decimal | None
    currency: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Remedies:
    """offers: what may be given now, gentlest first. lacking: what must come first (photo, video, order, cause_*).

    over_limit: a remedy exists but is beyond this role; approver: the lowest role that may give it or more.
    exhausted: the buyer has pushed past the last rung. known: any rule speaks of this problem and item.
    withheld: rules within this role's reach that give nothing yet.
    """

    offers: tuple[Offer, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    lacking: tuple[str, ...] = ()
    approver: str | None = None
    over_limit: bool = False
    exhausted: bool = False
    known: bool = False
    withheld: tuple[Withheld, ...] = ()


def remedies(rules: Iterable[Rule], ground: Ground, *, on_the_table: frozenset[OfferKind] = frozenset()) -> Remedies:
    """The offers of the next usable step of this problem's ladder for this item and role.

    on_the_table: what this thread already offered; the rung after the highest of those is the next.
    """
    covering = _covering([rule for rule in rules if rule.problem == ground.facts.problem], ground.sku)
    if not covering:
        return Remedies()
    open_rules = [(rule, missing) for rule in covering if (missing := lacking(rule, ground.facts)) is not None]
    usable = [(rule, missing) for rule, missing in open_rules if _ceiling(rule, ground) is not None]
    within = [(rule, missing) for rule, missing in usable if not _beyond(rule, ground)]
    steps = sorted({rule.step for rule, _ in within})
    approver = _approver([rule for rule, _ in open_rules], ground)
    if not steps:
        needed = tuple(dict.fromkeys(item for _, missing in open_rules for item in missing))
        return Remedies(
            known=True, over_limit=bool(open_rules) and approver is not None, approver=approver, lacking=needed
        )
    ladder = [frozenset(rule.offer for rule, _ in within if rule.step == step) for step in steps]
    rung = next_rung(ladder, on_the_table)
    if rung > len(steps):
        last = [_allowance(rule, ground) for rule, missing in within if rule.step == steps[-1] and not missing]
        return Remedies(
            allowances=tuple(last), known=True, exhausted=True, approver=approver,
            withheld=_withheld(within, steps, len(steps), ground),
        )  # fmt: skip
    current = [(rule, missing) for rule, missing in within if rule.step == steps[rung - 1]]
    ready = [rule for rule, missing in current if not missing]
    needed = () if ready else tuple(dict.fromkeys(item for _, missing in current for item in missing))
    offers = sorted((_offer(rule, ground) for rule in ready), key=_gentle)
    return Remedies(
        tuple(offers), tuple(_allowance(rule, ground) for rule in ready), needed, approver, known=True,
        withheld=_withheld(within, steps, rung, ground),
    )  # fmt: skip


def _withheld(
    within: Sequence[tuple[Rule, tuple[str, ...]]], steps: Sequence[int], rung: int, ground: Ground
) -> tuple[Withheld, ...]:
    """Rules that something is missing for, and those of rungs that are not reached; of a rung passed, none."""
    rungs = {step: place for place, step in enumerate(steps, 1)}
    return tuple(
        Withheld(_allowance(rule, ground), missing, rungs[rule.step], rung)
        for rule, missing in within
        if (missing and rungs[rule.step] >= rung) or rungs[rule.step] > rung
    )


def _covering(rules: list[Rule], sku: str | None) -> list[Rule]:
    """Rules for this item; where one with globs speaks of an offer and step, the general one is silent."""
    specific = {(rule.offer, rule.step) for rule in rules if rule.items and sku is not None and rule.covers(sku)}
    return [
        rule
        for rule in rules
        if (rule.items and sku is not None and rule.covers(sku))
        or (not rule.items and (rule.offer, rule.step) not in specific)
    ]


def _ceiling(rule: Rule, ground: Ground) -> Decimal | None:
    """What this role may give under this rule, or None for nothing: role absent, zero, or the item's value unknown."""
    limit = rule.limits.get(ground.role)
    if limit is None or limit == 0:
        return None
    if rule.max_percent_of_item is not None and UNITS.get(rule.offer, "money") == "money":
        if ground.item_value is None:
            return None
        limit = min(limit, (ground.item_value * rule.max_percent_of_item / 100).quantize(Decimal("0.01")))
    if rule.offer == "free_shipping" and ground.postage == 0:
        return None
    return limit if limit > 0 else None


def _beyond(rule: Rule, ground: Ground) -> bool:
    """Is the whole thing worth more than this role's ceiling? Only all-or-nothing offers can be."""
    cost = _cost(rule.offer, None, ground)
    ceiling = _ceiling(rule, ground)
    return rule.offer in WHOLE_ITEM and cost is not None and ceiling is not None and cost > ceiling


def _cost(offer: OfferKind, value: Decimal | None, ground: Ground) -> Decimal | None:
    if offer in WHOLE_ITEM:
        return ground.item_value
    if offer == "discount_percent" and value is not None and ground.item_value is not None:
        return (ground.item_value * value / 100).quantize(Decimal("0.01"))
    if offer == "free_shipping":
        return ground.postage
    return value if UNITS.get(offer, "money") == "money" else None


def _offer(rule: Rule, ground: Ground) -> Offer:
    ceiling = _ceiling(rule, ground)
    assert ceiling is not None  # only rules with a ceiling come here
    value: Decimal | None = ceiling
    if rule.offer in WHOLE_ITEM or rule.offer in {"repair", "free_shipping"}:
        value = None
    elif rule.offer == "gift":
        value = Decimal(1)
    elif rule.offer == "return_postage" and ground.return_postage is not None:
        value = min(ceiling, ground.return_postage)
    elif rule.offer == "price_match":
        value = None if ground.price_drop is None else min(ceiling, ground.price_drop)
    gift = rule.gifts[0] if rule.offer == "gift" and rule.gifts else None
    return Offer(
        rule.offer, value, UNITS.get(rule.offer, "money"), rule.currency or ground.currency, citations(rule),
        _cost(rule.offer, value, ground), gift,
    )  # fmt: skip


def _allowance(rule: Rule, ground: Ground) -> Allowance:
    ceiling = _ceiling(rule, ground)
    assert ceiling is not None
    return Allowance(
        rule.id, rule.problem, rule.offer, ceiling, UNITS.get(rule.offer, "money"), rule.currency or ground.currency,
        _approver([rule], ground), citations(rule), rule.gifts, rule.secret,
    )  # fmt: skip


def standing_allowances(rules: Iterable[Rule], role: str, roles: Sequence[str], currency: str) -> tuple[Allowance, ...]:
    """Each rule's ceiling for this role as it stands, whatever the case: an upper bound for any text of this role."""
    ranked = {name: rank for rank, name in enumerate(roles)}
    return tuple(
        Allowance(
            rule.id, rule.problem, rule.offer, rule.limits[role], UNITS.get(rule.offer, "money"),
            rule.currency or currency, _next_role(rule, role, ranked), citations(rule), rule.gifts, rule.secret,
        )
        for rule in rules
        if rule.limits.get(role, Decimal(0)) > 0
    )  # fmt: skip


def _next_role(rule: Rule, role: str, ranked: Mapping[str, int]) -> str | None:
    above = [
        name for name, limit in rule.limits.items() if limit > rule.limits[role] and ranked.get(name, -1) > ranked[role]
    ]
    return min(above, key=lambda name: ranked[name], default=None)


def citations(rule: Rule) -> tuple[str, ...]:
    """An offer's evidence is the rule that grants it and what the rule rests on."""
    return (rule.citation,) if rule.rests_on is None else (rule.citation, rule.rests_on)


def _approver(rules: Iterable[Rule], ground: Ground) -> str | None:
    """The lowest role above this one to whom any of these rules gives more than this role has."""
    rank = {role: position for position, role in enumerate(ground.roles)}
    mine = rank.get(ground.role, -1)
    able = [
        role
        for rule in rules
        for role, limit in rule.limits.items()
        if rank.get(role, -1) > mine
        and limit > rule.limits.get(ground.role, Decimal(0))
        and _enough(rule, limit, ground)
    ]
    return min(able, key=lambda role: rank[role]) if able else None


def _enough(rule: Rule, limit: Decimal, ground: Ground) -> bool:
    return rule.offer not in WHOLE_ITEM or ground.item_value is None or limit >= ground.item_value


def _gentle(offer: Offer) -> tuple[Decimal, int]:
    return (offer.cost if offer.cost is not None else Decimal(0), GENTLE_FIRST.index(offer.offer))
