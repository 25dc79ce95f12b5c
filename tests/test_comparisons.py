"""What two products' rows differ by, ends of ranges, sums and times added up are proved; the next number is not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from agent.case import Turn
from agent.check.grounds import Grounds
from agent.check.proof import proofread
from agent.suggestion import Evidence
from knowledge.bilingual import Bilingual, Lang
from knowledge.catalog import Product
from knowledge.gazetteer import Gazetteer


def row(sku: str, zh: str, en: str) -> Evidence:
    return Evidence(f"catalog#{sku}", "product", "catalog", sku, Bilingual(zh=zh, en=en), "zh", skus=(sku,))


TENT = row(
    "TENT-2",
    "登山帐篷 TENT-2\n价格：480元\n重量：2.6 kg\n耐受温度：-10–40 °C",
    "mountain tent TENT-2\nPrice: 480 CNY\nWeight: 2.6 kg\nTemperature: -10–40 °C",
)
TARP = row("TARP-1", "轻便天幕 TARP-1\n价格：300元\n重量：0.9 kg", "light tarp TARP-1\nPrice: 300 CNY\nWeight: 0.9 kg")
TIMES = Evidence(
    "shipping#times", "policy", "shipping", "times",
    Bilingual(zh="付款后2个工作日内发货。路上1到3个工作日送达。",
              en="Dispatch within 2 business days of payment. Delivery takes 1 to 3 business days."),
    "zh",
)  # fmt: skip


def wrong(text: str, lang: Lang) -> list[str]:
    products = {
        "TENT-2": Product(sku="TENT-2", name=Bilingual(zh="登山帐篷", en="mountain tent"), price=Decimal(480)),
        "TARP-1": Product(sku="TARP-1", name=Bilingual(zh="轻便天幕", en="light tarp"), price=Decimal(300)),
    }
    grounds = Grounds(evidence=(TENT, TARP, TIMES), gazetteer=Gazetteer(products))
    return [claim.text for claim in proofread(text, lang, grounds).claims if claim.verdict != "proved"]


@pytest.mark.parametrize(
    ("lang", "text", "right", "false"),
    [
        ("zh", "登山帐篷比轻便天幕重1.7公斤。", "1.7公斤", "1.8公斤"),
        ("en", "The mountain tent is 1.7 kg heavier than the light tarp.", "1.7 kg", "2.7 kg"),
        ("zh", "轻便天幕比登山帐篷便宜一百八十元。", "一百八十元", "一百六十元"),
        ("en", "The light tarp is 180 yuan cheaper than the mountain tent.", "180 yuan", "150 yuan"),
        ("zh", "登山帐篷480元加轻便天幕300元,合起来780。", "780", "790"),
        ("en", "The mountain tent at 480 yuan and the light tarp at 300 yuan make 780 together.", "780", "760"),
        ("zh", "付款后2个工作日内发货,路上1到3个工作日送达,加起来3到5个工作日。", "3到5个工作日", "3到7个工作日"),
        (
            "en",
            "Dispatch takes 2 business days and delivery 1 to 3 business days, 3 to 5 business days altogether.",
            "3 to 5 business days",
            "3 to 8 business days",
        ),
    ],
)
def test_what_two_values_come_to_is_proved(lang: Lang, text: str, right: str, false: str) -> None:
    assert wrong(text, lang) == []
    assert false in wrong(text.replace(right, false), lang)


@pytest.mark.parametrize(
    ("lang", "text", "right", "false"),
    [
        ("zh", "登山帐篷最高到40度都能用。", "40度", "50度"),
        ("en", "The mountain tent can be used up to 40 °C.", "40 °C", "55 °C"),
    ],
)
def test_the_end_of_a_range_is_proved_where_it_is_said_to_be_one(lang: Lang, text: str, right: str, false: str) -> None:
    assert wrong(text, lang) == []
    assert wrong(text.replace(right, false), lang) == [false]


def test_an_amount_of_the_buyers_own_order_may_be_repeated() -> None:
    said = (Turn(role="buyer", text="8200元的单子,能货到付款吗"),)
    grounds = Grounds(evidence=(TENT,), thread=said)
    for text, unproved in (("8200元的单子不能货到付款。", []), ("8300元的单子不能货到付款。", ["8300元"])):
        claims = proofread(text, "zh", grounds).claims
        assert [claim.text for claim in claims if claim.kind == "money" and claim.verdict != "proved"] == unproved


def test_what_is_kept_of_a_refund_is_not_given() -> None:
    grounds = Grounds(evidence=(TENT,))
    kept = proofread("没退的话会从退款里扣19.9元。", "zh", grounds).claims
    given = proofread("我们退您19.9元。", "zh", grounds).claims
    assert [claim.kind for claim in kept] == ["money"]
    assert "concession" in [claim.kind for claim in given]
