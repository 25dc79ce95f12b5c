"""The ladder: what a role may give, for which item, after which proof, and who may give more."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from agent.deciding.needs import Facts, held, lacking
from agent.deciding.remedies import Ground, Remedies, remedies, standing_allowances
from knowledge.authority import Problem, Rule
from knowledge.orders import Order, OrderItem, ParcelEvent

NOW = datetime(2026, 5, 6, 10, tzinfo=UTC)
ROLES = ("agent", "lead", "manager")


def rule(id: str, offer: str, limits: dict[str, float], **more: Any) -> Rule:
    return Rule.model_validate(
        {"id": id, "problem": "bargain", "offer": offer, "limits": {k: Decimal(str(v)) for k, v in limits.items()}}
        | more
    )


def order(signed_days_ago: int | None = 1, **more: Any) -> Order:
    signed = None if signed_days_ago is None else NOW - timedelta(days=signed_days_ago)
    fields: dict[str, Any] = {"id": "A-1", "status": "signed", "items": (OrderItem(sku="AF-55", paid=Decimal(269)),)}
    return Order(**(fields | {"signed_at": signed} | more))


def facts(problem: Problem = "bargain", media: tuple[str, ...] = (), **more: Any) -> Facts:
    known: dict[str, Any] = {"order": None, "now": NOW, "quantity": None, "amount": None}
    return Facts(problem, frozenset(media), **(known | more))


def give(rules: list[Rule], *, role: str = "agent", offered: tuple[str, ...] = (), **more: Any) -> Remedies:
    known: dict[str, Any] = {
        "sku": "AF-55", "item_value": Decimal(269), "postage": None, "return_postage": None, "price_drop": None,
        "facts": facts(),
    }  # fmt: skip
    ground = Ground(role=role, roles=ROLES, currency="CNY", **(known | more))
    return remedies(rules, ground, on_the_table=frozenset(offered))


LADDER = [
    rule("gift", "gift", {"agent": 1}, gifts=["SPOON-1"], step=1),
    rule("coupon", "coupon", {"agent": 0, "lead": 10}, step=2),
    rule("percent", "discount_percent", {"agent": 5, "lead": 10}, step=3),
]


@pytest.mark.parametrize(("offered", "offer", "value"), [((), "gift", 1), (("gift",), "discount_percent", 5)])
def test_what_was_offered_climbs_one_rung_and_a_zero_rung_is_passed_over(
    offered: tuple[str, ...], offer: str, value: int
) -> None:
    found = give(LADDER, offered=offered)
    assert [(each.offer, each.value) for each in found.offers] == [(offer, value)]


def test_past_the_last_rung_nothing_more_is_offered_and_the_approver_is_named() -> None:
    found = give(LADDER, offered=("gift", "discount_percent"))
    assert found.exhausted
    assert found.offers == ()
    assert found.approver == "lead"


def test_zero_means_zero() -> None:
    found = give([rule("none", "coupon", {"agent": 0, "lead": 0})])
    assert (found.offers, found.allowances, found.approver, found.known) == ((), (), None, True)


def test_a_role_left_out_may_not_give_but_a_higher_one_may() -> None:
    found = give([rule("lead-only", "coupon", {"lead": 10})])
    assert found.offers == ()
    assert found.over_limit
    assert found.approver == "lead"


def test_no_rule_grants_nothing() -> None:
    assert give([]) == Remedies()


def test_a_rule_with_globs_goes_before_one_without() -> None:
    general = rule("all", "coupon", {"agent": 5})
    special = rule("fryers", "coupon", {"agent": 9}, items=["AF-*"])
    assert [each.value for each in give([general, special]).offers] == [9]
    assert [each.value for each in give([general, special], sku="RC-1").offers] == [5]


def test_the_lower_of_limit_and_percent_of_item_holds() -> None:
    capped = rule("minor", "partial_refund", {"agent": 50}, max_percent_of_item=10)
    assert give([capped]).offers[0].value == Decimal("26.90")
    assert give([capped], item_value=Decimal(1000)).offers[0].value == 50


def test_a_percent_ceiling_without_a_known_item_value_gives_nothing() -> None:
    assert give([rule("minor", "partial_refund", {"agent": 50}, max_percent_of_item=10)], item_value=None).offers == ()


def test_an_exchange_dearer_than_the_limit_needs_the_role_that_can_pay_it() -> None:
    found = give([rule("swap", "exchange", {"agent": 100, "lead": 200, "manager": 4000})])
    assert found.offers == ()
    assert found.over_limit
    assert found.approver == "manager"


def test_the_cheapest_remedy_for_both_comes_first() -> None:
    found = give([rule("refund", "return_refund", {"agent": 500}), rule("small", "partial_refund", {"agent": 15})])
    assert [each.offer for each in found.offers] == ["partial_refund", "return_refund"]


def test_free_shipping_is_no_rung_for_an_order_that_ships_free() -> None:
    ladder = [rule("ship", "free_shipping", {"agent": 20}, step=1), rule("coupon", "coupon", {"agent": 5}, step=2)]
    assert give(ladder, postage=Decimal(0)).offers[0].offer == "coupon"


def test_a_missing_photo_is_asked_for_before_anything_is_given() -> None:
    found = give([rule("minor", "coupon", {"agent": 15}, needs=["photo"])])
    assert (found.offers, found.lacking) == ((), ("photo",))


def test_a_window_that_has_passed_closes_the_rule() -> None:
    late = rule("swap", "coupon", {"agent": 15}, needs=["order_signed_within_days:7"])
    assert give([late], facts=facts(order=order(8))).offers == ()
    assert give([late], facts=facts(order=order(7))).offers != ()


def test_standing_allowances_leave_out_zero_and_absent_roles() -> None:
    found = standing_allowances(LADDER, "agent", ROLES, "CNY")
    assert {each.rule: each.ceiling for each in found} == {"gift": 1, "percent": 5}


@pytest.mark.parametrize(
    ("need", "known", "expected"),
    [
        ("photo", facts(media=("photo",)), "yes"),
        ("photo", facts(), "no"),
        ("video", facts(media=("photo",)), "no"),
        ("min_qty:100", facts(quantity=100), "yes"),
        ("min_qty:100", facts(quantity=0), "no"),
        ("min_qty:100", facts(), "unknown"),
        ("min_amount:80", facts(amount=Decimal("79.99")), "no"),
        ("order_signed_within_hours:48", facts(order=order(1)), "yes"),
        ("order_signed_within_hours:48", facts(order=order(3)), "no"),
        ("order_signed_within_days:7", facts(order=order(None)), "no"),
        ("order_signed_within_days:7", facts(), "unknown"),
        ("cause_seller", facts("wrong_item", ("photo",)), "yes"),
        ("cause_seller", facts("wrong_item"), "unknown"),
        ("cause_buyer", facts("changed_mind"), "yes"),
        ("unopened", facts(), "unknown"),
    ],
)
def test_a_condition_is_met_unmet_or_not_known_yet(need: str, known: Facts, expected: str) -> None:
    assert held(need, known) == expected


def test_a_carriers_own_exception_shows_the_carriers_fault() -> None:
    event = ParcelEvent(at=NOW, status="exception")
    assert held("cause_logistics", facts("lost_parcel", order=order(None, parcel=(event,)))) == "yes"
    assert held("cause_logistics", facts("lost_parcel")) == "unknown"


def test_what_the_buyer_can_still_provide_is_told_from_what_cannot_hold() -> None:
    needed = rule("r", "coupon", {"agent": 1}, needs=["photo", "order_signed_within_days:7"])
    assert lacking(needed, facts()) == ("photo", "order")
    assert lacking(needed, facts(order=order(9))) is None
