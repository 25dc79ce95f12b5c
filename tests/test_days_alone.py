"""Days without a month, ranges in words, halves of units: what the grammar reads of them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from agent.quantities import equal, quantities


def read(text: str) -> list[tuple[str, Decimal, Decimal, str]]:
    return [(value.kind, value.low, value.high, value.unit) for value in quantities(text, currency="CNY")]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("您16号签收,也就是到 27 日。", [16, 27]),
        ("帽子从 13 日起扣在海关。", [13]),
        ("It was delivered on the 18th, so until the 25th.", [18, 25]),
    ],
)
def test_a_day_without_a_month_is_a_day(text: str, days: list[int]) -> None:
    assert read(text) == [("date", Decimal(day), Decimal(day), "day") for day in days]


@pytest.mark.parametrize("text", ["7日内退货", "3号店", "the 2nd time"])
def test_a_span_a_shop_and_an_ordinal_are_no_days(text: str) -> None:
    assert all(kind != "date" for kind, *_ in read(text))


def test_a_day_alone_is_that_day_of_any_month() -> None:
    alone, named, other = (quantities(text, currency="CNY")[0] for text in ("16号签收", "11月16日", "11月17日"))
    assert equal(alone, named)
    assert not equal(alone, other)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("between fifty and ninety kilometres", ("quantity", Decimal(50), Decimal(90), "km")),
        ("between 40 and 50 minutes", ("duration", Decimal(40), Decimal(50), "minute")),
        ("a centimetre and a half", ("quantity", Decimal("1.5"), Decimal("1.5"), "cm")),
        ("一厘米半", ("quantity", Decimal("1.5"), Decimal("1.5"), "cm")),
        ("a fortnight", ("duration", Decimal(14), Decimal(14), "day")),
        ("只有一周", ("duration", Decimal(7), Decimal(7), "day")),
        ("晚上八点一刻", ("date", Decimal(1215), Decimal(1215), "clock")),
        ("299 can be used", ("count", Decimal(299), Decimal(299), "")),
    ],
)
def test_a_value_in_words_is_the_value(text: str, value: tuple[str, Decimal, Decimal, str]) -> None:
    assert read(text) == [value]


def test_an_hour_of_twelve_may_be_of_the_evening_but_one_of_the_morning_is_not() -> None:
    evening, bare, morning = (quantities(text, currency="CNY")[0] for text in ("20:15", "8:15", "8:15 am"))
    assert equal(bare, evening)
    assert not equal(morning, evening)
