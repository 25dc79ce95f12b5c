"""Values in words, per language: money, dates, quantities, lists. Used by look-ups, decisions and writers alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from knowledge.bilingual import Lang
from knowledge.catalog import Attribute, Product, Range, Size
from knowledge.money import minor_digits

SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def number_text(value: Decimal) -> str:
    """A plain decimal without trailing zeros: 5.50 -> 5.5, 24.00 -> 24."""
    return f"{value.normalize():f}" if value != value.to_integral_value() else f"{value.to_integral_value():f}"


def money_text(amount: Decimal, currency: str, lang: Lang) -> str:
    """As people write it: 299元, $4.20, €28, 1200 AED. Whole amounts drop the minor digits, others keep them all."""
    whole = amount == amount.to_integral_value()
    digits = number_text(amount) if whole else f"{amount:.{minor_digits(currency)}f}"
    if currency == "CNY" and lang == "zh":
        return f"{digits}元"
    if currency in SYMBOLS:
        return f"{SYMBOLS[currency]}{digits}"
    return f"{digits} {currency}"


def date_text(day: date, lang: Lang, *, today: date | None = None) -> str:
    """11月20日 / 20 November; with the year when it is not this year's."""
    if isinstance(day, datetime):
        day = day.date()
    with_year = today is None or day.year != today.year
    if lang == "zh":
        return f"{day.year}年{day.month}月{day.day}日" if with_year else f"{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]}{f' {day.year}' if with_year else ''}"


def fold_text(percent_off: Decimal) -> str:
    """A discount as Chinese buyers say it: 20 -> 8折, 15 -> 8.5折."""
    return f"{number_text((Decimal(100) - percent_off) / 10)}折"


def list_text(items: Sequence[str], lang: Lang) -> str:
    if lang == "zh":
        return "、".join(items)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def value_text(attribute: Attribute, lang: Lang) -> str:
    """An attribute's value with its unit: 5.5L, 35–60km, 86 × 42 × 68 cm, S, M and L."""
    said = attribute.say.get(lang)
    if said:
        return said
    value = attribute.value
    unit = attribute.unit or ""
    gap = "" if unit in {"%", "°C", "°F", "″"} or not unit else " "
    if isinstance(value, Range):
        return f"{number_text(value.min)}–{number_text(value.max)}{gap}{unit}"
    if isinstance(value, Size):
        return f"{number_text(value.l)} × {number_text(value.w)} × {number_text(value.h)}{gap}{unit}"
    if isinstance(value, tuple):
        items = [number_text(item) if isinstance(item, Decimal) else str(item) for item in value]
        return list_text(items, lang) + (f"{gap}{unit}" if unit else "")
    if isinstance(value, Decimal):
        return f"{number_text(value)}{gap}{unit}"
    return f"{value}{gap}{unit}" if unit else str(value)


def label_text(key: str, attribute: Attribute, lang: Lang) -> str:
    """The attribute's label; without one in this language, the other language's, else its key in words."""
    return attribute.label.best(lang) or key.replace("_", " ")


def product_text(product: Product, lang: Lang) -> str:
    """How a product is called: its name in this language, else its other name."""
    return product.name.best(lang) or product.sku
