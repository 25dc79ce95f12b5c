"""What is shown for a need, and what stands in for something that is sold out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from agent.recommend import as_recommendation, budget, for_need, instead_of, reason, sold
from agent.suggestion import Evidence, EvidenceKind
from knowledge.bilingual import Bilingual
from knowledge.catalog import Product


def product(sku: str, price: str = "100", **more: Any) -> Product:
    fields: dict[str, Any] = {"sku": sku, "name": {"zh": f"{sku}号"}, "price": Decimal(price)}
    return Product.model_validate(fields | more)


def shelf(*products: Product) -> dict[str, Product]:
    return {each.sku: each for each in products}


def found(*names: str, kind: EvidenceKind = "product") -> list[Evidence]:
    return [
        Evidence(id=f"catalog#{name}", kind=kind, doc="catalog", anchor=name, text=Bilingual(zh=name), lang="zh")
        for name in names
    ]


@pytest.mark.parametrize(("stock", "expected"), [(3, True), (0, False), (None, True)])
def test_unknown_stock_is_not_out_of_stock(stock: int | None, expected: bool) -> None:
    assert sold(product("A", stock=stock)) is expected


def test_only_what_is_in_stock_is_shown_for_a_need_most_relevant_first() -> None:
    stock = shelf(product("GONE", stock=0), product("B", stock=2), product("C"), product("D", stock=9))
    assert [each.sku for each in for_need(found("GONE", "C", "B", "D"), stock)] == ["C", "B"]
    assert [each.sku for each in for_need(found("GONE", "C", "B", "D"), stock, limit=9)] == ["C", "B", "D"]
    assert for_need(found("GONE"), stock) == []


def test_evidence_that_is_no_product_of_this_shop_is_passed_over() -> None:
    assert for_need([*found("A", kind="policy"), *found("ELSEWHERE")], shelf(product("A"))) == []


def test_the_sheets_own_alternative_goes_before_a_nearer_price() -> None:
    gone = product("GONE", "100", stock=0, category="fryer", alternatives=["FAR"])
    stock = shelf(gone, product("NEAR", "101", stock=5, category="fryer"), product("FAR", "180", stock=5))
    assert instead_of(gone, stock) == stock["FAR"]


def test_an_alternative_that_is_sold_out_or_unknown_is_passed_over_for_the_next() -> None:
    gone = product("GONE", alternatives=["NOWHERE", "OUT", "THERE"])
    stock = shelf(gone, product("OUT", stock=0), product("THERE", stock=1))
    assert instead_of(gone, stock) == stock["THERE"]


def test_without_an_alternative_the_nearest_price_of_the_category_in_stock_stands_in() -> None:
    gone = product("GONE", "100", stock=0, category="fryer", alternatives=["OUT"])
    stock = shelf(
        gone,
        product("OUT", "100", stock=0, category="fryer"),
        product("DEARER", "140", stock=5, category="fryer"),
        product("CHEAPER", "75", stock=5, category="fryer"),
        product("KETTLE", "100", stock=5, category="kettle"),
    )
    assert instead_of(gone, stock) == stock["CHEAPER"]


@pytest.mark.parametrize("category", [None, "fryer"])
def test_nothing_stands_in_where_nothing_is_like_it(category: str | None) -> None:
    gone = product("GONE", stock=0, category=category)
    assert instead_of(gone, shelf(gone, product("OTHER", stock=5))) is None


def test_a_reason_is_the_sheets_first_advantage_that_has_words() -> None:
    spoken = product("A", advantages=[{"feature": "power"}, {"feature": "size", "zh": "够四个人吃"}])
    assert reason(spoken) == Bilingual(zh="够四个人吃")
    assert reason(product("B")) == Bilingual()


def test_a_recommendation_cites_the_product_it_shows() -> None:
    shown = as_recommendation(product("A", advantages=[{"feature": "size", "zh": "够四个人吃", "en": "feeds four"}]))
    assert (shown.sku, shown.evidence, shown.why.en) == ("A", ("catalog#A",), "feeds four")


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("预算250以内 推荐一款", "250"),
        ("推荐个两百块以下的", "200"),
        ("推荐个300元左右的", "330"),
        ("my budget is 80, what should I get", "80"),
        ("something under ¥120 please", "120"),
        ("500元以上的有哪些", None),
        ("两个人吃 推荐哪款", None),
    ],
)
def test_what_the_buyer_wants_to_spend_bounds_what_is_shown(text: str, most: str | None) -> None:
    assert budget(text, "CNY") == (None if most is None else Decimal(most))
