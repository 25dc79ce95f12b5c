"""The two languages of a draft must say the same."""

from __future__ import annotations

import pytest

from agent.check.twin import differences
from agent.suggestion import Draft, Sentence
from knowledge.bilingual import Bilingual
from knowledge.catalog import Product
from knowledge.gazetteer import Gazetteer

NAMES = {
    "TS-1": ("180克圆领T恤", "180 gsm crew-neck tee"),
    "CS-2": ("20寸登机箱", "cabin suitcase"),
    "PL-3": ("双面网眼POLO衫", "piqué polo (210 gsm, long sleeve)"),
}
GAZETTEER = Gazetteer(
    {sku: Product(sku=sku, name=Bilingual(zh=zh, en=en), price=9) for sku, (zh, en) in NAMES.items()}  # type: ignore[arg-type]
)


def found(zh: str, en: str) -> list[tuple[str, str]]:
    draft = Draft("zh", "en", (Sentence(zh, en),), "model")
    return [(finding.rule, finding.severity) for finding in differences(draft, "CNY", GAZETTEER)]


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


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("180克圆领T恤有现货。", "The 180 gsm crew-neck tee is in stock."),
        ("20寸登机箱单价299元。", "The cabin suitcase is ¥299."),
        ("双面网眼POLO衫单价59元。", "The piqué polo (210 gsm, long sleeve) is ¥59."),
        ("TS-1单价39元。", "The 180 gsm crew-neck tee is ¥39."),
        ("180克圆领T恤有现货,单价39元。", "It is in stock, at ¥39."),
        ("面料180克。", "The fabric is 180 gsm."),
    ],
)
def test_a_number_in_a_product_name_is_the_product_not_a_quantity(zh: str, en: str) -> None:
    assert found(zh, en) == []


def test_another_product_is_blocked_by_its_sku() -> None:
    draft = Draft("zh", "en", (Sentence("180克圆领T恤有现货。", "The cabin suitcase is in stock."),), "model")
    (finding,) = differences(draft, "CNY", GAZETTEER)
    assert (finding.severity, finding.why) == ("block", "the reply names TS-1, the twin CS-2")


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("20寸登机箱重3公斤。", "The cabin suitcase weighs 4 kg."),
        ("180克圆领T恤7天发货。", "The 180 gsm crew-neck tee ships in 9 days."),
    ],
)
def test_a_number_beside_a_product_name_is_still_compared(zh: str, en: str) -> None:
    assert found(zh, en) == [("twin.differs", "block"), ("twin.differs", "block")]


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("运单号是00340434161094。", "The tracking number is 00340434161094."),
        ("运单号:00340434161094,请留意。", "Your parcel 00340434161094 is on its way."),
        ("订单2304981已发出。", "Order #2304981 has shipped."),
        ("订单号2304981已发出。", "Order 2304981 has shipped."),
        ("单号9400 1000 0000 0000 0000 00。", "The tracking number is 9400100000000000000000."),
        ("单号是123456789CN。", "The tracking number is 123456789CN."),
        ("请看 https://example.com/a 。", "Please see https://example.com/a."),
    ],
)
def test_an_id_is_the_same_however_it_is_introduced_and_grouped(zh: str, en: str) -> None:
    assert found(zh, en) == []


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("运单号是00340434161094。", "The tracking number is 00340434161095."),
        ("订单号2304981已发出。", "Order #2304982 has shipped."),
        ("请写信到a@example.com。", "Please write to b@example.com."),
    ],
)
def test_another_id_or_address_is_blocked(zh: str, en: str) -> None:
    assert found(zh, en) == [("twin.differs", "block"), ("twin.differs", "block")]


def test_what_one_side_will_not_share_is_refused_on_both() -> None:
    assert found("该信息不便透露,规格均可咨询。", "I can't share that; I am glad to answer about the product.") == []
