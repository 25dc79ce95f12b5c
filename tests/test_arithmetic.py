"""Arithmetic of the proof-reader: totals, tariffs, savings, equal times; each with a wrong result beside it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from agent.case import Turn
from agent.check.grounds import Grounds
from agent.check.proof import proofread
from agent.suggestion import Evidence, EvidenceKind
from knowledge.bilingual import Bilingual, Lang
from knowledge.catalog import Product
from knowledge.gazetteer import Gazetteer

NOW = datetime.fromisoformat("2026-06-10T10:00:00+08:00")  # a Wednesday


def clause(id: str, zh: str | None, en: str | None, kind: EvidenceKind = "policy", **more: Any) -> Evidence:
    doc, _, anchor = id.rpartition("#")
    return Evidence(id, kind, doc, anchor, Bilingual(zh=zh, en=en), "zh" if zh else "en", **more)


LAMP = clause(
    "catalog#LP-9", "台灯 LP-9\n原价:269元\n价格:249元\n亮度:5档",
    "Desk lamp LP-9\nList price: 269 CNY\nPrice: 249 CNY\nBrightness: 5 levels", "product", skus=("LP-9",),
)  # fmt: skip
PARCELS = clause(
    "shipping#abroad",
    "寄香港首重1公斤45元,续重每公斤18元。寄美国首重1公斤110元,续重每公斤45元。",
    "To Hong Kong the first kilogram costs 45 yuan and each further kilogram 18 yuan. "
    "To the United States the first kilogram costs 110 yuan and each further kilogram 45 yuan.",
)
CLAIMS = clause("claims#window", "质量问题请在签收后15天内提出。", "Report a fault within 15 days after delivery.")
PICKUP = clause("claims#pickup", "质检在5个工作日内完成。", "Inspection is done within 5 business days.")
SHIPPING = clause("shipping#promise", "现货付款后48小时内发货。", "In-stock orders ship within 48 hours of payment.")
SUBSIDY = clause("promo#state", "一级能效享国家补贴,立减15%。", "Grade 1 appliances: the state subsidy takes 15% off.")
CANCELLED = clause("orders#W5199551", None, "order W5199551\nstatus: cancelled\namount paid: $31.10", "order")
OPEN = clause("orders#W5199551", None, "order W5199551\nstatus: pending\namount paid: $31.10", "order")
LAMPS = {"LP-9": Product(sku="LP-9", name=Bilingual(zh="云朵台灯", en="Cloud desk lamp"), price=Decimal(249))}
ALL = (LAMP, PARCELS, CLAIMS, PICKUP, SHIPPING, SUBSIDY)


def stopped(text: str, lang: Lang, *evidence: Evidence, said: str = "") -> list[str]:
    thread = (Turn(role="buyer", text=said),) if said else ()
    proof = proofread(text, lang, Grounds(evidence=evidence or ALL, thread=thread, now=NOW, gazetteer=Gazetteer(LAMPS)))
    wrong = [claim.text for claim in proof.claims if claim.verdict != "proved"]
    return wrong + [finding.rule for finding in proof.findings if finding.severity == "block"]


@pytest.mark.parametrize(("lang", "right", "wrong"), [
    ("en", "The LP-9 costs 249 yuan, so two of them come to 498 yuan in total.",
     "The LP-9 costs 249 yuan, so three of them come to 498 yuan in total."),
    ("zh", "LP-9现价249元,2台一共498元。", "LP-9现价249元,2台一共489元。"),
    ("zh", "云朵台灯三台一共747元。", "云朵台灯三台一共774元。"),
    ("zh", "寄香港3公斤的包裹是45元加两公斤续重36元,共81元。", "寄香港3公斤的包裹是45元加两公斤续重38元,共81元。"),
    ("en", "A 3 kg parcel to Hong Kong costs 45 yuan plus 36 yuan for two further kilograms, 81 yuan in all.",
     "A 4 kg parcel to Hong Kong costs 45 yuan plus 36 yuan for two further kilograms, 81 yuan in all."),
    ("zh", "寄香港首重45元,续重每公斤18元,3公斤就是81元。", "寄香港首重45元,续重每公斤18元,3公斤就是200元。"),
    ("zh", "LP-9原价269元,现价249元,便宜了20元。", "LP-9原价269元,现价249元,便宜了30元。"),
    ("zh", "LP-9现在249元,比原价269元便宜20元。", "LP-9现在249元,比原价269元再给您便宜20元。"),
    ("en", "The LP-9 was 269 yuan and is now 249 yuan, a saving of 20 yuan.",
     "The LP-9 was 269 yuan and is now 249 yuan; we'll take another 20 yuan off."),
    ("zh", "质量问题请在签收后半个月内,也就是15天内提出。", "质量问题请在签收后半个月内,也就是16天内提出。"),
    ("en", "Inspection is done within 5 business days (one week).",
     "Inspection is done within 5 business days (two weeks)."),
    ("zh", "现货48小时内发货,周五前发出。", "现货48小时内发货,明天发出。"),
    ("en", "In-stock orders ship by Friday.", "In-stock orders ship by Thursday."),
    ("zh", "一级能效享国家补贴,立减15%。", "这单给您便宜15%。"),
])  # fmt: skip
def test_a_result_is_proved_by_its_working_alone(lang: Lang, right: str, wrong: str) -> None:
    assert stopped(right, lang) == []
    assert stopped(wrong, lang) != []


def test_the_working_is_shown() -> None:
    proof = proofread("寄香港首重45元,续重每公斤18元,3公斤就是81元。", "zh", Grounds(evidence=ALL, now=NOW))
    assert {claim.text: claim.why for claim in proof.claims}["81元"] == "45 + 2 × 18 = 81 CNY"


def test_a_tariff_of_another_place_is_no_working() -> None:
    assert "200元" in stopped("3公斤寄香港是45元加续重36元,共200元。", "zh")
    assert "200元" not in stopped("3公斤寄美国是110元加续重90元,共200元。", "zh")


def test_a_refund_that_the_order_shows_is_no_gift_of_ours() -> None:
    text = "Order W5199551 has been cancelled, and a refund of $31.10 goes to your card."
    assert stopped(text, "en", CANCELLED) == []
    assert "authority.not_granted" in stopped(text, "en", OPEN)
    assert "authority.not_granted" in stopped(text.replace("31.10", "41.10"), "en", CANCELLED)


@pytest.mark.parametrize(("lang", "text", "expected"), [
    ("zh", "云朵台灯有五档亮度。", []),
    ("zh", "云朵台灯有六档亮度。", ["六档"]),
    ("en", "The Cloud desk lamp has six levels.", ["six levels"]),
    ("zh", "您六位一起用也可以。", []),
])  # fmt: skip
def test_a_count_in_words_is_held_against_the_product_that_it_is_of(lang: Lang, text: str, expected: list[str]) -> None:
    assert stopped(text, lang) == expected
