"""The proof-reader as a whole: long texts, ids, names, what is said twice by the same words."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from agent.case import Turn
from agent.check.grounds import TURN_READ, Grounds
from agent.check.proof import TEXT_READ, proofread, proofread_draft
from agent.suggestion import Allowance, Draft, Evidence, EvidenceKind, Offer, Sentence
from knowledge.bilingual import Bilingual, Lang
from knowledge.catalog import Product
from knowledge.gazetteer import Gazetteer

GAZETTEER = Gazetteer(
    {
        "PL-3": Product(
            sku="PL-3",
            name=Bilingual(zh="网眼POLO衫(长袖,210克)", en="piqué polo (long sleeve, 210 gsm)"),
            price=Decimal(9),
        )
    }
)


def evidence(id: str, zh: str, en: str, kind: EvidenceKind = "policy") -> Evidence:
    doc, _, anchor = id.rpartition("#")
    return Evidence(id, kind, doc, anchor, Bilingual(zh=zh, en=en), "zh")


ORDER = evidence(
    "orders#A-1", "订单 A-1\n运单号: 00340434161094", "order A-1\ntracking number: 00340434161094", "order"
)
POSTAGE = evidence("policies/shipping#postage", "运费由买家承担。", "The buyer pays postage.")


def verdicts(text: str, lang: Lang, grounds: Grounds) -> list[tuple[str, str, str]]:
    return [(claim.kind, claim.text, claim.verdict) for claim in proofread(text, lang, grounds).claims]


def test_a_turn_beyond_the_limit_is_read_from_its_end_and_said_to_be_cut() -> None:
    turn = Turn(role="buyer", text="我要33台。" + "今天天气很好,聊点别的。" * 1000 + "我要12台。")
    grounds = Grounds(thread=(turn,))
    assert verdicts("好的,12台。", "zh", grounds) == [("count", "12台", "proved")]
    assert verdicts("好的,33台。", "zh", grounds) == [("count", "33台", "unproved")]
    (finding,) = proofread("好的。", "zh", grounds).findings
    unread = grounds.turns_cut[1]
    assert len(turn.text) - TURN_READ <= unread <= len(turn.text) - TURN_READ + 20
    assert (finding.rule, finding.severity) == ("thread.cut", "info")
    assert f"{unread} of its {len(turn.text)} characters" in finding.why


def test_a_turn_is_never_cut_inside_a_number() -> None:
    turn = Turn(role="buyer", text="1234567890 " * 400 + "7" * TURN_READ)
    assert Grounds(thread=(turn,)).turns_read[1] == ""
    turn = Turn(role="buyer", text="x" * 10 + "12345," + "a" * (TURN_READ - 3))
    assert Grounds(thread=(turn,)).turns_read[1] == "a" * (TURN_READ - 3)


def test_of_a_long_thread_the_newest_turns_are_read() -> None:
    turns = [Turn(role="buyer", text=f"{place} " + "聊点别的,好吗。" * 440) for place in range(20)]
    grounds = Grounds(thread=tuple(turns))
    assert grounds.turns_read[20] == turns[-1].text
    assert grounds.turns_read[1] == ""
    assert sum(map(len, grounds.turns_read.values())) <= 40_000


def test_what_is_not_read_is_not_proved() -> None:
    text = "好的。" * TEXT_READ
    proof = proofread(text, "zh", Grounds())
    assert not proof.ok
    (finding,) = proof.findings
    assert (finding.rule, finding.severity) == ("text.too_long", "block")
    assert finding.why == f"only the first {TEXT_READ} of {len(text)} characters were proof-read"


@pytest.mark.parametrize(
    "piece",
    ["12 34 5.6 7,", "5×", "a. ", "可以不能 ", "退您5元 8折 ", "total 12 yuan 34 yuan ", "这款299元能便宜吗,我要3台,"],
)
def test_a_million_characters_are_read_in_seconds(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    begun = time.perf_counter()
    proofread(text, "zh", Grounds(evidence=(ORDER, POSTAGE), thread=(Turn(role="buyer", text=text),)))
    assert time.perf_counter() - begun < 3


def test_digits_after_an_id_word_are_an_identity_that_needs_proof() -> None:
    grounds = Grounds(evidence=(ORDER,))
    assert verdicts("运单号是00340434161094。", "zh", grounds) == [("identity", "00340434161094", "proved")]
    assert verdicts("The tracking number is 0034 0434 1610 94.", "en", grounds) == [
        ("identity", "0034 0434 1610 94", "proved")
    ]
    assert verdicts("Order #2304981 has been found.", "en", grounds) == [("identity", "2304981", "unproved")]


def test_a_number_in_a_full_name_that_holds_commas_is_no_claim_of_its_own() -> None:
    row = evidence("catalog#PL-3", "网眼POLO衫", "piqué polo", "product")
    grounds = Grounds(evidence=(Evidence(**{**_fields(row), "skus": ("PL-3",)}),), gazetteer=GAZETTEER)
    text = "The piqué polo (long sleeve, 210 gsm) is a good choice."
    assert verdicts(text, "en", grounds) == [("identity", "piqué polo (long sleeve, 210 gsm", "proved")]
    assert verdicts("网眼POLO衫(长袖,210克)很合适。", "zh", grounds)[0][2] == "proved"
    assert len(verdicts("网眼POLO衫(长袖,210克)很合适。", "zh", grounds)) == 1


def _fields(item: Evidence) -> dict[str, object]:
    return {name: getattr(item, name) for name in Evidence.__dataclass_fields__}


def test_free_postage_that_was_decided_is_not_also_asked_of_the_documents() -> None:
    offer = Offer("free_shipping", None, "money", "CNY", ("authority#free",))
    grounds = Grounds(evidence=(POSTAGE,), offers=(offer,))
    assert verdicts("给您申请免运费。", "zh", grounds) == [("concession", "免运费", "proved")]
    assert verdicts("给您申请免运费。", "zh", Grounds(evidence=(POSTAGE,)))[0][2] != "proved"


def test_free_postage_within_a_limit_does_not_overrule_what_a_clause_says() -> None:
    limit = Allowance("free", "bargain", "free_shipping", Decimal(20), "money", "CNY", None, ("authority#free",))
    found = verdicts("给您申请免运费。", "zh", Grounds(evidence=(POSTAGE,), allowances=(limit,)))
    assert ("stance", "免运费", "contradicted") in found


def test_a_long_turn_is_told_once_for_both_sides_of_a_draft() -> None:
    turn = Turn(role="buyer", text="好的。" * 5000)
    draft = Draft("zh", "en", (Sentence("您好。", "Hello."),), "strict")
    assert [finding.rule for finding in proofread_draft(draft, Grounds(thread=(turn,))).findings] == ["thread.cut"]
