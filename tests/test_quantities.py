"""The grammar of numbers, zh and en: what is a value, what is only speech."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.quantities import Value, equal, quantities
from agent.quantities.numbers import en_number, zh_number

NOW = datetime.fromisoformat("2026-11-20T10:00:00+08:00")


def read(text: str, currency: str = "CNY", now: datetime | None = NOW) -> list[str]:
    return [_show(value) for value in quantities(text, currency=currency, now=now)]


def _show(value: Value) -> str:
    number = f"{value.low.normalize():f}"
    if value.high != value.low:
        number += f"..{value.high.normalize():f}"
    bound = "" if value.op == "eq" else f" {value.op}"
    per = f" per {value.per}" if value.per else ""
    return f"{value.kind} {number} {value.unit}".strip() + bound + per


CASES = [
    ("签收次日起七天内", ["duration 7 day le"]),
    ("7日内可退", ["duration 7 day le"]),
    ("保修两年半", ["duration 30 month"]),
    ("两个半月", ["duration 2.5 month"]),
    ("俩月包换", ["duration 2 month"]),
    ("半年质保", ["duration 6 month"]),
    ("一周左右", ["duration 7 day about"]),
    ("两三个工作日", ["duration 2..3 business_day"]),
    ("2-3 个工作日", ["duration 2..3 business_day"]),
    ("2–3 business days", ["duration 2..3 business_day"]),
    ("a couple of days", ["duration 2 day about"]),
    ("within 48 hours", ["duration 48 hour le"]),
    ("within a week", ["duration 7 day le"]),
    ("a 24-month warranty", ["duration 24 month"]),
    ("one and a half hours", ["duration 1.5 hour"]),
    ("3天到5天", ["duration 3..5 day"]),
    ("十分钟", ["duration 10 minute"]),
    ("20块5", ["money 20.5 CNY"]),
    ("三块五", ["money 3.5 CNY"]),
    ("5毛", ["money 0.5 CNY"]),
    ("26块9一包", ["money 26.9 CNY per pack"]),
    ("三块二一斤", ["money 3.2 CNY per jin"]),
    ("两块4.0安时电池", ["count 2 piece", "quantity 4 Ah"]),
    ("两块一个", ["money 2 CNY per piece"]),
    ("您这单369,还差131,开不了", ["money 369 CNY", "money 131 CNY"]),
    ("还差2件", ["count 2 piece"]),
    ("23点40到了武汉", ["date 1420 clock"]),
    ("3点20元", ["count 3", "money 20 CNY"]),
    ("6月8号发的,10号到12号之间到", ["date 20260608 day", "date 20260610 day", "date 20260612 day"]),
    ("sent on 28 June, due by the 2nd.", ["date 20260628 day", "date 20260702 day"]),
    ("10号楼到12号楼", ["count 10", "count 12"]),
    ("one cubic metre", ["quantity 1 m3"]),
    ("at least one cubic foot", ["quantity 1 ft3 ge"]),
    ("60牛·米", ["quantity 60 Nm"]),
    ("two and a half kilos", ["quantity 2.5 kg"]),
    ("2.4G频段,5G的WiFi", ["quantity 2.4 GHz", "quantity 5 GHz"]),
    ("5G手机", []),
    ("对方有十个工作日答复", ["duration 10 business_day"]),
    ("有一天", []),
    (
        "60 at 7.60 USD come to 456 USD and 6 at 7.70 USD to 46.20 USD",
        ["count 60", "money 7.6 USD", "money 456 USD", "count 6", "money 7.7 USD", "money 46.2 USD"],
    ),
    ("from 10 USD to 20 USD", ["money 10..20 USD"]),
    ("a tenth new at first", ["percent 10 %"]),
    ("1.2万元", ["money 12000 CNY"]),
    ("一万二千元", ["money 12000 CNY"]),
    ("三百块以内", ["money 300 CNY le"]),
    ("￥１，２９９．５０", ["money 1299.5 CNY"]),
    ("US$1,000", ["money 1000 USD"]),
    ("$25.50 each", ["money 25.5 USD per piece"]),
    ("USD 1.50 per carton", ["money 1.5 USD per carton"]),
    ("每件25美元", ["money 25 USD per piece"]),
    ("€4.90", ["money 4.9 EUR"]),
    ("two hundred and fifty dollars", ["money 250 USD"]),
    ("满59元", ["money 59 CNY ge"]),
    ("orders of USD 1,000 or more", ["money 1000 USD ge"]),
    ("不足 1000 美元", ["money 1000 USD le"]),
    ("8折", ["percent 20 %"]),
    ("八五折", ["percent 15 %"]),
    ("半价", ["percent 50 %"]),
    ("half price", ["percent 50 %"]),
    ("3折起", ["percent 70 % le"]),
    ("百分之五", ["percent 5 %"]),
    ("10%到20%", ["percent 10..20 %"]),
    ("up to 5%", ["percent 5 % le"]),
    ("5.5升", ["quantity 5.5 L"]),
    ("1500瓦", ["quantity 1500 W"]),
    ("26斤", ["quantity 26 jin"]),
    ("1米75", ["quantity 1.75 m"]),
    ("30×20×10 cm", ["quantity 30 cm", "quantity 20 cm", "quantity 10 cm"]),
    ("15.6 in laptop", ["quantity 15.6 in"]),
    ("100–240 V", ["quantity 100..240 V"]),
    ("180度", ["quantity 180 °C"]),
    ("2026-11-20", ["date 20261120 day"]),
    ("11月20日", ["date 20261120 day"]),
    ("20 November 2026", ["date 20261120 day"]),
    ("Nov 20", ["date 20261120 day"]),
    ("2027 年 1 月 30 日至 2 月 14 日", ["date 20270130 day", "date 20270214 day"]),
    ("from 30 January to 14 February 2027", ["date 20270130 day", "date 20270214 day"]),
    ("16:00前", ["date 960 clock"]),
    ("下午4点半发车", ["date 990 clock"]),
    ("before 3 pm", ["date 900 clock"]),
    ("明天发", ["date 20261121 day"]),
    ("50件起", ["count 50 piece ge"]),
    ("3–4人份", ["count 3..4 person"]),
    ("12 pcs", ["count 12 piece"]),
    ("限用一张券", ["count 1 sheet"]),
    ("need 60 tyres", ["count 60"]),
    ("from day 6 on", ["count 6"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_a_written_value_is_read(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "一定",
        "十分抱歉",
        "第一时间",
        "等一下",
        "百分百放心",
        "一样的",
        "万一",
        "千万别",
        "一个问题",
        "one moment please",
        "one of them",
        "in the first place",
        "请稍等一分钟哦",
        "WH-AF55",
        "E1",
        "A4",
        "3D绣花",
        "13812345678",
        "iPhone15",
        "这两款",
        "those two",
        "https://shop.example/a?b=12",
        "a12@mail.example",
        "双12",
        "2026年",
    ],
)
def test_turns_of_speech_and_codes_are_not_values(text: str) -> None:
    assert read(text) == []


def test_a_bare_yen_sign_is_yuan_unless_the_shop_counts_in_yen() -> None:
    assert read("¥300", "CNY") == ["money 300 CNY"]
    assert read("¥300", "JPY") == ["money 300 JPY"]
    assert read("$30", "CNY") == ["money 30 USD"]


def test_a_date_without_a_year_has_none_until_now_is_known() -> None:
    assert read("11月20日", now=None) == ["date 1120 day"]
    assert read("1月3日") == ["date 20270103 day"]


def test_the_span_is_of_the_text_as_given() -> None:
    text = "亲，满２９９元减 30 元"
    assert [text[value.span.start : value.span.end] for value in quantities(text, currency="CNY")] == [
        "２９９元",
        "30 元",
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1.5 kW", "1500瓦", True),
        ("26斤", "13kg", True),
        ("15.6 in", "39.6 cm", True),
        ("48小时", "2 days", True),
        ("两年", "24 months", True),
        ("8折", "20% off", True),
        ("30 °C", "86 °F", True),
        ("11月20日", "20 November 2026", True),
        ("7天", "7个工作日", False),
        ("1个月", "30天", False),
        ("7 days", "17 days", False),
        ("5 kg", "5 g", False),
        ("¥299", "$299", False),
        ("7天内", "7天以上", False),
        ("2次", "2件", False),
        ("2 sizes", "两个", True),
    ],
)
def test_equality_goes_by_meaning(one: str, other: str, same: bool) -> None:
    first, second = quantities(one, currency="CNY")[0], quantities(other, currency="CNY")[0]
    assert equal(first, second) is same


NUMBER = st.integers(min_value=2, max_value=9999)


@given(
    NUMBER,
    st.sampled_from(
        [("天", "day", 1), ("个工作日", "business_day", 1), ("周", "day", 7), ("个月", "month", 1), ("年", "month", 12)]
    ),
)
def test_zh_durations_come_back(number: int, unit: tuple[str, str, int]) -> None:
    word, canonical, factor = unit
    if word == "年" and number >= 1900:
        number = 19
    (value,) = quantities(f"需要{number}{word}。", currency="CNY")
    assert (value.kind, value.unit, value.low) == ("duration", canonical, number * factor)


@given(NUMBER, st.sampled_from(["days", "business days", "hours", "months"]))
def test_en_durations_come_back(number: int, unit: str) -> None:
    (value,) = quantities(f"It takes {number} {unit}.", currency="USD")
    assert (value.kind, value.low) == ("duration", number)
    assert value.unit == unit.replace(" ", "_")[:-1]


@given(
    st.decimals(min_value="0.01", max_value="999999", places=2),
    st.sampled_from(["¥{}", "{}元", "{:,} 元", "RMB {}", "{:,} yuan"]),
)
def test_money_comes_back(amount: Decimal, form: str) -> None:
    (value,) = quantities(f"一共 {form.format(amount)},", currency="CNY")
    assert (value.kind, value.unit, value.low) == ("money", "CNY", amount)


@given(
    st.decimals(min_value="0.1", max_value="9999", places=1),
    st.sampled_from(["kg", "g", "cm", "mm", "L", "mL", "W", "mAh", "lm", "°C", "克", "厘米", "升"]),
)
def test_quantities_come_back(amount: Decimal, unit: str) -> None:
    (value,) = quantities(f"大约 {amount}{unit} 吧", currency="CNY")
    assert (value.kind, value.low) == ("quantity", amount)


@given(st.dates(min_value=datetime(2020, 1, 1).date(), max_value=datetime(2030, 12, 31).date()))
def test_dates_come_back_in_every_form(day: object) -> None:
    packed = Decimal(f"{day:%Y%m%d}")
    for text in (f"{day:%Y-%m-%d}", f"{day:%Y}年{day:%m}月{day:%d}日", f"{day:%d %B %Y}", f"{day:%b %d, %Y}"):
        (value,) = quantities(f"by {text}.", currency="CNY")
        assert (value.kind, value.low) == ("date", packed)


@given(st.text(max_size=80))
def test_any_text_is_read_without_error_and_spans_do_not_overlap(text: str) -> None:
    values = quantities(text, currency="CNY", now=NOW)
    ends = 0
    for value in values:
        assert ends <= value.span.start < value.span.end <= len(text)
        assert value.low <= value.high
        ends = value.span.end


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("三百五", (350, 350)),
        ("一百零五", (105, 105)),
        ("两千三", (2300, 2300)),
        ("七八十", (70, 80)),
        ("十五", (15, 15)),
        ("八五", (85, 85)),
    ],
)
def test_zh_numerals(words: str, number: tuple[int, int]) -> None:
    assert zh_number(words) == number


def test_en_numerals() -> None:
    assert en_number("twenty-four") == 24
    assert en_number("two hundred and fifty") == 250
    assert en_number("a dozen") == 12


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("就一百二", ["money 120 CNY"]),
        ("三百出头", ["money 300 CNY about"]),
        ("三百块出头", ["money 300 CNY about"]),
        ("到手价199", ["money 199 CNY"]),
        ("立减20", ["money 20 CNY"]),
        ("1w元", ["money 10000 CNY"]),
        ("三毛五", ["money 0.35 CNY"]),
        ("2角5分", ["money 0.25 CNY"]),
        ("5分钱", ["money 0.05 CNY"]),
        ("人民币叁佰元整", ["money 300 CNY"]),
        ("$1.2M", ["money 1200000 USD"]),
        ("5,50 €", ["money 5.5 EUR"]),
        ("10元一斤", ["money 10 CNY per jin"]),
        ("5元一件", ["money 5 CNY per piece"]),
        ("满300减50", ["money 300 CNY ge", "money 50 CNY"]),
        ("满100打9折", ["money 100 CNY ge", "percent 10 %"]),
        ("买二送一", ["count 2", "count 1"]),
        ("buy one get one free", ["count 1", "count 1"]),
        ("千分之三", ["percent 0.3 %"]),
        ("5‰", ["percent 0.5 %"]),
        ("半斤", ["quantity 0.5 jin"]),
        ("两斤半", ["quantity 2.5 jin"]),
        ("3斤2两", ["quantity 32 liang"]),
        ("一米八", ["quantity 1.8 m"]),
        ("5 ft 3 in", ["quantity 63 in"]),
        ("1½ kg", ["quantity 1.5 kg"]),
        ("half a kilo", ["quantity 0.5 kg"]),
        ("50/60Hz", ["quantity 50 Hz", "quantity 60 Hz"]),
        ("5V/2A", ["quantity 5 V", "quantity 2 A"]),
        ("-20℃到60℃", ["quantity -20..60 °C"]),
        ("-10~40℃", ["quantity -10..40 °C"]),
        ("IPX5", ["quantity 5 IPX"]),
        ("42码", ["count 42 size"]),
        ("十几天", ["duration 11..19 day about"]),
        ("一两天", ["duration 1..2 day"]),
        ("十天半个月", ["duration 10..15 day about"]),
        ("三刻钟", ["duration 45 minute"]),
        ("1h30m", ["duration 90 minute"]),
        ("in a day or two", ["duration 1..2 day"]),
        ("a year and a half", ["duration 18 month"]),
        ("一年零三个月", ["duration 15 month"]),
        ("no longer than 3 days", ["duration 3 day le"]),
        ("不超过7天", ["duration 7 day le"]),
        ("超过7天", ["duration 7 day"]),
        ("周五前", ["date 20261120 day"]),
        ("下周一", ["date 20261123 day"]),
        ("by Friday", ["date 20261120 day"]),
        ("月底前", ["date 20261130 day"]),
        ("by the end of next month", ["date 20261231 day"]),
        ("年底前", ["date 20261231 day"]),
        ("下个月5号", ["date 20261205 day"]),
        ("20/11/2026", ["date 20261120 day"]),
        ("二〇二六年十一月二十日", ["date 20261120 day"]),
        ("早上九点到晚上六点", ["date 540 clock", "date 1080 clock"]),
        ("三点半", ["date 210 clock"]),
        ("下午3点", ["date 900 clock"]),
        ("两打", ["count 24"]),
        ("half a dozen", ["count 6"]),
        ("twice a day", ["count 2 time per day"]),
    ],
)
def test_a_form_that_people_use_is_read(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "几百块",
        "几十块",
        "大几百块",
        "九牛一毛",
        "三番五次",
        "五颜六色",
        "千万别卖",
        "三点建议",
        "注意以下三点",
        "周一至周五",
        "每周一",
        "二手",
        "满意度",
        "卖点",
        "Monday to Friday",
        "on Mondays",
        "四六级",
        "早一点",
        "便宜一点",
    ],
)
def test_vague_amounts_and_set_phrases_are_not_values(text: str) -> None:
    assert read(text) == []
