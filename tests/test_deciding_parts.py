"""The parts that decide(): what the thread has offered, whether conditions hold, how a clause's days are counted."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from agent.case import Turn
from agent.deal import next_rung, offered
from agent.deciding.attributes import Meanings, matching
from agent.deciding.needs import Facts, held, lacking
from agent.deciding.statements import window_of
from agent.suggestion import Evidence
from knowledge.authority import Rule
from knowledge.bilingual import Bilingual, Lang
from knowledge.embed import bundled
from knowledge.folder import ShopFolder, read_folder
from knowledge.orders import Order
from prompts.phrasebook import load_phrases

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZONE)
SIGNED = {"order.paid_at": date(2026, 11, 1), "order.signed_at": date(2026, 11, 6)}


def clause(lang: Lang, text: str, **facts: Any) -> Evidence:
    return Evidence(
        id="policies/x#y", kind="policy", doc="x", anchor="y", lang=lang, facts=facts,
        text=Bilingual(zh=text) if lang == "zh" else Bilingual(en=text),
    )  # fmt: skip


def order(**keys: Any) -> Order:
    items = [{"sku": "A", "qty": 1, "paid": 100}]
    return Order.model_validate({"id": "O1", "buyer_id": "b", "status": "signed", "items": items, **keys})


def facts(**changes: Any) -> Facts:
    base: dict[str, Any] = {
        "problem": "defect_minor", "media": frozenset(), "order": None, "now": NOW, "quantity": None, "amount": None,
    }  # fmt: skip
    return Facts(**(base | changes))


def rule(*needs: str) -> Rule:
    return Rule.model_validate(
        {"id": "r", "problem": "defect_minor", "offer": "partial_refund", "limits": {"agent": 10}, "needs": list(needs)}
    )


# How long a clause gives


@pytest.mark.parametrize(
    ("lang", "text", "given", "last"),
    [
        ("zh", "签收后7天内可以退货。", "7 day", date(2026, 11, 13)),
        ("zh", "自付款之日起15天内可申请价保。", "15 day", date(2026, 11, 16)),
        ("en", "Return within 14 days of receiving the goods.", "14 day", date(2026, 11, 20)),
        ("en", "Price protection runs 2 weeks from the purchase.", "2 week", date(2026, 11, 15)),
        ("en", "Within one month after delivery.", "1 month", date(2026, 12, 6)),
    ],
)
def test_days_count_from_the_event_that_the_clause_names(lang: Lang, text: str, given: str, last: date) -> None:
    window = window_of(clause(lang, text, window=given), SIGNED, load_phrases())
    assert window is not None
    assert window.last == last


def test_an_event_that_has_not_happened_gives_no_last_day() -> None:
    text = "签收后7天内可以退货。"
    assert window_of(clause("zh", text, window="7 day"), {"order.paid_at": date(2026, 11, 1)}, load_phrases()) is None


def test_a_clause_that_names_no_event_or_no_length_gives_no_last_day() -> None:
    assert window_of(clause("zh", "支持7天内退货。", window="7 day"), SIGNED, load_phrases()) is None
    assert window_of(clause("zh", "签收后7天内可以退货。"), SIGNED, load_phrases()) is None
    assert window_of(clause("zh", "签收后7天内可以退货。", window="a while"), SIGNED, load_phrases()) is None


def test_a_month_ends_on_the_last_day_that_there_is() -> None:
    window = window_of(
        clause("en", "1 month after delivery", window="1 month"), {"order.signed_at": date(2027, 1, 31)}, load_phrases()
    )
    assert window is not None
    assert window.last == date(2027, 2, 28)


# What the thread has offered


def said(*texts: str) -> list[Turn]:
    return [Turn(role="agent", text=text) for text in texts]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("可以给您申请免运费", {"free_shipping"}),
        ("I can offer free shipping on this", {"free_shipping"}),
        ("给您一张10元优惠券", {"coupon"}),
        ("不能再送优惠券了", set()),
        ("I'm afraid I can't add a coupon", set()),
        ("您好，请问有什么可以帮您", set()),
    ],
)
def test_what_we_said_is_on_the_table_unless_we_refused_it(text: str, kinds: set[str]) -> None:
    assert offered(said(text), load_phrases()) == kinds


def test_what_the_buyer_asks_for_is_not_on_the_table() -> None:
    assert offered([Turn(role="buyer", text="给我一张优惠券吧")], load_phrases()) == frozenset()


def test_naming_a_thing_that_the_shop_gives_away_is_offering_a_gift() -> None:
    turns = said("给您申请一个硅胶铲随单一起发")
    assert "gift" in offered(turns, load_phrases(), names_a_gift=lambda text: "硅胶铲" in text)
    assert "gift" not in offered(turns, load_phrases(), names_a_gift=lambda _: False)


def test_the_next_rung_follows_the_highest_one_offered() -> None:
    ladder = [frozenset({"free_shipping"}), frozenset({"gift"}), frozenset({"coupon"})]
    assert next_rung(ladder, frozenset()) == 1  # type: ignore[arg-type]
    assert next_rung(ladder, frozenset({"free_shipping"})) == 2  # type: ignore[arg-type]
    assert next_rung(ladder, frozenset({"gift"})) == 3  # type: ignore[arg-type]
    assert next_rung(ladder, frozenset({"coupon"})) == 4  # type: ignore[arg-type]


# Conditions


def test_a_photo_need_is_met_by_a_photo_only() -> None:
    assert held("photo", facts(media=frozenset({"photo"}))) == "yes"
    assert held("photo", facts(media=frozenset({"video"}))) == "no"


@pytest.mark.parametrize(
    ("signed", "need", "state"),
    [
        (NOW - timedelta(days=7, hours=9), "order_signed_within_days:7", "yes"),
        (NOW - timedelta(days=8), "order_signed_within_days:7", "no"),
        (NOW - timedelta(hours=48), "order_signed_within_hours:48", "yes"),
        (NOW - timedelta(hours=48, minutes=1), "order_signed_within_hours:48", "no"),
        (None, "order_signed_within_days:7", "no"),
    ],
)
def test_days_are_calendar_days_and_hours_are_hours(signed: datetime | None, need: str, state: str) -> None:
    assert held(need, facts(order=order(signed_at=signed))) == state


def test_without_an_order_its_dates_are_unknown_not_no() -> None:
    assert held("order_signed_within_days:7", facts()) == "unknown"


def test_zero_is_known_and_too_little() -> None:
    assert held("min_amount:0", facts(amount=Decimal(0))) == "yes"
    assert held("min_amount:1", facts(amount=Decimal(0))) == "no"
    assert held("min_qty:1", facts()) == "unknown"


def test_a_cause_needs_more_than_the_buyers_word() -> None:
    assert held("cause_seller", facts()) == "unknown"
    assert held("cause_seller", facts(media=frozenset({"photo"}))) == "yes"
    assert held("cause_logistics", facts(problem="lost_parcel")) == "unknown"


def test_what_the_buyer_can_still_send_is_lacking_and_what_is_over_is_over() -> None:
    recent = order(signed_at=NOW - timedelta(days=1))
    old = order(signed_at=NOW - timedelta(days=30))
    assert lacking(rule("photo"), facts()) == ("photo",)
    assert lacking(rule("photo", "order_signed_within_days:7"), facts(order=recent)) == ("photo",)
    assert lacking(rule("photo", "order_signed_within_days:7"), facts(order=old)) is None
    assert lacking(rule("order_signed_within_days:7"), facts()) == ("order",)
    assert lacking(rule(), facts()) == ()


# Properties


@pytest.fixture(scope="module")
def wenhuo_folder() -> ShopFolder:
    from conftest import SHOPS

    return read_folder(SHOPS / "wenhuo")


@pytest.mark.parametrize(
    ("question", "key_words"),
    [("额定功率多少", "功率"), ("功率是多少", "功率"), ("what is the rated power", "power"), ("净重多少", "重")],
)
def test_a_property_is_named_by_its_label_or_what_the_label_ends_in(
    wenhuo_folder: ShopFolder, question: str, key_words: str
) -> None:
    product = wenhuo_folder.products["WH-AF55"]
    best = matching(question, product, Meanings(bundled()))[0]
    assert best.named
    label = product.attributes[best.key].label
    assert key_words in (label.zh or "") or key_words in (label.en or "").lower()


def test_a_label_end_that_two_properties_share_names_neither(wenhuo_folder: ShopFolder) -> None:
    product = wenhuo_folder.products["WH-AF55"]
    ends = [(attribute.label.zh or "")[-2:] for attribute in product.attributes.values()]
    assert ends.count("重量") <= 1, "the sample sheet has one label that ends in 重量"
    assert not any(match.named for match in matching("这个好不好", product, Meanings(bundled())))
