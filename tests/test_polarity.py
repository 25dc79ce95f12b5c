"""What a clause affirms and what it denies, word by word; and the clause of the evidence that says the opposite."""

from __future__ import annotations

import pytest

from agent.check.grounds import Grounds
from agent.check.polarity import FEE, is_fragment, polarity_of
from agent.check.proof import proofread
from agent.suggestion import Evidence
from knowledge.bilingual import Bilingual, Lang


@pytest.mark.parametrize(
    ("text", "affirmed", "denied"),
    [
        ("目前我们做赊账", {"赊账"}, set()),
        ("目前我们不做赊账", set(), {"赊账"}),
        ("两款配件不通用", {"两款", "款配", "配件"}, {"通用"}),
        ("货到付款不支持", set(), {"货", "付款"}),
        ("发出后改不了地址", {"出后", "发出"}, {"改地", "地址"}),
        ("不是不能退货", {"退货"}, set()),
        ("保修期内免费维修", {"保修", "修期", "期内", "维修"}, set(FEE)),
        ("过保收费维修", {"过保", "维修"} | FEE, set()),
        ("they are not interchangeable", set(), {"interchangeable"}),
        ("Western Union is not accepted", set(), {"western", "union"}),
        ("the freight is not deducted", {"freight"}, {"deduct"}),
        ("spare parts are free of charge", {"spare", "part"}, set(FEE)),
        ("no paper card is needed", set(), {"paper", "card"}),
    ],
)
def test_a_negation_covers_what_follows_it_or_all_that_stands_before(
    text: str, affirmed: set[str], denied: set[str]
) -> None:
    said = polarity_of(text)
    assert (set(said.affirmed), set(said.denied)) == (affirmed, denied)


def test_a_state_that_is_denied_in_one_word_tells_the_case_and_denies_nothing() -> None:
    said = polarity_of("非质量问题可以退货")
    assert "质量" in said.state and not said.denied
    assert "理由" in polarity_of("七天无理由退货").state
    assert "faulty" in "".join(polarity_of("non-faulty goods").state)


@pytest.mark.parametrize("text", [" or PO boxes", "和海外", " Hong Kong", "、澳门"])
def test_the_rest_of_a_list_affirms_nothing(text: str) -> None:
    assert is_fragment(text)


CREDIT = Evidence(
    "policies/pay#credit", "policy", "pay", "credit",
    Bilingual(zh="目前不做赊账,也不做货到付款。", en="At present we do not offer open account or cash on delivery."),
    "zh",
)  # fmt: skip
BASKETS = Evidence(
    "faq/baskets#fit", "faq", "baskets", "fit",
    Bilingual(zh="40号炸篮和55号炸篮不通用。", en="The 40 basket and the 55 basket are not interchangeable."), "zh",
)  # fmt: skip
ADDRESS = Evidence(
    "policies/orders#address", "policy", "orders", "address",
    Bilingual(zh="未发货的订单免费改一次地址。", en="The address of an unshipped order is changed free of charge."),
    "zh",
)  # fmt: skip
GROUNDS = Grounds(evidence=(CREDIT, BASKETS, ADDRESS))


def contradicted(text: str, lang: Lang) -> bool:
    return any(claim.verdict == "contradicted" for claim in proofread(text, lang, GROUNDS).claims)


@pytest.mark.parametrize(
    ("right", "wrong", "lang"),
    [
        ("我们暂时不做赊账。", "我们暂时做赊账。", "zh"),
        ("货到付款我们也不做。", "货到付款我们也做。", "zh"),
        ("40号炸篮和55号炸篮不能通用。", "40号炸篮和55号炸篮通用。", "zh"),
        ("没发货的订单可以免费改一次地址。", "没发货的订单可以收费改一次地址。", "zh"),
        ("We do not offer open account.", "We do offer open account.", "en"),
        ("The 40 and the 55 basket are not interchangeable.", "The 40 and the 55 basket are interchangeable.", "en"),
    ],
)
def test_the_opposite_of_a_plain_sentence_is_contradicted(right: str, wrong: str, lang: Lang) -> None:
    assert not contradicted(right, lang)
    assert contradicted(wrong, lang)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("非常抱歉给您带来不便。", "zh"),
        ("其他炸篮不通用。", "zh"),
        ("赊账做不做我去问一下。", "zh"),
        ("I am sorry for the inconvenience with the open account.", "en"),
        ("Do we offer open account?", "en"),
    ],
)
def test_sympathy_questions_and_other_things_contradict_nothing(text: str, lang: Lang) -> None:
    assert not contradicted(text, lang)


def test_the_reason_names_the_clause_that_says_the_opposite() -> None:
    (claim,) = [each for each in proofread("目前我们做赊账。", "zh", GROUNDS).claims if each.verdict == "contradicted"]
    assert (claim.kind, claim.value, claim.evidence) == ("stance", "applies", ("policies/pay#credit",))
    assert claim.why == "policies/pay#credit says the opposite: '目前不做赊账'"
