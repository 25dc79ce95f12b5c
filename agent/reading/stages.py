"""Which desk a message belongs to, and which authority problem it raises."""

from __future__ import annotations

from collections.abc import Sequence

from agent.reading.intents import IntentModel
from knowledge.authority import Problem
from knowledge.orders import Order
from knowledge.passage import Stage

_UNSURE = frozenset({"other", "greeting", "thanks", "goodbye", "human_request", "out_of_scope", "off_platform"})
_BEFORE_BUYING = frozenset(
    {"ship_time", "delivery_time", "postage", "customs", "invoice", "payment_problem", "change_order"}
)
"""In-sale intents that buyers without an order ask too."""
_AFTER_SIGNING = frozenset({"invoice", "payment_problem", "customs"})
_DONE = frozenset({"signed", "return_requested", "returned", "refunded"})
_WEIGHT: dict[Problem, float] = {"changed_mind": 0.4, "other": 0.2, "bad_review_threat": 0.8, "bargain": 0.6}
"""A fault weighs more than what the buyer wants done about it."""


def desk(
    intents: Sequence[tuple[str, float]], order: Order | None, model: IntentModel, earlier: Sequence[str]
) -> Stage:
    """The desk of the strongest intent; of the thread or the order, where the intent leaves it open."""
    name = intents[0][0]
    if name in _UNSURE:
        told = [intent for intent in reversed(earlier) if intent not in _UNSURE]
        if order is not None or not told:
            return _by_order(order)
        name = told[0]
    stage = model.stage(name)
    if stage == "in_sale" and order is None and name in _BEFORE_BUYING:
        return "pre_sale"
    if name in _AFTER_SIGNING and order is not None and order.status in _DONE:
        return "after_sale"
    return stage


def problem_of(problems: Sequence[tuple[Problem, float]]) -> Problem | None:
    """The problem that authority is asked about: the surest, faults before wishes."""
    best = max(problems, key=lambda item: item[1] * _WEIGHT.get(item[0], 1.0), default=None)
    return None if best is None else best[0]


def _by_order(order: Order | None) -> Stage:
    if order is None:
        return "pre_sale"
    return "after_sale" if order.status in _DONE else "in_sale"
