from datetime import date
from decimal import Decimal

import pytest

from agent.wording import date_text, fold_text, label_text, list_text, money_text, value_text
from knowledge.bilingual import Bilingual
from knowledge.catalog import Attribute


@pytest.mark.parametrize(
    ("amount", "currency", "zh", "en"),
    [
        ("299.00", "CNY", "299元", "¥299"),
        ("26.90", "CNY", "26.90元", "¥26.90"),
        ("4.2", "USD", "$4.20", "$4.20"),
        ("12000", "JPY", "¥12000", "¥12000"),
        ("0", "EUR", "€0", "€0"),
        ("1200", "AED", "1200 AED", "1200 AED"),
    ],
)
def test_money_is_written_as_people_write_it(amount: str, currency: str, zh: str, en: str) -> None:
    assert money_text(Decimal(amount), currency, "zh") == zh
    assert money_text(Decimal(amount), currency, "en") == en


def test_a_date_carries_its_year_only_when_it_is_another() -> None:
    today = date(2026, 11, 20)
    assert date_text(date(2026, 5, 3), "zh", today=today) == "5月3日"
    assert date_text(date(2025, 5, 3), "zh", today=today) == "2025年5月3日"
    assert date_text(date(2026, 5, 3), "en", today=today) == "3 May"


@pytest.mark.parametrize(("off", "fold"), [("20", "8折"), ("15", "8.5折"), ("5", "9.5折"), ("50", "5折")])
def test_a_percentage_off_is_said_as_a_fold(off: str, fold: str) -> None:
    assert fold_text(Decimal(off)) == fold


def test_lists_read_naturally() -> None:
    assert list_text(["a", "b", "c"], "en") == "a, b and c"
    assert list_text(["甲", "乙"], "zh") == "甲、乙"


def test_an_attributes_own_wording_goes_before_its_value() -> None:
    colour = Attribute.model_validate({"value": ["white"], "say": {"zh": "白色"}})
    assert value_text(colour, "zh") == "白色"
    assert value_text(colour, "en") == "white"


def test_a_size_and_a_range_keep_their_unit() -> None:
    assert value_text(Attribute.model_validate({"value": {"l": 86, "w": 42, "h": 68}, "unit": "cm"}), "en") == (
        "86 × 42 × 68 cm"
    )
    assert value_text(Attribute.model_validate({"value": {"min": 50, "max": 90}, "unit": "km"}), "zh") == "50–90 km"


def test_a_missing_label_falls_back_to_the_key_in_words() -> None:
    bare = Attribute.model_validate(3)
    assert label_text("battery_life", bare, "en") == "battery life"
    assert label_text("x", Attribute(value=True, label=Bilingual(en="foldable")), "zh") == "foldable"
