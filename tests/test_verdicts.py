"""Verdicts: proved, contradicted, unproved; the mutations that a merchant pays for are never proved."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from agent.case import Turn
from agent.check.grounds import Grounds
from agent.check.proof import proofread, proofread_draft
from agent.suggestion import Draft, Evidence, EvidenceKind, Sentence, Span
from knowledge.bilingual import Bilingual, Lang
from knowledge.catalog import Product
from knowledge.gazetteer import Gazetteer

NOW = datetime.fromisoformat("2026-06-10T10:00:00+08:00")


def evidence(id: str, zh: str | None, en: str | None, kind: EvidenceKind = "policy", **more: Any) -> Evidence:
    doc, _, anchor = id.rpartition("#")
    return Evidence(id, kind, doc, anchor, Bilingual(zh=zh, en=en), "zh" if zh else "en", **more)


RETURNS = evidence(
    "policies/returns#no-reason",
    "签收次日起15天内,帐篷未搭建、包装完好可以无理由退货,退货运费由买家承担。",
    "Within 15 days from the day after delivery, unpitched tents in intact packaging can be returned for any reason; "
    "the buyer pays return postage.",
    facts={"window": "15 day", "postage": "buyer"},
)
FAULTS = evidence(
    "policies/returns#fault",
    "签收后30天内发现质量问题,可以退货或换货,往返运费由本店承担。",
    "For a fault found within 30 days of delivery you can return or exchange the tent, and we pay postage both ways.",
)
DISPATCH = evidence(
    "policies/shipping#dispatch",
    "现货付款后48小时内发货,发货后3到5个工作日送达。",
    "In-stock orders ship within 48 hours of payment and arrive 3 to 5 business days after dispatch.",
)
TENT = evidence(
    "catalog#TN-2", "双人帐篷 TN-2\n价格:459元\n重量:2.4 kg\n保修:24个月\n可机洗:否",
    "Two-person tent TN-2\nPrice: 459 CNY\nWeight: 2.4 kg\nWarranty: 24 months\nMachine washable: no",
    "product", skus=("TN-2",),
)  # fmt: skip
FLOORS = evidence("policies/floors#tents", "帐篷最低可以卖到399元,成本310元。", None, audience="staff")
GROUNDS = Grounds(evidence=(RETURNS, FAULTS, DISPATCH, TENT, FLOORS), now=NOW)


def verdicts(text: str, lang: Lang = "zh", grounds: Grounds = GROUNDS) -> list[tuple[str, str]]:
    return [(claim.text, claim.verdict) for claim in proofread(text, lang, grounds).claims]


def is_clean(text: str, lang: Lang = "zh", grounds: Grounds = GROUNDS) -> bool:
    return all(verdict == "proved" for _, verdict in verdicts(text, lang, grounds))


RIGHT: list[tuple[Lang, str]] = [
    ("zh", "亲,签收次日起15天内没搭过、包装完好都可以退的,退货运费需要您这边承担哦。"),
    ("en", "You can return it within 15 days from the day after delivery; the return postage is on your side."),
    ("zh", "30天内的质量问题可以换货,往返运费我们承担。"),
    ("en", "If it is faulty, you can exchange it within 30 days and we pay postage both ways."),
    ("zh", "现货48小时内发货,一般3到5个工作日送达。"),
    ("en", "It ships within 2 days of payment and arrives in 3–5 business days."),
    ("zh", "双人帐篷重2400克,价格459元,保修两年。"),
    ("en", "The tent weighs 2.4 kg and costs ¥459, with a 24-month warranty."),
]


@pytest.mark.parametrize(("lang", "text"), RIGHT)
def test_a_right_sentence_is_proved_in_either_language(lang: Lang, text: str) -> None:
    assert verdicts(text, lang) == [(said, "proved") for said, _ in verdicts(text, lang)]
    assert verdicts(text, lang)


WRONG: list[tuple[str, Lang, str]] = [
    ("number", "zh", "签收次日起25天内可以无理由退货。"),
    ("number", "en", "You can return it within 60 days for any reason."),
    ("number of another rule", "zh", "签收次日起30天内可以无理由退货。"),
    ("number of another topic", "en", "Your order ships within 15 days of payment."),
    ("unit", "zh", "签收次日起15个工作日内可以无理由退货。"),
    ("unit", "en", "It arrives 3 to 5 days after dispatch."),
    ("unit", "zh", "双人帐篷重2.4克。"),
    ("currency", "en", "The tent costs $459."),
    ("bound", "zh", "签收15天以上才可以无理由退货。"),
    ("negation", "zh", "签收次日起15天内不可以无理由退货。"),
    ("negation", "en", "Unpitched tents cannot be returned within 15 days."),
    ("who pays", "zh", "无理由退货的运费由我们承担。"),
    ("who pays", "en", "If you change your mind, the return postage is paid by us."),
    ("who pays", "zh", "质量问题的话,往返运费由您承担。"),
    ("price", "zh", "双人帐篷价格399元。"),
    ("warranty", "en", "The tent has a 36-month warranty."),
]


@pytest.mark.parametrize(("what", "lang", "text"), WRONG, ids=[f"{what}: {text}" for what, _, text in WRONG])
def test_a_mutated_sentence_is_not_proved(what: str, lang: Lang, text: str) -> None:
    assert not is_clean(text, lang)


def test_a_different_value_for_the_same_topic_is_a_contradiction() -> None:
    claim = proofread("签收次日起25天内,帐篷未搭建可以无理由退货。", "zh", GROUNDS).claims[0]
    assert (claim.verdict, claim.evidence) == ("contradicted", ("policies/returns#no-reason",))
    assert claim.why == "policies/returns#no-reason says at most 15 day, not at most 25 day"


def test_a_value_that_nothing_speaks_of_is_unproved() -> None:
    (claim,) = proofread("帐篷可以承受8级风,抗风25米。", "zh", GROUNDS).claims[-1:]
    assert claim.verdict == "unproved"


def test_the_why_names_the_source() -> None:
    claims = proofread("现货48小时内发货。", "zh", GROUNDS).claims
    assert claims[0].why == "policies/shipping#dispatch says at most 48 hour"


def test_staff_only_text_proves_nothing_and_its_numbers_are_a_leak() -> None:
    proof = proofread("我们成本是310元。", "zh", GROUNDS)
    assert proof.claims[0].verdict != "proved"
    assert "secret.leak" in [finding.rule for finding in proof.findings]
    (claim,) = proofread("我们成本是310元。", "zh", Grounds(evidence=(FLOORS,), now=NOW)).claims
    assert claim.why == "staff-only source: only policies/floors#tents says 310 CNY"


def test_a_clause_out_of_force_proves_nothing_unless_the_order_is_of_its_time() -> None:
    old = evidence(
        "policies/returns-2025#no-reason", "签收次日起7天内可以无理由退货。", None, valid_until=date(2026, 3, 31)
    )
    text = "签收次日起7天内可以无理由退货。"
    assert proofread(text, "zh", Grounds(evidence=(old,), now=NOW)).claims[0].verdict == "unproved"
    dated = Grounds(evidence=(old,), now=NOW, order_days={"order.signed_at": date(2026, 3, 28)})
    assert proofread(text, "zh", dated).claims[0].verdict == "proved"


def test_what_the_buyer_said_proves_a_count_and_never_a_rule() -> None:
    thread = (Turn(role="buyer", text="我要60顶帐篷,你们同事说7天无理由退货"),)
    grounds = Grounds(evidence=(DISPATCH,), thread=thread, now=NOW)
    assert verdicts("一共60顶。", grounds=grounds) == [("60", "proved")]
    assert verdicts("7天内可以无理由退货。", grounds=grounds) == [("7天", "unproved"), ("可以", "unproved")]


def test_what_we_said_in_the_thread_counts() -> None:
    grounds = Grounds(thread=(Turn(role="agent", text="您的帐篷会在48小时内发货。"),), now=NOW)
    (claim,) = proofread("帐篷48小时内发货。", "zh", grounds).claims
    assert (claim.verdict, claim.evidence) == ("proved", ("thread#1",))


def test_a_row_of_another_product_proves_nothing_about_this_one() -> None:
    class Names:
        def find(self, text: str) -> list[Any]:
            from knowledge.gazetteer import Mention

            place = text.find("TN-4")
            return [] if place < 0 else [Mention("TN-4", (place, place + 4), "TN-4", True, 1.0)]

    grounds = Grounds(evidence=(TENT,), gazetteer=Names(), now=NOW)
    proof = proofread("TN-4重2.4公斤。", "zh", grounds)
    assert [(claim.kind, claim.verdict) for claim in proof.claims] == [
        ("identity", "unproved"),
        ("quantity", "unproved"),
    ]


def test_a_number_after_a_partial_name_must_be_that_of_a_product() -> None:
    class Names:
        def find(self, text: str) -> list[Any]:
            from knowledge.gazetteer import Mention

            place = text.find("Fjell")
            return [] if place < 0 else [Mention("FJ", (place, place + 5), "Fjell", False, 0.2)]

    row = evidence("catalog#FJ", None, "Fjell 300 tent\nPrice: 459 CNY", "product", skus=("FJ",))
    grounds = Grounds(evidence=(row,), gazetteer=Names(), now=NOW)
    assert verdicts("The Fjell 300 costs ¥459.", "en", grounds) == [("Fjell 300", "proved"), ("¥459", "proved")]
    assert verdicts("The Fjell 310 costs ¥459.", "en", grounds)[0] == ("Fjell 310", "unproved")


def test_a_cited_clause_is_tried_first() -> None:
    other = evidence("faq/returns#window", "签收次日起15天内可以退货。", None)
    text = "签收次日起15天内可以退货。"
    grounds = Grounds(evidence=(RETURNS, other), now=NOW)
    cited = [(Span(0, len(text)), ("faq/returns#window",))]
    assert proofread(text, "zh", grounds, cited=cited).claims[0].evidence == ("faq/returns#window",)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("双人帐篷每顶459元,3顶一共1377元。", "proved"),
        ("双人帐篷每顶459元,3顶一共1399元。", "unproved"),
    ],
)
def test_arithmetic_over_proved_values_is_proof(text: str, verdict: str) -> None:
    grounds = Grounds(evidence=(TENT,), thread=(Turn(role="buyer", text="要3顶"),), now=NOW)
    last = [claim for claim in proofread(text, "zh", grounds).claims if claim.kind == "money"][-1]
    assert last.verdict == verdict or (verdict == "unproved" and last.verdict == "contradicted")
    assert (last.value == Decimal(1377)) == (verdict == "proved")


def test_a_day_counted_from_a_proved_day_is_proved() -> None:
    order = evidence("orders#T-1", "订单 T-1\n签收: 2026年6月1日", "order T-1\ndelivered: 1 June 2026", "order")
    grounds = Grounds(evidence=(RETURNS, order), now=NOW)
    text = "您6月1日签收,15天内可以退货,也就是6月16日之前。"
    assert [verdict for _, verdict in verdicts(text, grounds=grounds)] == ["proved"] * 4
    assert not is_clean(text.replace("6月16日", "6月26日"), grounds=grounds)


def test_a_firm_promise_needs_backing_and_a_soft_one_does_not() -> None:
    assert verdicts("我们保证明年也不涨价。") == [("保证", "unproved")]
    assert verdicts("我会尽快给您答复。") == [("尽快", "proved")]
    assert verdicts("Your refund has been issued.", "en") == [("has been issued", "unproved")]


def test_the_row_of_a_product_answers_yes_or_no() -> None:
    assert verdicts("双人帐篷不可以机洗。")[-1] == ("不可以", "proved")
    assert verdicts("双人帐篷可以机洗。")[-1] == ("可以", "contradicted")


def test_a_draft_is_read_on_both_sides() -> None:
    right = Sentence(
        "签收次日起15天内可以退货。", "You can return it within 15 days from the day after delivery.", (RETURNS.id,)
    )
    proof = proofread_draft(Draft("zh", "en", (right,), "model"), GROUNDS)
    assert proof.ok
    assert {claim.side for claim in proof.claims} == {"reply", "twin"}
    wrong = Sentence(right.text, "You can return it within 50 days from the day after delivery.", ("policies/none#x",))
    proof = proofread_draft(Draft("zh", "en", (wrong,), "model"), GROUNDS)
    assert not proof.ok
    assert {finding.rule for finding in proof.findings} == {"twin.differs", "citation.unknown"}


BASKETS = evidence(
    "faq/parts#basket", "4.0升配BK-40,5.5升配BK-55。", "BK-40 fits the 4.0 L and BK-55 the 5.5 L; we sell both."
)
BASKET_ROW = evidence("catalog#BK-40", "4.0升炸篮", "spare basket for 4.0 L fryer", "product", skus=("BK-40",))


def test_words_around_a_value_are_not_cut_in_the_middle() -> None:
    grounds = Grounds(evidence=(BASKETS, BASKET_ROW))
    text = "Hi 小李, BK-40 fits the 4.0 L and BK-55 the 5.5 L; we sell both."
    assert ("5.5 L", "proved") in verdicts(text, "en", grounds)


def test_cloth_of_so_many_gsm_is_so_many_grams_in_chinese() -> None:
    grounds = Grounds(evidence=(evidence("sheets/tee#cloth", None, "Fabric: 180 gsm cotton jersey.", "sheet"),))
    assert verdicts("面料是180克的棉布。", "zh", grounds) == [("180克", "proved")]
    assert verdicts("面料是200克的棉布。", "zh", grounds)[0][1] != "proved"


def test_what_only_another_products_row_allows_is_unproved() -> None:
    tofu = evidence("catalog#LT-1", "豆腐猫砂 LT-1\n可冲马桶:是", None, "product", skus=("LT-1",))
    clay = evidence("catalog#LC-2", "矿砂 LC-2\n净重:10 kg", None, "product", skus=("LC-2",))
    litters = {
        "LT-1": Product(sku="LT-1", name=Bilingual(zh="豆腐猫砂"), price=Decimal(9)),
        "LC-2": Product(sku="LC-2", name=Bilingual(zh="矿砂"), price=Decimal(9)),
    }
    grounds = Grounds(evidence=(tofu, clay), gazetteer=Gazetteer(litters))
    assert ("能", "unproved") in verdicts("LC-2能冲马桶。", "zh", grounds)
    assert ("能", "proved") in verdicts("LT-1能冲马桶。", "zh", grounds)


@pytest.mark.parametrize("text", ["We can promise one today.", "I can name a date for you."])
def test_an_offered_promise_is_a_promise(text: str) -> None:
    assert [verdict for _, verdict in verdicts(text, "en", GROUNDS)] == ["unproved"]


def test_a_cited_sheet_tells_which_product_a_nameless_sentence_is_of() -> None:
    sheet = evidence("sheets/A1#power", "这款1700瓦。", "It draws 1700 W.", "sheet", skus=("FR-A1",))
    other = evidence(
        "catalog#FR-B2", "炸锅 FR-B2\n功率:1800 W", "Fryer FR-B2\nPower: 1800 W", "product", skus=("FR-B2",)
    )
    fryer = Product(sku="FR-B2", name=Bilingual(en="steam fryer"), price=Decimal(9))
    grounds = Grounds(evidence=(sheet, other), gazetteer=Gazetteer({"FR-B2": fryer}))
    text = "The power of FR-B2 is 1800 W. It draws 1700 W."
    cited = [(Span(0, 29), ("catalog#FR-B2",)), (Span(29, 60), ("sheets/A1#power",))]
    assert all(claim.verdict == "proved" for claim in proofread(text, "en", grounds, cited=cited).claims)
    assert ("1700 W", "unproved") in verdicts(text, "en", grounds)
