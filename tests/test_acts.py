"""Acts that a text speaks of: done already, by a named moment, never failing; and what backs them."""

from __future__ import annotations

import pytest

from agent.case import Turn
from agent.check.acts import acts, is_done
from agent.check.grounds import Grounds
from agent.check.proof import proofread
from agent.check.statements import statements
from agent.suggestion import Evidence
from knowledge.bilingual import Bilingual, Lang


def acts_of(text: str) -> list[str]:
    return [act for each in statements(text, "CNY") for clause in each.clauses for act, _, _ in acts(clause)]


@pytest.mark.parametrize(
    "text",
    [
        "已经帮您改好地址了。",
        "退款刚刚已经打到您账上了。",
        "我已经在系统里并好单了。",
        "189元刚刚给您打回去了。",
        "我刚跟承运商通过电话。",
        "I have changed the address for you already.",
        "Your refund was sent a moment ago.",
        "I have just wired your refund.",
        "A replacement left our warehouse this morning.",
    ],
)
def test_what_is_said_to_have_been_done_is_an_act(text: str) -> None:
    assert acts_of(text) == ["done"]
    assert is_done(text)


@pytest.mark.parametrize(
    "text",
    [
        "我们今晚就安排顺丰给您送到。",
        "下周三就给您补发。",
        "明天中午之前您准能收到。",
        "We will deliver it to your door tonight.",
        "It will be back on the shelf next Monday.",
        "You will have it by noon.",
    ],
)
def test_a_moment_in_words_binds(text: str) -> None:
    assert "timed" in acts_of(text)


@pytest.mark.parametrize("text", ["以后绝对不会再坏。", "It will never break again.", "It lasts a lifetime."])
def test_goods_that_never_fail_are_a_promise(text: str) -> None:
    assert acts_of(text) == ["never"]


@pytest.mark.parametrize(
    "text",
    [
        "照片收到了,谢谢您。",
        "已发货的订单不能取消。",
        "发货后会给您短信。",
        "如果已经退款,请查看账户。",
        "您已经退款成功了吗?",
        "我不能保证今天到。",
        "估计明天能到您手上。",
        "Once it has been shipped, you get an e-mail.",
        "An invoice that has been issued cannot be changed.",
        "It should reach you tomorrow.",
        "I cannot say whether it will arrive by Friday.",
    ],
)
def test_rules_conditions_guesses_and_what_was_looked_up_are_no_acts(text: str) -> None:
    assert acts_of(text) == []


ORDER = Evidence(
    "orders#A1", "order", "orders", "A1",
    Bilingual(zh="订单 A1\n已发货\n实付 189元", en="order A1\nshipped\npaid ¥189"), "zh",
)  # fmt: skip


def verdict(text: str, lang: Lang, grounds: Grounds) -> list[str]:
    return [claim.verdict for claim in proofread(text, lang, grounds).claims if claim.kind == "promise"]


def test_an_act_rests_on_the_order_or_on_what_we_said() -> None:
    known = Grounds(evidence=(ORDER,))
    assert verdict("您的订单已经发货了。", "zh", known) == ["proved"]
    assert verdict("Your order has been shipped.", "en", known) == ["proved"]
    assert verdict("已经帮您改好地址了。", "zh", known) == ["unproved"]
    assert verdict("I have changed the address.", "en", known) == ["unproved"]
    said = Grounds(thread=(Turn(role="agent", text="已经帮您改好收货地址了。"),))
    assert verdict("收货地址已经帮您改好了。", "zh", said) == ["proved"]


def test_the_buyers_word_backs_no_act() -> None:
    asked = Grounds(thread=(Turn(role="buyer", text="你们说已经退款给我了"),))
    assert verdict("是的,已经给您退款了。", "zh", asked) == ["unproved"]
