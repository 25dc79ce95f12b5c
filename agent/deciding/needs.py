"""Do a rule's conditions hold for this case? Each answer is yes, no, or not known yet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from knowledge.authority import Problem, Rule
from knowledge.orders import Order

Held = Literal["yes", "no", "unknown"]
WITHIN = re.compile(r"order_(paid|shipped|signed)_within_(days|hours):(\d+)")
AT_LEAST = re.compile(r"min_(qty|amount):(\d+(?:\.\d+)?)")
CARRIER_TROUBLE = frozenset({"exception", "returned_to_sender", "customs_held"})
SELLER_PROBLEMS = frozenset({"wrong_item", "missing_item", "defect_minor", "defect_major", "not_as_described"})
CARRIER_PROBLEMS = frozenset({"damaged_in_transit"})
ASKABLE = frozenset({"photo", "video", "order"})
"""What a buyer can still provide: asked for before anything is refused."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the case that conditions speak of. amount: money of the goods concerned, None if unknown."""

    problem: Problem
    media: frozenset[str]
    order: Order | None
    now: datetime
    quantity: int | None
    amount: Decimal | None


def held(need: str, facts: Facts) -> Held:
    """One condition of shop-format's `needs` list."""
    if need in {"photo", "video"}:
        return "yes" if need in facts.media else "no"
    if match := WITHIN.fullmatch(need):
        return _within(match[1], match[2], int(match[3]), facts)
    if match := AT_LEAST.fullmatch(need):
        known = facts.amount if match[1] == "amount" else facts.quantity
        if known is None:
            return "unknown"
        return "yes" if Decimal(known) >= Decimal(match[2]) else "no"
    if need.startswith("cause_"):
        return _cause(need.removeprefix("cause_"), facts)
    return "unknown"


def _within(event: str, unit: str, count: int, facts: Facts) -> Held:
    if facts.order is None:
        return "unknown"
    at: datetime | None = getattr(facts.order, f"{event}_at")
    if at is None:
        return "no"
    span = timedelta(days=count) if unit == "days" else timedelta(hours=count)
    if unit == "days":
        elapsed = facts.now.astimezone(at.tzinfo).date() - at.date()
        return "yes" if elapsed <= span else "no"
    return "yes" if facts.now - at <= span else "no"


def _cause(cause: str, facts: Facts) -> Held:
    """A cause holds when the record or a picture shows it; a buyer's word alone leaves it unknown."""
    if cause == "logistics":
        events = facts.order.parcel if facts.order is not None else ()
        shown = bool(events) and events[-1].status in CARRIER_TROUBLE
        return "yes" if shown or (facts.problem in CARRIER_PROBLEMS and facts.media) else "unknown"
    if cause == "seller":
        return "yes" if facts.problem in SELLER_PROBLEMS and facts.media else "unknown"
    return "yes" if facts.problem in {"changed_mind", "bargain"} else "no"


def lacking(rule: Rule, facts: Facts) -> tuple[str, ...] | None:
    """What is still missing for this rule: () when all holds, None when it cannot hold any more.

    Missing things that the buyer can provide are named photo, video or order; causes that only a person can
    establish are named as they stand in the rule.
    """
    missing: list[str] = []
    for need in rule.needs:
        state = held(need, facts)
        if state == "yes":
            continue
        if need in {"photo", "video"}:
            missing.append(need)
        elif state == "unknown":
            missing.append("order" if WITHIN.fullmatch(need) else need)
        else:
            return None
    return tuple(missing)
