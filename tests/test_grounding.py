"""What a text of a case may rest on: what the items in question are worth, so that percent and money meet."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from agent.case import Case
from agent.check.grounds import Worth
from agent.grounding import grounds_of
from agent.shop import Shop
from agent.suggestion import Answer, Decision

DECISION = Decision("answer", "pre_sale", (), ())


def case(now: datetime, **more: Any) -> Case:
    return Case.model_validate({"id": "c", "now": now, "messages": [{"role": "buyer", "text": "hi"}], **more})


def test_an_orders_lines_are_worth_what_was_paid(wenhuo: Shop, now: datetime) -> None:
    order = {"id": "X-1", "status": "signed", "items": [{"sku": "WH-AF40", "qty": 2, "paid": 480}]}
    grounds = grounds_of(case(now, order=order), (), DECISION, wenhuo)
    assert grounds.item_values == {"WH-AF40": Worth(Decimal(480), "CNY")}


def test_an_unpaid_line_is_worth_todays_price_of_its_quantity(wenhuo: Shop, now: datetime) -> None:
    order = {"id": "X-1", "status": "unpaid", "items": [{"sku": "WH-AF40", "qty": 2, "paid": 0}]}
    price = wenhuo.folder.products["WH-AF40"].price
    grounds = grounds_of(case(now, order=order), (), DECISION, wenhuo)
    assert grounds.item_values == {"WH-AF40": Worth(2 * price, "CNY")}


def test_an_order_in_another_money_keeps_it(wenhuo: Shop, now: datetime) -> None:
    order = {"id": "X-1", "status": "paid", "currency": "USD", "items": [{"sku": "WH-AF40", "qty": 1, "paid": 50}]}
    grounds = grounds_of(case(now, order=order), (), DECISION, wenhuo)
    assert grounds.values_of(frozenset(), "USD") == [Decimal(50)]
    assert grounds.values_of(frozenset(), "CNY") == []


def test_without_an_order_the_products_spoken_of_are_worth_todays_price(wenhuo: Shop, now: datetime) -> None:
    price = wenhuo.folder.products["WH-AF40"].price
    grounds = grounds_of(case(now), (), DECISION, wenhuo, skus=["WH-AF40", "NO-SUCH"], pieces=3)
    assert grounds.item_values == {"WH-AF40": Worth(3 * price, "CNY")}
    answered = Decision("answer", "pre_sale", (), (), answers=(Answer(0, "compute", ("catalog#WH-AF40",), "price"),))
    assert grounds_of(case(now), (), answered, wenhuo).item_values == {"WH-AF40": Worth(price, "CNY")}
