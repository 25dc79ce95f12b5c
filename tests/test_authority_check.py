"""Concessions of a text against the limits of this role: 0 means zero, absent means not allowed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.check.grounds import Grounds, Worth
from agent.check.proof import proofread
from agent.suggestion import Allowance, Evidence, Offer
from knowledge.authority import OfferKind
from knowledge.bilingual import Bilingual, Lang


def allowance(offer: OfferKind, ceiling: str, unit: str = "money", **more: object) -> Allowance:
    values: dict[str, object] = {"currency": "CNY", "approver": "lead", "evidence": ("authority#rule",), **more}
    return Allowance("rule", "defect_minor", offer, Decimal(ceiling), unit, **values)  # type: ignore[arg-type]


def rules(text: str, grounds: Grounds, lang: Lang = "zh") -> list[str]:
    return [finding.rule for finding in proofread(text, lang, grounds).findings]


REFUND_15 = Grounds(allowances=(allowance("partial_refund", "15"),))


@pytest.mark.parametrize(("text", "expected"), [
    ("给您退15元。", []),
    ("给您退10块5。", []),
    ("给您退16元。", ["authority.over_limit"]),
    ("给您退16元可以吗?", ["authority.over_limit"]),
    ("Would you accept if we refund you 16 yuan?", ["authority.over_limit"]),
    ("I can refund you 16 yuan.", ["authority.over_limit"]),
    ("给您退15美元。", ["authority.over_limit"]),
    ("给您打9折。", ["authority.not_granted"]),
    ("给您全额退款。", ["authority.not_granted"]),
    ("We will send you a free replacement.", ["authority.not_granted"]),
    ("再送您一个收纳袋。", ["authority.not_granted"]),
])  # fmt: skip
def test_a_concession_stays_within_the_limit_of_the_role(text: str, expected: list[str]) -> None:
    assert rules(text, REFUND_15) == expected


@pytest.mark.parametrize(
    "text", ["给不到5折的。", "We can't give 50% off.", "不能再退30元了。", "您说的退30元我看到了。", "您是要退30元吗?"]
)
def test_a_refusal_a_quotation_and_a_question_give_nothing(text: str) -> None:
    assert rules(text, Grounds()) == []


def test_zero_means_zero() -> None:
    grounds = Grounds(allowances=(allowance("partial_refund", "0"),))
    assert rules("给您退1元。", grounds) == ["authority.over_limit"]


def test_two_sums_that_together_go_beyond_the_limit_are_stopped() -> None:
    assert rules("给您退10元,再补偿您8元。", REFUND_15) == ["authority.over_limit"]
    assert rules("给您退10元。这10元会退给您原路到账,退您10元。", REFUND_15) == []


def test_the_finding_tells_staff_the_limit_and_who_may_give_more() -> None:
    (finding,) = proofread("给您退20元。", "zh", REFUND_15).findings
    assert finding.severity == "block"
    assert finding.why == "this text gives 20 CNY; the limit of agent under rule is 15 CNY; lead may give more"
    assert finding.fix == "stay within 15 CNY or have lead approve it"


def test_percent_and_money_meet_over_the_price_of_the_item() -> None:
    percent = allowance("discount_percent", "5", "percent")
    known = Grounds(allowances=(percent,), item_values={"TENT": Worth(Decimal(200), "CNY")})
    assert rules("给您优惠10元。", known) == []
    assert rules("给您优惠11元。", known) == ["authority.over_limit"]
    assert rules("给您优惠10元。", Grounds(allowances=(percent,))) == ["authority.over_limit"]
    assert rules("给您打9折。", known) == ["authority.over_limit"]
    assert rules("给您打95折。", known) == []


def test_an_offer_that_was_decided_may_be_said_and_no_more() -> None:
    coupon = Offer("coupon", Decimal(10), "money", "CNY", ("authority#coupon",))
    grounds = Grounds(offers=(coupon,))
    proof = proofread("给您申请一张10元优惠券。", "zh", grounds)
    assert [(claim.kind, claim.verdict, claim.evidence) for claim in proof.claims] == [
        ("concession", "proved", ("authority#coupon",))
    ]
    assert rules("给您申请一张20元优惠券。", grounds) == ["authority.not_granted"]


def test_what_a_clause_gives_by_right_needs_no_rule() -> None:
    text = Bilingual(zh="丢件核实后补发或全额退款。", en="A lost parcel means a resend or a full refund.")
    lost = Evidence("policies/lost#lost", "policy", "lost", "lost", text, "zh")
    grounds = Grounds(evidence=(lost,))
    assert rules("包裹丢了的话我们给您补发或者全额退款。", grounds) == []
    assert rules("If it is lost, we give you a full refund.", grounds, "en") == []
    assert rules("给您打8折。", grounds) == ["authority.not_granted"]


def test_a_limit_proves_a_concession_and_nothing_else() -> None:
    rule = Evidence("authority#rule", "authority", "authority", "rule", Bilingual(zh="退款上限15元"), "zh")
    (claim,) = proofread("运费是15元。", "zh", Grounds(evidence=(rule,))).claims
    assert claim.verdict == "unproved"


@given(st.integers(min_value=0, max_value=200), st.integers(min_value=1, max_value=400))
def test_no_sum_over_the_ceiling_passes(ceiling: int, sum_given: int) -> None:
    grounds = Grounds(allowances=(allowance("partial_refund", str(ceiling)),))
    for text, lang in ((f"给您退{sum_given}元。", "zh"), (f"We can refund you {sum_given} yuan.", "en")):
        blocked = "authority.over_limit" in rules(text, grounds, lang)  # type: ignore[arg-type]
        assert blocked == (sum_given > ceiling)


SPOON = Evidence(
    "policies/promotions#gift", "policy", "promotions", "gift",
    Bilingual(zh="满300元送硅胶铲一把。", en="Orders from 300 yuan get a silicone spatula as a gift."), "zh",
)  # fmt: skip
LOST = Evidence(
    "policies/lost#lost", "policy", "lost", "lost",
    Bilingual(zh="确认丢失后补发或退款。", en="Once lost for certain we resend or refund."), "zh",
)  # fmt: skip


def test_a_clause_that_gives_one_gift_gives_no_other() -> None:
    grounds = Grounds(evidence=(SPOON,))
    assert rules("满300元送您一把硅胶铲。", grounds) == []
    assert rules("再送您一台电饭煲。", grounds) == ["authority.not_granted"]
    assert rules("We also add a rice cooker for free.", grounds, "en") == ["authority.not_granted"]


def test_a_refund_in_full_needs_a_clause_that_says_in_full() -> None:
    assert rules("到不了就全额退款。", Grounds(evidence=(LOST,))) == ["authority.not_granted"]
    assert rules("Otherwise you get a full refund.", Grounds(evidence=(LOST,)), "en") == ["authority.not_granted"]
