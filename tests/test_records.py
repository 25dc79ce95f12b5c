"""agent/records.py and find(): what a catalogue row answers is looked up, what is vague is searched."""

from __future__ import annotations

from datetime import datetime

import pytest

from agent.found import find
from agent.records import rows_asked
from agent.shop import Shop


async def ids(shop: Shop, text: str, now: datetime, k: int = 5) -> list[str]:
    found = await find(shop, text, now=now, order_id=None, audience="buyer", k=k)
    return [hit.clause_id for hit in found.nearest]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("WH-AF55", ["catalog#WH-AF55"]),
        ("wh af55 多少钱", ["catalog#WH-AF55"]),
        ("how much is the WH-AF40?", ["catalog#WH-AF40"]),
        ("5.5升可视空气炸锅的额定功率是多少", ["catalog#WH-AF55"]),
        ("WH-AF40还有货吗", ["catalog#WH-AF40"]),
        ("compare WH-AF55 and WH-AF40", ["catalog#WH-AF55", "catalog#WH-AF40"]),
    ],
)
async def test_a_named_products_price_stock_property_and_comparison_come_from_its_row_first(
    wenhuo: Shop, now: datetime, text: str, rows: list[str]
) -> None:
    assert (await ids(wenhuo, text, now))[: len(rows)] == rows


async def test_the_sibling_that_was_not_asked_about_does_not_come_first(wenhuo: Shop, now: datetime) -> None:
    for asked, sibling in (("WH-AF55", "WH-AF40"), ("WH-AF40", "WH-AF55")):
        found = await ids(wenhuo, f"{asked}的容量是多少", now)
        assert found[0] == f"catalog#{asked}" and f"catalog#{sibling}" not in found[:3]


async def test_how_to_use_a_named_product_is_in_its_sheet(wenhuo: Shop, now: datetime) -> None:
    assert (await ids(wenhuo, "WH-AF55怎么清洗", now))[0] == "sheets/WH-AF55#cleaning"


def test_nothing_named_looks_nothing_up(wenhuo: Shop) -> None:
    assert rows_asked(wenhuo, "多少钱包邮", wenhuo.lens.gazetteer.find("多少钱包邮")) == ()


async def test_a_product_dearer_than_the_money_named_comes_after_one_that_is_not(wenhuo: Shop, now: datetime) -> None:
    prices = {f"catalog#{one.sku}": one.price for one in wenhuo.folder.products.values()}
    found = [name for name in await ids(wenhuo, "300元以内的空气炸锅", now, k=8) if name in prices]
    assert "catalog#WH-AF40" in found
    dear = [prices[name] > 300 for name in found]
    assert dear == sorted(dear)
