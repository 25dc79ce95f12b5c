"""A right that a clause gives for one cause, or from a sum on, proves nothing where that is not spoken of."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from agent.case import Turn
from agent.check.grounds import Grounds, Worth
from agent.check.proof import proofread
from agent.suggestion import Evidence, Offer
from knowledge.bilingual import Bilingual, Lang


def clause(id: str, zh: str, en: str, section: tuple[str, str], **more: Any) -> Evidence:
    doc, _, anchor = id.rpartition("#")
    heading = Bilingual(zh=section[0], en=section[1])
    return Evidence(id, "policy", doc, anchor, Bilingual(zh=zh, en=en), "zh", section=heading, **more)


NO_REASON = clause(
    "returns#no-reason", "签收后7天内可以无理由退货,退货运费由买家承担。",
    "Within 7 days you can return it for any reason; the buyer pays return postage.", ("无理由退货", "No reason"),
    facts={"postage": "buyer"},
)  # fmt: skip
FAULT = clause(
    "returns#fault", "签收后30天内出现质量问题可以退货,往返运费由我们承担。",
    "For a fault within 30 days you can return it and we pay the postage both ways.", ("质量问题", "Faults"),
    facts={"postage": "seller", "window": "30 day"},
)  # fmt: skip
LATE = clause(
    "complaints#late", "超过承诺发货时间的,可以取消订单全额退款。",
    "If we miss the promised dispatch time, you may cancel for a full refund.", ("发货超时", "Late dispatch"),
)  # fmt: skip
FREE = clause(
    "shipping#free", "大陆地区满80元包邮,新疆满300元包邮。", "Shipping is free from 80 yuan.",
    ("多少钱包邮", "Free shipping"),
)  # fmt: skip
BROKEN = clause(
    "claims#broken", "破损请在签收后48小时内拍照。", "Send photos of breakage within 48 hours of delivery.",
    ("破损", "Damage"),
)  # fmt: skip
GROUNDS = Grounds(evidence=(NO_REASON, FAULT, LATE, FREE, BROKEN))


def wrong(text: str, lang: Lang = "zh", grounds: Grounds = GROUNDS) -> list[tuple[str, str]]:
    claims = proofread(text, lang, grounds).claims
    return [(claim.text, claim.verdict) for claim in claims if claim.verdict != "proved"]


@pytest.mark.parametrize(("lang", "text", "expected"), [
    ("zh", "7天内都可以退,运费我们出。", [("运费我们出", "contradicted")]),
    ("zh", "不喜欢可以退,退货运费由我们承担。", [
        ("退货运费由我们承担", "unproved"), ("运费由我们承担", "contradicted")]),
    ("en", "You can return it within 7 days and the postage is paid by us.", [
        ("postage is paid by us", "contradicted")]),
    ("zh", "签收后30天内都可以退货。", [("30天", "contradicted")]),
    ("zh", "您放心,我们给您全额退款。", [("全额退款", "unproved")]),
    ("en", "Otherwise you get a full refund.", [("full refund", "unproved")]),
    ("zh", "破损请在7天内拍照。", [("7天", "contradicted")]),
    ("zh", "新疆满80元包邮。", [("80元", "contradicted"), ("包邮", "contradicted")]),
])  # fmt: skip
def test_a_right_for_one_cause_is_no_right_for_any(lang: Lang, text: str, expected: list[tuple[str, str]]) -> None:
    assert wrong(text, lang) == expected


@pytest.mark.parametrize(("lang", "text"), [
    ("zh", "质量问题的话可以退,运费我们出。"),
    ("zh", "如果有质量问题,30天内可以退货。运费由我们承担。"),
    ("en", "If it is faulty we pay the postage both ways."),
    ("zh", "没按时发货可以全额退款。"),
    ("en", "If we miss the promised dispatch time, you may cancel for a full refund."),
    ("zh", "满80元包邮哦。"),
    ("zh", "破损请在48小时内拍照。"),
])  # fmt: skip
def test_naming_the_cause_beside_the_right_proves_it(lang: Lang, text: str) -> None:
    assert wrong(text, lang) == []


def test_what_the_buyer_tells_of_establishes_the_cause() -> None:
    told = Grounds(evidence=GROUNDS.evidence, thread=(Turn(role="buyer", text="有质量问题,没法用"),))
    assert wrong("可以退的,运费我们出。", grounds=told) == []
    understood = Grounds(evidence=GROUNDS.evidence, problems=frozenset({"defect"}))
    assert wrong("可以退的,运费我们出。", grounds=understood) == []


def test_any_reason_is_not_the_reason_of_the_case() -> None:
    told = Grounds(evidence=GROUNDS.evidence, thread=(Turn(role="buyer", text="有质量问题,没法用"),))
    assert wrong("无理由退货的运费也由我们承担。", grounds=told) == [
        ("退货的运费也由我们承担", "unproved"), ("运费也由我们承担", "contradicted"),
    ]  # fmt: skip


def test_free_postage_holds_for_goods_that_are_worth_the_sum() -> None:
    dear = Grounds(evidence=(FREE,), item_values={"A": Worth(Decimal("81"), "CNY")})
    cheap = Grounds(evidence=(FREE,), item_values={"A": Worth(Decimal("79"), "CNY")})
    assert wrong("亲,包邮的。", grounds=dear) == []
    assert wrong("亲,包邮的。", grounds=cheap) == [("包邮", "unproved"), ("包邮", "unproved")]


def test_a_heading_grants_nothing() -> None:
    only = clause("shipping#free", "请看商品页。", "See the product page.", ("包邮", "Free shipping"))
    assert wrong("亲,包邮的。", grounds=Grounds(evidence=(only,))) == [("包邮", "unproved"), ("包邮", "unproved")]


def test_what_was_decided_to_be_given_may_be_said_and_is_no_secret() -> None:
    floors = clause("staff#samples", "老客户可以送2件样品。", "2 samples.", ("样品", "Samples"), audience="staff")
    offer = Offer("sample", Decimal(2), "count", "CNY", ("authority#samples",))
    assert wrong("可以免费给您寄样品,一共2件。", grounds=Grounds(evidence=(floors,), offers=(offer,))) == []
    assert proofread("样品2件。", "zh", Grounds(evidence=(floors,), offers=(offer,))).findings == ()
    assert [each.rule for each in proofread("样品2件。", "zh", Grounds(evidence=(floors,))).findings] == ["secret.leak"]
