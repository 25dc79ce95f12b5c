"""What a text claims: values, identities, stances, promises, concessions; and what it does not claim."""

from __future__ import annotations

from datetime import datetime

import pytest

from agent.check.claims import claims_of
from agent.quantities import Value

NOW = datetime.fromisoformat("2026-11-20T10:00:00+08:00")


def kinds(text: str) -> list[tuple[str, str]]:
    """(kind, what it says) of every claim of the text."""
    found = []
    for claim in claims_of(text, "zh", None, currency="CNY", now=NOW):
        said = claim.text if isinstance(claim.value, Value) else claim.value
        found.append((claim.kind, said))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("帐篷签收后15天内可以退货。", [("duration", "15天"), ("stance", "can")]),
        ("Tents can be returned within 15 days.", [("stance", "can"), ("duration", "15 days")]),
        ("拆封后不支持退货。", [("stance", "cannot")]),
        ("Opened tents cannot be returned.", [("stance", "cannot")]),
        ("不是不能退货。", [("stance", "can")]),
        ("退货运费由您承担。", [("stance", "buyer_pays")]),
        ("Return postage is paid by us.", [("stance", "seller_pays")]),
        ("单号SF1234567890。", [("identity", "SF1234567890")]),
        ("我们保证修好。", [("promise", "firm")]),
        ("已经为您退款了。", [("promise", "done")]),
        ("The invoice that has been issued is on its way.", [("promise", "done")]),
        ("We will reply as soon as possible.", [("promise", "soft")]),
        ("帐篷明天发货。", [("date", "明天")]),
        ("给您退30元。", [("concession", "partial_refund")]),
        ("给您打8折。", [("concession", "discount_percent")]),
        ("I can take 5% off.", [("concession", "discount_percent")]),
        ("We will send you a $10 voucher.", [("concession", "coupon")]),
        ("送您一个地钉包。", [("concession", "gift")]),
        ("给您退30元,您看可以吗?", [("concession", "partial_refund")]),
        ("给您退30元可以吗?", [("concession", "partial_refund")]),
        ("Shall I take 5% off?", [("concession", "discount_percent")]),
        ("帐篷保修24个月,您看合适吗?", [("duration", "24个月")]),
        ("This one is out of stock.", [("stance", "out_of_stock")]),
    ],
)
def test_a_statement_is_a_claim(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "您需要15天内退货吗?",
        "Would you like it within 15 days?",
        "五折这边确实没有办法做到。",
        "给不到5折的。",
        "We cannot go to 50% off.",
        "您说的50%我看到了。",
        "The 50% you mentioned is noted.",
        "您放心,我一定认真帮您跟进。",
        "我不能保证今天到。",
        "如果您想要优惠,欢迎关注我们。",
        "您可以看看这款。",
        "十分抱歉,请稍等一下。",
        "We cannot add a VAT number to an invoice that has been issued.",
        "已发货的订单不能取消。",
    ],
)
def test_questions_denials_quotes_and_courtesy_claim_nothing(text: str) -> None:
    assert [claim for claim in kinds(text) if claim[0] != "stance"] == []


def test_the_span_is_of_the_text_as_given() -> None:
    text = "亲,帐篷保修２４个月哦"
    (claim,) = claims_of(text, "zh", None, currency="CNY")
    assert text[claim.span.start : claim.span.end] == claim.text == "２４个月"


def test_a_clause_without_a_topic_takes_that_of_its_neighbour() -> None:
    first, second = claims_of("签收次日起15天内,可以无理由退货。", "zh", None, currency="CNY")
    assert (first.text, "return" in first.about) == ("15天", True)
    assert (second.value, "return" in second.about) == ("can", True)
