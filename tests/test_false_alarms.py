"""Good sentences of a capable writer pass: each shape here was once stopped for nothing; its wrong twin still is."""

from __future__ import annotations

from typing import Any

import pytest

from agent.case import Turn
from agent.check.grounds import Grounds
from agent.check.lint import lint
from agent.check.promises import strength_of
from agent.check.proof import proofread, proofread_draft
from agent.check.twin import differences
from agent.suggestion import Draft, Evidence, EvidenceKind, Sentence, Span
from knowledge.bilingual import Bilingual, Lang
from knowledge.catalog import Product
from knowledge.gazetteer import Gazetteer


def clause(id: str, zh: str | None, en: str | None, kind: EvidenceKind = "policy", **more: Any) -> Evidence:
    doc, _, anchor = id.rpartition("#")
    return Evidence(id, kind, doc, anchor, Bilingual(zh=zh, en=en), "zh" if zh else "en", **more)


VOLTAGE = clause(
    "faq#voltage",
    "110伏地区只有旅行杯可以用。",
    "In 110 V places only the travel cup can be used; others are for 220 V.",
)
WIFI = clause("faq#wifi", "两款摄像头都只支持2.4GHz WiFi。", "Both cameras use 2.4 GHz WiFi only.")
STITCHES = clause("print#prices", None, "Embroidery of up to 8,000 stitches adds USD 0.90 per piece.")
TRANSIT = clause("shipping#costs", None, "Parts: usual transit\n| Country | Transit |\n| Germany | 1–3 business days |")
DISPATCH = clause("shipping#dispatch", None, "Parts leave our warehouse within 2 business days of payment.")
REFUND = clause(
    "returns#refund", None, "The outbound shipping fee is refunded too; express surcharges are not refunded."
)
RANGE = clause("faq#range", "气温低于5°C时,续航大约下降20%至30%。", "Below 5 °C the range drops by 20 to 30 %.")
OUT = clause("catalog#D-1", "旅行包 D-1\n库存:缺货", "Duffel D-1\nStock: out of stock", "product", skus=("D-1",))
SENT = clause("orders#7", "订单 7\n已发货\n发货:11月3日 10:00", "order 7\nshipped\nshipped: 3 November 10:00", "order")


def stopped(text: str, lang: Lang, *evidence: Evidence, said: str = "") -> list[str]:
    thread = (Turn(role="buyer", text=said),) if said else ()
    grounds = Grounds(evidence=evidence, thread=thread)
    cited = [(Span(0, len(text)), tuple(item.id for item in evidence))]
    proof = proofread(text, lang, grounds, cited=cited)
    wrong = [claim.text for claim in proof.claims if claim.verdict != "proved"]
    return wrong + [finding.rule for finding in proof.findings if finding.severity == "block"]


@pytest.mark.parametrize(("lang", "text", "evidence"), [
    ("zh", "机身四周要留出空间。", ()),
    ("zh", "您哪一天方便?我们哪天都行。", ()),
    ("zh", "您一定很担心。", ()),
    ("en", "The kettle can't be used in 110 V places.", (VOLTAGE,)),
    ("en", "The pan-tilt camera can't use 5 GHz WiFi.", (WIFI,)),
    ("zh", "云台版用不了5GHz的WiFi。", (WIFI,)),
    ("en", "The usual transit within Germany is 1–3 business days.", (TRANSIT, DISPATCH)),
    ("zh", "加急附加费不退。", (REFUND,)),
    ("zh", "气温低于5°C时,续航大约会下降20%至30%。", (RANGE,)),
    ("zh", "我们正在核实是否有现货样品。", (OUT,)),
    ("en", "We are checking whether a sample is in stock.", (OUT,)),
    ("zh", "您的订单已发货。", (SENT,)),
    ("zh", "已发货:可以联系快递。", ()),
    ("zh", "地址没办法发给您。", (OUT,)),
    ("en", "I'm not able to send you the delivery address.", (OUT,)),
    ("en", "I can't confirm a refund here.", (REFUND,)),
])  # fmt: skip
def test_a_good_sentence_passes(lang: Lang, text: str, evidence: tuple[Evidence, ...]) -> None:
    assert stopped(text, lang, *evidence) == []


@pytest.mark.parametrize(("lang", "text", "evidence", "expected"), [
    ("zh", "四周内发货。", (DISPATCH,), ["四周"]),
    ("zh", "一定很快发货。", (DISPATCH,), ["一定"]),
    ("zh", "质量肯定很好。", (), ["肯定"]),
    ("en", "The cameras can't use 2.4 GHz WiFi.", (WIFI,), ["can't"]),
    ("en", "The usual transit within Germany is 4–6 business days.", (TRANSIT, DISPATCH), ["4–6 business days"]),
    ("zh", "给您降20%。", (RANGE,), ["20%", "authority.not_granted"]),
    ("zh", "这款有现货。", (OUT,), ["有现货"]),
    ("zh", "您的退款已到账。", (SENT,), ["已到账"]),
])  # fmt: skip
def test_its_wrong_twin_is_stopped(lang: Lang, text: str, evidence: tuple[Evidence, ...], expected: list[str]) -> None:
    assert stopped(text, lang, *evidence) == expected


@pytest.mark.parametrize(("lang", "text", "said"), [
    ("en", "Within your budget of ¥250 this is the one.", "budget 250"),
    ("en", "I am not able to arrange the 50 yuan back for you.", "give me 50 back"),
    ("zh", "请您暂时不要将50%视为已确认。", "50%定金对吗"),
    ("en", "Please do not take the 50% as confirmed yet.", "is it 50%?"),
])  # fmt: skip
def test_the_buyers_own_number_is_no_claim_of_ours(lang: Lang, text: str, said: str) -> None:
    assert stopped(text, lang, said=said) == []


def test_the_buyers_own_amount_passes_inside_the_limits_and_not_outside() -> None:
    said = "left chest embroidery, around 6,000 stitches, later 9,000 stitches"
    assert stopped("This applies to an embroidery of around 6,000 stitches.", "en", STITCHES, said=said) == []
    assert stopped("This applies to an embroidery of 9,000 stitches.", "en", STITCHES, said=said) == ["9,000 stitches"]


def test_an_amount_beside_a_budget_is_ours() -> None:
    assert stopped("Within your budget we have one at ¥299.", "en", said="budget 350") == ["¥299"]


def test_a_cup_named_by_the_only_clause_can_be_used() -> None:
    cup = Product.model_validate({"sku": "TC-1", "name": {"zh": "旅行杯", "en": "travel cup"}, "price": 9})
    grounds = Grounds(evidence=(VOLTAGE,), gazetteer=Gazetteer({"TC-1": cup}))
    claims = proofread("In 110 V places the travel cup cannot be used.", "en", grounds).claims
    assert [claim.verdict for claim in claims if claim.kind == "stance"] == ["contradicted"]


def test_a_month_is_the_same_by_name_and_by_number() -> None:
    draft = Draft("en", "zh", (Sentence("On which day in December?", "您希望在12月的哪一天?"),), "model")
    assert differences(draft, "CNY") == []
    other = Draft("en", "zh", (Sentence("We pack in December.", "我们11月打包。"),), "model")
    assert [finding.severity for finding in differences(other, "CNY")] == ["block", "block"]


def test_approved_wording_on_both_sides_only_warns() -> None:
    say = Bilingual(zh="核对后一定给您补寄。", en="After checking we resend it.")
    own = clause("claims#damaged", "破损补寄。", "Damaged goods are resent.", say=say)
    draft = Draft("zh", "en", (Sentence("核对后一定给您补寄。", "After checking we resend it."),), "strict")
    (finding,) = differences(draft, "CNY", None, (own,))
    assert (finding.rule, finding.severity) == ("twin.differs", "warn")
    assert finding.why.startswith("claims#damaged is worded so: only the reply promises firmly")
    (blocked,) = differences(draft, "CNY", None, ())
    assert blocked.severity == "block"
    assert "twin.differs" not in [
        each.rule for each in proofread_draft(draft, Grounds(evidence=(own,))).findings if each.severity == "block"
    ]


def test_a_refusal_to_pay_for_praise_is_no_offer_of_it() -> None:
    refusal = "We cannot trade a refund or compensation for a review."
    assert lint(refusal, "en", "tmall") == []
    assert [each.rule for each in lint("A refund for a good review.", "en", "tmall")] == ["praise.paid"]


@pytest.mark.parametrize("text", ["您一定很着急。", "收到破损的东西肯定很糟心。", "让您等这么久,您一定非常失望。"])
def test_a_guess_at_a_feeling_promises_nothing(text: str) -> None:
    assert strength_of(text) is None
