"""The two languages of a draft must say the same."""

from __future__ import annotations

import pytest

from agent.check.twin import differences
from agent.suggestion import Draft, Sentence


def found(zh: str, en: str) -> list[tuple[str, str]]:
    draft = Draft("zh", "en", (Sentence(zh, en),), "model")
    return [(finding.rule, finding.severity) for finding in differences(draft, "CNY")]


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("7天内可以退货,运费您承担。", "You can return it within 7 days; postage is on your side."),
        ("给您打8折,就是239元。", "That is 20% off, ¥239."),
        ("满5万美元可以做信用证。", "An L/C is possible from USD 50,000."),
        ("11月10日至13日付款的订单,96小时内发出。", "Orders paid from 10 to 13 November ship within 96 hours."),
        ("下午4点前付款当天发。", "Paid before 4 pm, it ships the same day."),
        ("保修两年。", "The warranty is 24 months."),
        ("3到5个工作日送达。", "It arrives in 3–5 business days."),
        ("不满59元运费8元,满59元包邮。", "Postage is 8 yuan, and free from 59 yuan."),
        ("我们保证15天内发出。", "We promise that it leaves within 15 days."),
        ("不用寄回。", "There is no need to send it back."),
    ],
)
def test_a_faithful_twin_passes(zh: str, en: str) -> None:
    assert found(zh, en) == []


@pytest.mark.parametrize(
    ("what", "zh", "en"),
    [
        ("number", "7天内可以退货。", "You can return it within 17 days."),
        ("business days", "3个工作日送达。", "It arrives in 3 days."),
        ("price cut", "给您打8折。", "That is 80% off."),
        ("ten thousand", "满5万元。", "From 5,000 yuan."),
        ("currency", "一共20元。", "That is $20 in all."),
        ("date", "11月20日发。", "It ships on 21 November."),
        ("polarity", "拆封后不支持退货。", "Opened goods can be returned."),
        ("who pays", "运费由您承担。", "Postage is paid by us."),
        ("strength", "我们保证发出。", "We will try to send it."),
        ("need", "不需要寄回。", "You must send it back."),
        ("stock", "这款缺货。", "This one is in stock."),
        ("code", "单号SF1234567890。", "Tracking number SF1234567899."),
        ("lost sentence part", "7天内可以退货,超过5公斤另付8元。", "You can return it within 7 days."),
    ],
)
def test_a_twin_that_differs_is_blocked(what: str, zh: str, en: str) -> None:
    assert ("twin.differs", "block") in found(zh, en)


def test_the_finding_names_what_differs() -> None:
    draft = Draft("zh", "en", (Sentence("7天内退。", "Within 8 days."),), "model")
    assert [finding.why for finding in differences(draft, "CNY")] == [
        "only the reply says at most 7 day ('7天')",
        "only the twin says at most 8 day ('8 days')",
    ]


def test_an_empty_twin_is_a_warning() -> None:
    assert found("7天内可以退货。", "") == [("twin.missing", "warn")]


def test_may_on_one_side_only_is_a_warning() -> None:
    assert found("可能会延迟。", "It will be late.") == [("twin.strength", "warn")]
