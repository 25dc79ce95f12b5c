"""Amounts that a reader can reckon from what stands near are proved with their working; the next number is not."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from agent.case import Turn
from agent.check.grounds import Grounds, Worth
from agent.check.proof import proofread
from agent.check.rows import lines_of, rows_of
from agent.suggestion import Evidence, EvidenceKind, Offer
from knowledge.bilingual import Bilingual, Lang
from knowledge.catalog import Product
from knowledge.gazetteer import Gazetteer


def clause(id: str, zh: str | None, en: str | None, kind: EvidenceKind = "policy", **more: Any) -> Evidence:
    doc, _, anchor = id.rpartition("#")
    return Evidence(id, kind, doc, anchor, Bilingual(zh=zh, en=en), "zh" if zh else "en", **more)


ROPE = clause(
    "catalog#ROPE-10",
    "攀岩绳 ROPE-10\n价格：12元\n原价：15元\n每卷重量：1.3 kg\n阶梯价：满1件单价12元；满20件单价10.5元；满100件单价9元",
    "climbing rope ROPE-10\nPrice: 12 CNY\nList price: 15 CNY\nWeight per roll: 1.3 kg\n"
    "Tier prices: from 1 piece 12 CNY; from 20 pieces 10.5 CNY; from 100 pieces 9 CNY",
    "product",
    skus=("ROPE-10",),
)
ORDER = clause(
    "orders#71",
    "订单 71\n攀岩绳 (ROPE-10) × 40件, 实付 420元\n签收: 2026年6月5日 10:00\n2026年6月4日 21:00 已揽收 杭州",
    "order 71\nclimbing rope (ROPE-10) × 40 pieces, paid ¥420\ndelivered: 5 June 2026 10:00",
    "order",
)
DEPOSIT = clause(
    "payment#deposit", "定金30%,余款发货前付。", "A 30 % deposit with the order, the rest before dispatch."
)
FEE = clause("returns#fee", "整箱退货扣15%手续费。", "Returned cartons: less a 15 % handling fee.")
POSTAGE = clause("shipping#flat", "标准线路运费12元。", "The standard line costs a flat 12 CNY.")
WINDOW = clause("returns#window", "签收次日起15天内可退货。", "Return within 15 days from the day after delivery.")
WARRANTY = clause("warranty#rope", "绳子保修两年。", "The rope has a two-year warranty.")
NOW = datetime.fromisoformat("2026-06-24T10:00:00+08:00")


ROPE_PRODUCT = Product(sku="ROPE-10", name=Bilingual(zh="攀岩绳", en="climbing rope"), price=Decimal(12))


def wrong(text: str, lang: Lang, *evidence: Evidence, said: str = "", **more: Any) -> list[str]:
    grounds = Grounds(
        evidence=evidence, thread=(Turn(role="buyer", text=said),) if said else (), now=NOW,
        gazetteer=Gazetteer({"ROPE-10": ROPE_PRODUCT}),
        item_values={"ROPE-10": Worth(Decimal(420), "CNY")}, order_days={"order.signed_at": date(2026, 6, 5)},
        order_ids=("71",), **more,
    )  # fmt: skip
    return [claim.text for claim in proofread(text, lang, grounds).claims if claim.verdict != "proved"]


@pytest.mark.parametrize(("lang", "text", "false", "evidence"), [
    ("zh", "攀岩绳20卷每卷10.5元,货款210元。", ("210", "240"), (ROPE,)),
    ("en", "Twenty rolls of climbing rope at 10.50 CNY: 210 CNY.", ("210", "240"), (ROPE,)),
    ("zh", "攀岩绳40卷420元,运费12元,合计432元。", ("432", "442"), (ROPE, ORDER, POSTAGE)),
    ("en", "Forty ropes are 420 CNY, postage is 12 CNY, 432 CNY in all.", ("432", "442"), (ROPE, ORDER, POSTAGE)),
    ("zh", "货款420元,定金30%是126元,剩下294元发货前付。", ("294", "284"), (ORDER, DEPOSIT)),
    ("en", "Of 420 CNY the 30 % deposit is 126 CNY and the remaining 294 CNY is due later.", ("294", "284"),
     (ORDER, DEPOSIT)),
    ("zh", "攀岩绳现在12元,比原价少3元。", ("3元", "4元"), (ROPE,)),
    ("zh", "六卷攀岩绳约7.8公斤。", ("7.8", "7.2"), (ROPE,)),
    ("en", "Six rolls of climbing rope weigh roughly 7.8 kg.", ("7.8", "7.2"), (ROPE,)),
    ("zh", "您这单40卷,每卷10.5元,货款420元。", ("10.5", "9.5"), (ORDER,)),
])  # fmt: skip
def test_amounts_are_proved_by_their_working_and_the_next_number_is_not(
    lang: Lang, text: str, false: tuple[str, str], evidence: tuple[Evidence, ...]
) -> None:
    assert wrong(text, lang, *evidence) == []
    assert wrong(text.replace(*false), lang, *evidence) != []


def test_a_price_for_larger_quantities_is_none_for_fewer() -> None:
    assert wrong("Three climbing ropes come to 36 CNY.", "en", ROPE) == []
    assert wrong("Three climbing ropes come to 31.50 CNY.", "en", ROPE) == ["31.50 CNY"]


@pytest.mark.parametrize(("lang", "text", "false"), [
    ("zh", "攀岩绳满20卷降到10.5元。", "满10卷"),
    ("en", "From twenty rolls of climbing rope the price drops to 10.50 CNY.", "From ten rolls"),
])  # fmt: skip
def test_a_tier_price_stands_with_its_own_quantity(lang: Lang, text: str, false: str) -> None:
    said = "满20卷" if lang == "zh" else "From twenty rolls"
    assert "10.5" not in "".join(wrong(text, lang, ROPE))
    assert "10.5" in "".join(wrong(text.replace(said, false), lang, ROPE))


def test_how_many_the_sentence_says_comes_before_what_the_buyer_asked_about() -> None:
    assert wrong("攀岩绳12元一卷,三卷一共36元。", "zh", ROPE, said="两卷多少钱") == []
    assert wrong("攀岩绳12元一卷,三卷一共24元。", "zh", ROPE, said="两卷多少钱") != []


def test_a_decided_coupon_is_taken_off_a_price() -> None:
    coupon = Offer("coupon", Decimal(2), "money", "CNY", ("bargain#1",))
    assert wrong("攀岩绳12元,给您申请2元券,用上就是10元。", "zh", ROPE, offers=(coupon,)) == []
    assert wrong("攀岩绳12元,给您申请2元券,用上就是8元。", "zh", ROPE, offers=(coupon,)) == ["8元"]


@pytest.mark.parametrize(("lang", "text", "false", "evidence"), [
    ("zh", "您6月5日签收,15天内可退货,也就是到6月20日。", ("20日", "22日"), (ORDER, WINDOW)),
    ("en", "It was delivered on 5 June and can be returned within 15 days, that is until 20 June.",
     ("20 June", "23 June"),
     (ORDER, WINDOW)),
    ("zh", "您6月5日签收,绳子保修两年,要到2028年6月才过保。", ("2028", "2027"), (ORDER, WARRANTY)),
    ("zh", "退货到6月20日截止,今天6月24日,已经超了四天。", ("四天", "六天"), (ORDER, WINDOW)),
])  # fmt: skip
def test_last_days_follow_from_the_day_and_the_time(
    lang: Lang, text: str, false: tuple[str, str], evidence: tuple[Evidence, ...]
) -> None:
    assert wrong(text, lang, *evidence) == []
    assert wrong(text.replace(*false), lang, *evidence) != []


def test_rows_and_lines_are_read_from_the_evidence() -> None:
    grounds = Grounds(evidence=(ROPE, ORDER))
    row = rows_of(grounds)[0]
    assert [str(row.price_at(Decimal(n)).low) for n in (1, 19, 20, 100) if row.price_at(Decimal(n))] == [
        "12", "12", "10.5", "9"
    ]  # fmt: skip
    assert row.listed is not None and row.listed.low == 15
    assert [(line.sku, line.number, line.paid.low) for line in lines_of(grounds)] == [("ROPE-10", 40, 420)]
