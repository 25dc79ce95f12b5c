"""Currencies as people write them: codes, signs, names; the shop's own wins where a sign can mean several."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from agent.quantities import quantities

ROOT = Path(__file__).resolve().parent.parent


def money(text: str, currency: str = "CNY") -> list[str]:
    return [
        f"{value.low.normalize():f} {value.unit}"
        for value in quantities(text, currency=currency)
        if value.kind == "money"
    ]


@pytest.mark.parametrize(("text", "expected"), [
    ("AED 250", "250 AED"), ("AED250", "250 AED"), ("每件250AED", "250 AED"), ("1,200 AED per carton", "1200 AED"),
    ("SGD 20", "20 SGD"), ("S$20", "20 SGD"), ("20新元", "20 SGD"), ("20新加坡元", "20 SGD"),
    ("20 Singapore dollars", "20 SGD"), ("RM50", "50 MYR"), ("50林吉特", "50 MYR"), ("50 ringgit", "50 MYR"),
    ("300迪拉姆", "300 AED"), ("300 dirhams", "300 AED"), ("฿1000", "1000 THB"), ("1000泰铢", "1000 THB"),
    ("500000 VND", "500000 VND"), ("500,000₫", "500000 VND"), ("100科威特第纳尔", "100 KWD"),
    ("500 Saudi riyals", "500 SAR"), ("one hundred Saudi riyals", "100 SAR"), ("₹500", "500 INR"),
    ("500 TRY", "500 TRY"), ("200 kr", "200 SEK"), ("500克朗", "500 SEK"), ("usd 5", "5 USD"), ("USD100", "100 USD"),
])  # fmt: skip
def test_money_of_any_country_is_read_in_both_languages(text: str, expected: str) -> None:
    assert money(text) == [expected]


@pytest.mark.parametrize(
    "text", ["12 KGS", "TOP 10", "5 PEN", "ALL 5", "AMD 5600", "500克", "ABC12kg", "3个月付美元", "10 TOP quality"]
)
def test_words_brands_and_weights_are_not_currencies(text: str) -> None:
    assert money(text) == []


def test_a_word_that_is_also_a_code_counts_in_a_shop_of_that_currency() -> None:
    assert money("PEN 5, 7 PEN", "PEN") == ["5 PEN", "7 PEN"]


@pytest.mark.parametrize(("text", "currency", "expected"), [
    ("$5", "USD", "5 USD"), ("$5", "CNY", "5 USD"), ("$5", "AUD", "5 AUD"), ("5 dollars", "SGD", "5 SGD"),
    ("50 cents", "EUR", "0.5 EUR"), ("5元", "HKD", "5 HKD"), ("5元", "USD", "5 CNY"), ("200 kr", "DKK", "200 DKK"),
])  # fmt: skip
def test_a_shared_sign_means_the_shops_own_currency_when_it_can(text: str, currency: str, expected: str) -> None:
    assert money(text, currency) == [expected]


def test_twelve_kgs_are_kilograms() -> None:
    (value,) = quantities("N.W. 12 KGS", currency="USD")
    assert (value.kind, value.unit) == ("quantity", "kg")


def test_everyday_money_is_read_without_loading_the_names_of_all_currencies() -> None:
    code = "import sys; from agent.quantities import quantities as q; q('299元, $5, 20 AED', currency='CNY');"
    code += "print('babel.numbers' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
