"""Numbers that name rather than count, ids behind a label, and shares, sums and dates in their rarer forms."""

from __future__ import annotations

from decimal import Decimal

import pytest

from agent.check.grounds import Grounds
from agent.check.identities import ids
from agent.check.places import apart, places_in
from agent.check.proof import proofread
from agent.quantities import equal, quantities
from agent.suggestion import Evidence
from knowledge.bilingual import Bilingual, Lang


def read(text: str) -> list[str]:
    return [f"{value.kind} {value.low:f} {value.unit}".strip() for value in quantities(text, currency="CNY")]


@pytest.mark.parametrize(("text", "values"), [
    ("1. Log in\n2. Order 3 pieces", ["count 3 piece"]),
    ("1、拆封\n2、静置30分钟", ["duration 30 minute"]),
    ("第3步:点击保存", []),
    ("Address Line 1: 443 Maple Drive", ["count 443"]),
    ("Suite 394", []),
    ("3.5 kg", ["quantity 3.5 kg"]),
    ("two further kilograms", ["quantity 2 kg"]),
    ("3 more days", ["duration 3 day"]),
    ("付三成定金", ["percent 30 %"]),
    ("降了三成五", ["percent 35 %"]),
    ("一成不变的成本", []),
    ("定金三分之一", [f"percent {Decimal(100) / 3} %"]),
    ("a third party", []),
    ("1 200 元", ["money 1200 CNY"]),
    ("iPhone 15 999元", ["count 15", "money 999 CNY"]),
    ("几百五十元", []),
    ("6'2\"", ["quantity 74 in"]),
    ("半个月内", ["duration 15 day"]),
    ("20块邮费", ["money 20 CNY"]),
    ("五周到账", ["duration 35 day"]),
])  # fmt: skip
def test_a_number_is_read_as_what_it_is(text: str, values: list[str]) -> None:
    assert read(text) == values


def test_a_date_that_may_be_either_equals_both_and_no_third() -> None:
    either, may, june, july = (
        quantities(text, currency="CNY")[0] for text in ("05/06/2026", "2026-05-06", "2026-06-05", "2026-07-05")
    )
    assert equal(either, may)
    assert equal(june, either)
    assert not equal(either, july)


@pytest.mark.parametrize(("text", "expected"), [
    ("这款(商品ID100002047744)有货", ["100002047744"]),
    ("Item ID: 2872451762", ["2872451762"]),
    ("order #W5490111", ["W5490111"]),
    ("Suite 394, Zip Code: 76165", ["394", "76165"]),
    ("room 5 m wide", []),
])  # fmt: skip
def test_digits_behind_a_label_are_an_identity(text: str, expected: list[str]) -> None:
    assert [token.value for token in ids(text)] == expected


def test_a_rule_for_one_place_proves_nothing_of_another() -> None:
    assert apart(places_in("To Germany"), places_in("寄新加坡"))
    assert not apart(places_in("寄德国"), places_in("Within the EU"))
    assert not apart(places_in("寄新疆"), places_in("大陆地区"))
    assert not apart(places_in("anywhere"), places_in("to France"))


COSTS = Evidence(
    "post#abroad", "policy", "post", "abroad",
    Bilingual(
        zh="寄日本运费60元,5到10个工作日送达。寄德国运费110元,8到15个工作日送达。",
        en="Postage to Japan is 60 yuan, delivery takes 5 to 10 business days. "
        "Postage to Germany is 110 yuan, delivery takes 8 to 15 business days.",
    ),
    "zh",
)  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "expected"), [
    ("en", "Postage to Germany is 110 yuan.", []),
    ("en", "Postage to Germany is 60 yuan.", ["60 yuan"]),
    ("zh", "寄日本5到10个工作日送达。", []),
    ("zh", "寄日本8到15个工作日送达。", ["8到15个工作日"]),
])  # fmt: skip
def test_a_value_is_proved_by_the_place_that_is_named(lang: Lang, text: str, expected: list[str]) -> None:
    proof = proofread(text, lang, Grounds(evidence=(COSTS,)))
    assert [claim.text for claim in proof.claims if claim.verdict != "proved"] == expected
