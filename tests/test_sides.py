"""The Chinese side and the English side of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.sides import split_body, split_label


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("退货政策 · Returns", "退货政策", "Returns"),
        ("Returns / 退货", "退货", "Returns"),
        ("发货与配送 Shipping", "发货与配送", "Shipping"),
        ("可以混码吗? Can I mix sizes?", "可以混码吗?", "Can I mix sizes?"),
        ("七天无理由退货", "七天无理由退货", None),
        ("Care", None, "Care"),
        ("AF-55 说明", "AF-55 说明", None),
        ("支持5G WiFi吗", "支持5G WiFi吗", None),
        ("USB-C 充电", "USB-C 充电", None),
        (
            "第一步:活动价和包邮 · Step 1: sale price and postage",
            "第一步:活动价和包邮",
            "Step 1: sale price and postage",
        ),
    ],
)
def test_a_heading_in_two_languages_has_two_sides(text: str, zh: str | None, en: str | None) -> None:
    pair = split_label(text)
    assert (pair.zh, pair.en) == (zh, en)


def test_lines_go_to_their_language() -> None:
    pair = split_body(["签收后7天内可退。", "Within 7 days."])
    assert (pair.zh, pair.en) == ("签收后7天内可退。", "Within 7 days.")


def test_a_line_in_both_languages_is_cut_between_sentences() -> None:
    pair = split_body(["以下为预计时间。Estimated times, without customs. 不含清关。"])
    assert (pair.zh, pair.en) == ("以下为预计时间。 不含清关。", "Estimated times, without customs.")


def test_codes_inside_a_chinese_sentence_stay_in_it() -> None:
    pair = split_body(["我们用 DHL、FedEx 和 UPS,快递不送邮政信箱(PO Box)。"])
    assert (pair.zh, pair.en) == ("我们用 DHL、FedEx 和 UPS,快递不送邮政信箱(PO Box)。", None)


def test_english_with_a_chinese_gloss_stays_english() -> None:
    pair = split_body(["You can pay with Alipay (支付宝) or by card on the page."])
    assert (pair.zh, pair.en) == (None, "You can pay with Alipay (支付宝) or by card on the page.")


def test_a_line_of_numbers_goes_to_every_side() -> None:
    pair = split_body(["尺寸", "Size of it", "- 30 × 40"])
    assert (pair.zh, pair.en) == ("尺寸\n- 30 × 40", "Size of it\n- 30 × 40")


def test_a_table_in_both_languages_keeps_its_rows_on_both_sides() -> None:
    pair = split_body(["| 地区 Region | 快递 Courier (days) |", "| --- | --- |", "| 美国 United States | 4–6 |"])
    assert pair.zh == "| 地区 | 快递 (days) |\n| --- | --- |\n| 美国 | 4–6 |"
    assert pair.en == "| Region | Courier (days) |\n| --- | --- |\n| United States | 4–6 |"


def test_a_chinese_table_with_brand_names_has_no_english_side() -> None:
    rows = ["| 快递 | 时效 |", "| --- | --- |", "| 顺丰 SF | 2天 |", "| 圆通 | 3天 |"]
    pair = split_body(rows)
    assert (pair.zh, pair.en) == ("\n".join(rows), None)


@given(st.lists(st.text(alphabet="退货运费abcXY 12。.!?,·/|-", max_size=30), max_size=6))
def test_no_word_character_is_lost(lines: list[str]) -> None:
    pair = split_body(lines)
    kept = "".join(text for text in pair.texts())
    assert {c for line in lines for c in line if c.isalnum()} == {c for c in kept if c.isalnum()}
