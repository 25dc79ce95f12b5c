"""Render, then parse: for each type of value and each locale what was written comes back, with its exact place."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.quantities import Value, quantities
from evals.bench.checking import fuzzed

NOW = datetime.fromisoformat("2026-11-20T10:00:00+08:00")
"""A Friday."""
SOUND = [("我们这边看过了,", "哦。"), ("亲,", "。"), ("", ""), ("", " 左边的。")]
SPOKEN = [("We checked: ", "."), ("", ""), ("It says ", ", please."), ("(", ")")]
_HAN = "零一二三四五六七八九"


def han(number: int) -> str:
    """A whole number up to 99999999 as Chinese people write it: 350 is 三百五十, 2005 is 两千零五."""
    if number == 0:
        return "零"
    if number >= 10_000:
        head, rest = divmod(number, 10_000)
        return han(head) + "万" + ("" if not rest else ("零" if rest < 1000 else "") + han(rest))
    words = ""
    gap = False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit == 0:
            gap = bool(words) and number > 0
            continue
        words += ("零" if gap else "") + ("" if (digit, unit, words) == (1, "十", "") else _HAN[digit]) + unit
        gap = False
    return words


def plainly(value: Value) -> tuple[str, Decimal, str]:
    """What a rendered value must come back as, where it is no range."""
    assert value.low == value.high
    return value.kind, value.low, value.unit


def only(frame: tuple[str, str], text: str, currency: str = "CNY") -> Value:
    """The one value of a framed text; its span must be the rendered part exactly."""
    whole = frame[0] + text + frame[1]
    (value,) = quantities(whole, currency=currency, now=NOW)
    assert whole[value.span.start : value.span.end] == text == value.text
    return value


ZH, EN = st.sampled_from(SOUND[:3]), st.sampled_from(SPOKEN)
CENTS = st.decimals(min_value="0.01", max_value="999999", places=2)
WHOLE = st.integers(min_value=2, max_value=99_999)


@given(ZH, CENTS, st.sampled_from([
    ("¥{}", "CNY"), ("￥{:,}", "CNY"), ("{}元", "CNY"), ("{:,}元", "CNY"), ("{}块", "CNY"), ("{}块钱", "CNY"),
    ("RMB {}", "CNY"), ("{}美元", "USD"), ("{}欧元", "EUR"), ("{}英镑", "GBP"),
]))  # fmt: skip
def test_zh_money(frame: tuple[str, str], amount: Decimal, form: tuple[str, str]) -> None:
    value = only(frame, form[0].format(amount))
    assert plainly(value) == ("money", Decimal(amount), form[1])


@given(EN, CENTS, st.sampled_from([
    ("${}", "USD"), ("${:,}", "USD"), ("US${}", "USD"), ("USD {}", "USD"), ("{:,} USD", "USD"), ("{} dollars", "USD"),
    ("€{}", "EUR"), ("{:,} euros", "EUR"), ("£{:,}", "GBP"), ("{} yuan", "CNY"),
]))  # fmt: skip
def test_en_money(frame: tuple[str, str], amount: Decimal, form: tuple[str, str]) -> None:
    value = only(frame, form[0].format(amount), "USD")
    assert plainly(value) == ("money", Decimal(amount), form[1])


@given(ZH, st.integers(min_value=1, max_value=999_999), st.sampled_from(["{}元", "{}块钱"]))
def test_zh_money_in_words(frame: tuple[str, str], amount: int, form: str) -> None:
    value = only(frame, form.format(han(amount)))
    assert plainly(value) == ("money", Decimal(amount), "CNY")


@given(ZH, st.integers(min_value=1, max_value=9999), st.integers(min_value=1, max_value=9), st.booleans())
def test_yuan_and_tenths(frame: tuple[str, str], yuan: int, tenths: int, spelled: bool) -> None:
    assert only(frame, f"{yuan}块{tenths}" + ("毛" if spelled else "")).low == yuan + Decimal(tenths) / 10


@given(ZH, st.integers(min_value=11, max_value=999), st.integers(min_value=1, max_value=99))
def test_ten_thousands(frame: tuple[str, str], whole: int, part: int) -> None:
    assert only(frame, f"{whole}.{part:02}万元").low == Decimal(f"{whole}.{part:02}") * 10_000


@given(st.integers(min_value=10, max_value=9999), st.integers(min_value=1, max_value=999), st.booleans())
def test_a_floor_and_a_cut_without_units_are_money(floor: int, cut: int, words: bool) -> None:
    first, second = (han(floor), han(cut)) if words else (str(floor), str(cut))
    if words and cut < 10:
        return
    one, two = quantities(f"店铺满{first}减{second},自动抵扣", currency="CNY")
    assert [(each.kind, each.low, each.unit, each.op, each.text) for each in (one, two)] == [
        ("money", Decimal(floor), "CNY", "ge", first),
        ("money", Decimal(cut), "CNY", "eq", second),
    ]


@given(ZH, st.integers(min_value=11, max_value=99))
def test_zhe(frame: tuple[str, str], rate: int) -> None:
    off = 100 - rate
    forms = [f"{rate}折", f"{Decimal(rate) / 10}折"]
    if rate % 10 == rate // 10 + 1 or rate == 35:
        pass  # 三四折 is from 3折 to 4折
    elif rate % 10:
        forms.append(_HAN[rate // 10] + _HAN[rate % 10] + "折")
    else:
        forms = [f"{rate // 10}折", _HAN[rate // 10] + "折"]
    for form in forms:
        value = only(frame, form)
        assert plainly(value) == ("percent", Decimal(off), "%")


@given(st.decimals(min_value="0.1", max_value="100", places=1), st.sampled_from(["{}%", "{} %", "{} percent"]), EN, ZH)
def test_percent(number: Decimal, form: str, en: tuple[str, str], zh: tuple[str, str]) -> None:
    for frame in (en, zh):
        value = only(frame, form.format(number))
        assert plainly(value) == ("percent", Decimal(number), "%")


@given(ZH, st.integers(min_value=1, max_value=100))
def test_zh_percent_in_words(frame: tuple[str, str], number: int) -> None:
    value = only(frame, "百分之" + (han(number) if number < 100 else "一百"))
    assert plainly(value) == ("percent", Decimal(number), "%")


UNITS = st.sampled_from([
    ("g", "g"), ("克", "g"), ("kg", "kg"), ("公斤", "kg"), ("斤", "jin"), ("两", "liang"), ("lb", "lb"), ("磅", "lb"),
    ("oz", "oz"), ("盎司", "oz"), ("mm", "mm"), ("毫米", "mm"), ("cm", "cm"), ("厘米", "cm"), (" m", "m"), ("米", "m"),
    (" inches", "in"), ("英寸", "in"), ("尺", "chi"), ("ml", "mL"), ("毫升", "mL"), ("L", "L"), ("升", "L"), ("W", "W"),
    ("瓦", "W"), ("kW", "kW"), ("Wh", "Wh"), ("mAh", "mAh"), ("毫安时", "mAh"), ("lm", "lm"), ("流明", "lm"),
    ("°C", "°C"), ("℃", "°C"), ("°F", "°F"), ("GB", "GB"), ("Hz", "Hz"), ("dB", "dB"),
])  # fmt: skip


@given(EN, ZH, st.decimals(min_value="0.1", max_value="9999", places=1), UNITS)
def test_quantities(en: tuple[str, str], zh: tuple[str, str], number: Decimal, unit: tuple[str, str]) -> None:
    for frame in (en, zh):
        value = only(frame, f"{number}{unit[0]}")
        assert plainly(value) == ("quantity", Decimal(number), unit[1])


@given(
    EN, st.integers(min_value=1, max_value=60), st.sampled_from(["-{}°C", "-{} ℃", "minus {} °C", "{} °C below zero"])
)
def test_en_temperatures_below_zero(frame: tuple[str, str], number: int, form: str) -> None:
    assert only(frame, form.format(number)).low == -number


@given(ZH, st.integers(min_value=1, max_value=60), st.sampled_from(["零下{}度", "零下{}℃", "-{}℃", "负{}摄氏度"]))
def test_zh_temperatures_below_zero(frame: tuple[str, str], number: int, form: str) -> None:
    assert only(frame, form.format(number)).low == -number


@given(ZH, EN, st.integers(min_value=0, max_value=9), st.booleans())
def test_protection_ratings(zh: tuple[str, str], en: tuple[str, str], number: int, solid: bool) -> None:
    text, expected = f"IPX{number}", (Decimal(number), "IPX")
    if solid:
        text, expected = f"IP6{number}", (Decimal(60 + number), "IP")
    for frame in (zh, en):
        value = only(frame, text)
        assert plainly(value) == ("quantity", *expected)


TIMES_ZH = st.sampled_from([
    ("天", "day", 1), ("个自然日", "day", 1), ("个工作日", "business_day", 1), ("周", "day", 7), ("个星期", "day", 7),
    ("个月", "month", 1), ("年", "month", 12), ("个小时", "hour", 1), ("小时", "hour", 1), ("分钟", "minute", 1),
])  # fmt: skip
TIMES_EN = st.sampled_from([
    ("days", "day", 1), ("business days", "business_day", 1), ("working days", "business_day", 1), ("weeks", "day", 7),
    ("months", "month", 1), ("years", "month", 12), ("hours", "hour", 1), ("h", "hour", 1), ("minutes", "minute", 1),
])  # fmt: skip


@given(ZH, st.integers(min_value=2, max_value=99), TIMES_ZH, st.booleans())
def test_zh_durations(frame: tuple[str, str], number: int, unit: tuple[str, str, int], words: bool) -> None:
    written = ("两" if number == 2 else han(number)) if words else str(number)
    if words and unit[0] == "周" and number % 10 == 4:
        return
    value = only(frame, written + unit[0])
    assert plainly(value) == ("duration", Decimal(number * unit[2]), unit[1])


@given(EN, st.integers(min_value=2, max_value=999), TIMES_EN)
def test_en_durations(frame: tuple[str, str], number: int, unit: tuple[str, str, int]) -> None:
    value = only(frame, f"{number} {unit[0]}")
    assert plainly(value) == ("duration", Decimal(number * unit[2]), unit[1])


@given(
    st.integers(min_value=1, max_value=20),
    st.integers(min_value=1, max_value=60),
    st.sampled_from(["-", "~", "至", "到"]),
)
def test_ranges_of_business_days(first: int, more: int, sign: str) -> None:
    value = only(("需要", "。"), f"{first}{sign}{first + more}个工作日")
    assert (int(value.low), int(value.high), value.unit) == (first, first + more, "business_day")
    value = only(("It takes ", "."), f"{first}-{first + more} business days")
    assert (int(value.low), int(value.high), value.unit) == (first, first + more, "business_day")


@given(ZH, st.integers(min_value=1, max_value=23), st.integers(min_value=1, max_value=59))
def test_hours_and_minutes_are_one_duration(frame: tuple[str, str], hours: int, minutes: int) -> None:
    for form in (f"{hours}小时{minutes}分钟", f"{hours}h{minutes}m", f"{hours} hours and {minutes} minutes"):
        value = only(frame, form)
        assert plainly(value) == ("duration", Decimal(hours * 60 + minutes), "minute")


DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 12, 31))


def packed(day: date) -> Decimal:
    return Decimal(f"{day:%Y%m%d}")


@given(ZH, DAYS)
def test_zh_dates(frame: tuple[str, str], day: date) -> None:
    year = "".join(_HAN[int(digit)] for digit in str(day.year)).replace("零", "〇")
    for text in (f"{day.year}年{day.month}月{day.day}日", f"{day:%Y-%m-%d}", f"{day:%Y/%m/%d}",
                 f"{day.year}年{day.month}月{day.day}号",
                 f"{year}年{han(day.month)}月{han(day.day)}日"):  # fmt: skip
        value = only(frame, text)
        assert plainly(value) == ("date", packed(day), "day")


@given(EN, DAYS)
def test_en_dates(frame: tuple[str, str], day: date) -> None:
    forms = [f"{day.day} {day:%B} {day.year}", f"{day:%B} {day.day}, {day.year}", f"{day:%b} {day.day}, {day.year}"]
    if day.day > 12:
        forms += [f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}"]
    for text in forms:
        value = only(frame, text)
        assert plainly(value) == ("date", packed(day), "day")


@given(st.integers(min_value=0, max_value=6), st.sampled_from(["周", "星期", "礼拜"]))
def test_zh_weekdays_go_by_the_moment(place: int, word: str) -> None:
    name = word + "一二三四五六日"[place]
    monday = NOW.date() - timedelta(days=NOW.weekday())
    assert only(("我们", "前发出"), name).low == packed(NOW.date() + timedelta(days=(place - NOW.weekday()) % 7))
    assert only(("我们", "前发出"), "下" + name).low == packed(monday + timedelta(days=7 + place))
    assert only(("我们", "发出了"), "上" + name).low == packed(monday + timedelta(days=place - 7))


@given(st.integers(min_value=0, max_value=6), st.sampled_from(["by", "on", "before"]))
def test_en_weekdays_go_by_the_moment(place: int, word: str) -> None:
    name = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[place]
    monday = NOW.date() - timedelta(days=NOW.weekday())
    assert only((f"It leaves {word} ", "."), name).low == packed(
        NOW.date() + timedelta(days=(place - NOW.weekday()) % 7)
    )
    assert only(("It leaves ", "."), f"next {name}").low == packed(monday + timedelta(days=7 + place))


@given(st.integers(min_value=0, max_value=23), st.integers(min_value=0, max_value=59))
def test_clock_times(hour: int, minute: int) -> None:
    value = only(("每天", "前付款"), f"{hour}:{minute:02}")
    assert plainly(value) == ("date", Decimal(hour * 60 + minute), "clock")
    half = "am" if hour < 12 else "pm"
    assert only(("It leaves at ", "."), f"{hour % 12 or 12}:{minute:02} {half}").low == hour * 60 + minute


@given(
    ZH,
    WHOLE,
    st.sampled_from([("件", "piece"), ("双", "pair"), ("箱", "carton"), ("瓶", "bottle"), ("套", "set")]),
    st.booleans(),
)
def test_zh_counts(frame: tuple[str, str], number: int, noun: tuple[str, str], words: bool) -> None:
    value = only(frame, (("两" if number == 2 else han(number)) if words else str(number)) + noun[0])
    assert plainly(value) == ("count", Decimal(number), noun[1])


@given(EN, WHOLE, st.sampled_from([("pieces", "piece"), ("pairs", "pair"), ("cartons", "carton"), ("sets", "set")]))
def test_en_counts(frame: tuple[str, str], number: int, noun: tuple[str, str]) -> None:
    value = only(frame, f"{number} {noun[0]}")
    assert plainly(value) == ("count", Decimal(number), noun[1])


BOUNDS = [
    ("不超过{}", "le"), ("最多{}", "le"), ("{}以内", "le"), ("至少{}", "ge"), ("不少于{}", "ge"), ("{}以上", "ge"),
    ("大约{}", "about"), ("{}左右", "about"), ("not more than {}", "le"), ("no later than {}", "le"),
    ("at least {}", "ge"), ("{} or more", "ge"), ("about {}", "about"),
]  # fmt: skip


@given(
    st.integers(min_value=2, max_value=999),
    st.sampled_from(BOUNDS),
    st.sampled_from(["5kg", "{}天", "¥{}", "{}件", "{} days"]),
)
def test_bounds(number: int, bound: tuple[str, str], form: str) -> None:
    (value,) = quantities(bound[0].format(form.format(number)), currency="CNY")
    assert value.op == bound[1]


@pytest.mark.parametrize("seed", range(3))
def test_no_fuzzed_text_breaks_the_grammar(seed: int) -> None:
    real = [
        "满199元减20元,7天内可退,运费您承担。",
        "Ships within 2-3 business days; 20% off orders over $100.",
        "-10~40℃, IP67, 5 ft 3 in",
    ]
    for text in fuzzed(real, 300, seed):
        ends = 0
        for value in quantities(text, currency=Random(seed).choice(["CNY", "USD"]), now=NOW):
            assert ends <= value.span.start < value.span.end <= len(text)
            assert value.low <= value.high
            ends = value.span.end


@settings(max_examples=200)
@given(
    st.text(alphabet="0123456789.,一二三四五六七八九十百千万两半点几零-~/到至元块天月日周年折%℃IPX满减 ", max_size=60)
)
def test_dense_numerals_are_read_without_error(text: str) -> None:
    for value in quantities(text, currency="CNY", now=NOW):
        assert value.text == text[value.span.start : value.span.end]
        assert value.low <= value.high
