"""Products spoken of: by sku, by name, by a distinctive part, and honestly several when the words fit several."""

from __future__ import annotations

import random
import time

import pytest

from knowledge.catalog import Product
from knowledge.gazetteer import Gazetteer


def product(sku: str, zh: str, en: str, **more: object) -> Product:
    return Product.model_validate({"sku": sku, "price": 10, "name": {"zh": zh, "en": en}, **more})


CATALOGUE = [
    product("AF-55", "5.5升空气炸锅", "5.5 L air fryer"),
    product("AF-40", "4.0升空气炸锅", "4.0 L air fryer"),
    product("AF-55-BSK", "5.5升炸锅备用炸篮", "spare basket for 5.5 L air fryer"),
    product("RC-12", "1.2升迷你电饭煲", "1.2 L mini rice cooker"),
    product("RC-30", "3升电饭煲", "3 L rice cooker"),
    product("LIT-6", "原味豆腐猫砂 6L", "Plain tofu cat litter 6 L"),
    product("TENT", "双人帐篷", "Two-person tent"),
    product("GTR-1", "民谣吉他", "Folk guitar", attributes={"colour": {"value": ["sunburst", "black"]}}),
]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer({item.sku: item for item in CATALOGUE})


def skus(gazetteer: Gazetteer, text: str) -> list[str]:
    return [mention.sku for mention in gazetteer.find(text)]


@pytest.mark.parametrize("written", ["AF-55", "af 55", "af55", "Af_55", "ＡＦ－５５", "买AF55的", "(AF-55)"])
def test_a_sku_is_found_however_it_is_spelled(gazetteer: Gazetteer, written: str) -> None:
    found = gazetteer.find(f"{written} 有货吗")
    assert [(mention.sku, mention.exact, mention.score) for mention in found] == [("AF-55", True, 1.0)]


@pytest.mark.parametrize("text", ["XAF-55", "AF-555", "55", "AF-5 5 5"])
def test_a_part_of_a_longer_code_is_no_sku(gazetteer: Gazetteer, text: str) -> None:
    assert not any(mention.exact for mention in gazetteer.find(text))


def test_the_longer_sku_wins_over_the_shorter_one_inside_it(gazetteer: Gazetteer) -> None:
    assert skus(gazetteer, "af-55-bsk 多少钱") == ["AF-55-BSK"]


def test_a_word_that_is_also_a_sku_counts_only_when_spelled_as_one(gazetteer: Gazetteer) -> None:
    assert [mention.exact for mention in gazetteer.find("is TENT in stock")] == [True]
    assert [mention.exact for mention in gazetteer.find("I need a tent")] == [False]


def test_a_house_prefix_may_be_left_out() -> None:
    found = Gazetteer({sku: product(sku, "锅", "pot") for sku in ("WH-AF55", "WH-RC30")}).find("AF55还有吗")
    assert [(mention.sku, mention.exact) for mention in found] == [("WH-AF55", True)]


@pytest.mark.parametrize("text", ["5.5升空气炸锅多少钱", "5.5 升 空气炸锅 多少钱", "how much is the 5.5 L Air Fryer?"])
def test_a_full_name_is_exact(gazetteer: Gazetteer, text: str) -> None:
    assert [(mention.sku, mention.exact) for mention in gazetteer.find(text)] == [("AF-55", True)]


@pytest.mark.parametrize(
    ("text", "sku"),
    [
        ("5.5升那个空气炸锅还有吗", "AF-55"),
        ("5.5的炸锅多少钱", "AF-55"),
        ("the 5.5L fryer please", "AF-55"),
        ("do you have the mini rice cooker", "RC-12"),
        ("豆腐砂能冲马桶吗", "LIT-6"),
        ("炸篮单独卖吗", "AF-55-BSK"),
        ("is the gutar for beginners", "GTR-1"),
    ],
)
def test_a_distinctive_part_of_a_name_finds_the_product_first(gazetteer: Gazetteer, text: str, sku: str) -> None:
    found = gazetteer.find(text)
    assert found[0].sku == sku
    assert not found[0].exact
    assert 0 < found[0].score < 1


def test_words_that_fit_several_products_give_all_of_them(gazetteer: Gazetteer) -> None:
    assert set(skus(gazetteer, "空气炸锅有几款")) == {"AF-55", "AF-40"}
    assert set(skus(gazetteer, "rice cooker price?")) == {"RC-12", "RC-30"}


def test_an_accessory_is_not_meant_by_the_name_of_what_it_is_for(gazetteer: Gazetteer) -> None:
    assert "AF-55-BSK" not in skus(gazetteer, "the 5.5 L fryer please")


def test_two_products_in_one_sentence_are_both_found(gazetteer: Gazetteer) -> None:
    assert set(skus(gazetteer, "guitar or the tent, which ships first")) == {"GTR-1", "TENT"}


@pytest.mark.parametrize(
    "text", ["", "你好,运费多少", "where is my parcel", "55", "I paid 12 on May 3", "第一次买,十分满意"]
)
def test_talk_of_no_product_names_none(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.find(text) == []


def test_the_span_is_the_words_spoken(gazetteer: Gazetteer) -> None:
    text = "请问 5.5升那个空气炸锅 还有吗"
    mention = gazetteer.find(text)[0]
    assert text[slice(*mention.span)] == mention.text == "5.5升那个空气炸锅"


def test_an_empty_shop_has_nothing_to_find() -> None:
    assert Gazetteer({}).find("AF-55 空气炸锅") == []


def test_a_question_is_read_fast_in_a_large_shop() -> None:
    dice = random.Random(1)
    kinds = ["炸锅", "电饭煲", "水壶", "豆浆机", "保温杯", "台灯", "自行车", "果篮"]
    items = [
        product(
            f"SK-{number}", f"{dice.randint(1, 50)}升{dice.choice('空养智便')}能{dice.choice(kinds)}", f"{number} pot"
        )
        for number in range(5000)
    ]
    large = Gazetteer({item.sku: item for item in items})
    text = "你好我想问一下5升的智能水壶多少钱一个,什么时候能发货?"
    large.find(text)
    started = time.process_time()
    for _ in range(20):
        large.find(text)
    assert (time.process_time() - started) / 20 < 0.008  # about 1 ms on an idle machine
