"""Units of measure in both languages: how they are written, and how they convert."""

from __future__ import annotations

import re
from decimal import Decimal

_D = Decimal
# canonical unit: (dimension, factor to the dimension's base, spellings; _ stands for a space in one)
_UNITS: dict[str, tuple[str, Decimal, str]] = {
    "mm": ("length", _D(1), "mm 毫米 millimetre millimetres millimeter millimeters ㎜"),
    "cm": ("length", _D(10), "cm 厘米 公分 centimetre centimetres centimeter centimeters ㎝"),
    "m": ("length", _D(1000), "m 米 metre metres meter meters"),
    "km": ("length", _D(1_000_000), "km 公里 千米 kilometre kilometres kilometer kilometers kms ㎞"),
    "in": ("length", _D("25.4"), "inch inches 英寸 寸 吋 in"),
    "chi": ("length", _D(1000) / 3, "尺 市尺"),
    "ft": ("length", _D("304.8"), "ft feet foot 英尺"),
    "yd": ("length", _D("914.4"), "yd yards yard"),
    "mg": ("mass", _D("0.001"), "mg 毫克"),
    "g": ("mass", _D(1), "g 克 gram grams grammes gr"),
    "kg": ("mass", _D(1000), "kg kgs KGS 千克 公斤 kilo kilos kilogram kilograms ㎏ KG Kg"),
    "jin": ("mass", _D(500), "斤 市斤 jin"),
    "liang": ("mass", _D(50), "两 liang"),
    "t": ("mass", _D(1_000_000), "吨 tonne tonnes ton tons"),
    "oz": ("mass", _D("28.349523125"), "oz ounce ounces 盎司"),
    "lb": ("mass", _D("453.59237"), "lb lbs pound pounds 磅"),
    "mL": ("volume", _D(1), "mL ml ML 毫升 millilitre millilitres milliliter milliliters cc ㎖"),
    "L": ("volume", _D(1000), "L l 升 公升 litre litres liter liters"),
    "m2": ("area", _D(1), "m2 m² ㎡ 平方米 平米 sqm square_metre square_metres square_meter square_meters"),
    "m3": ("cubage", _D(1), "m3 m³ 立方米 立方 cbm CBM cubic_metre cubic_metres cubic_meter cubic_meters"),
    "ft3": ("cubage", _D("0.028316846592"), "ft3 ft³ cu_ft 立方英尺 cubic_foot cubic_feet"),
    "W": ("power", _D(1), "W w 瓦 瓦特 watt watts"),
    "kW": ("power", _D(1000), "kW KW kw 千瓦 kilowatt kilowatts"),
    "Wh": ("energy", _D(1), "Wh wh WH 瓦时 watt-hours"),
    "kWh": ("energy", _D(1000), "kWh KWh kwh KWH 千瓦时"),
    "mAh": ("charge", _D(1), "mAh mah MAH 毫安时 毫安"),
    "Ah": ("charge", _D(1000), "Ah ah AH 安时"),
    "V": ("voltage", _D(1), "V v 伏 伏特 volt volts"),
    "mA": ("current", _D("0.001"), "mA"),
    "A": ("current", _D(1), "A 安 安培 amp amps"),
    "lm": ("light", _D(1), "lm 流明 lumen lumens"),
    "lx": ("illuminance", _D(1), "lux 勒克斯"),
    "K": ("colour temperature", _D(1), "K"),
    "dB": ("loudness", _D(1), "dB db DB 分贝 decibel decibels dB(A)"),
    "Hz": ("frequency", _D(1), "Hz hz HZ 赫兹"),
    "kHz": ("frequency", _D(1000), "kHz khz KHz 千赫"),
    "MHz": ("frequency", _D(10**6), "MHz mhz 兆赫"),
    "GHz": ("frequency", _D(10**9), "GHz ghz Ghz"),
    "°C": ("temperature", _D(1), "°C ℃ ° 摄氏度 度 degC degrees degree celsius °c"),
    "°F": ("temperature F", _D(1), "°F ℉ 华氏度 fahrenheit"),
    "rpm": ("speed of rotation", _D(1), "rpm RPM 转 转/分 转每分钟 r/min"),
    "km/h": ("speed", _D(1), "km/h kmh kph 公里/小时"),
    "gsm": ("grammage", _D(1), "gsm g/m² g/m2 g/㎡ 克/平方米 克每平方米"),
    "Nm": ("torque", _D(1), "Nm N·m N.m N-m 牛米 牛·米 牛顿米 牛顿·米 newton_metre newton_metres newton_meters"),
    "bar": ("pressure", _D(1), "bar 巴"),
    "MB": ("storage", _D(1), "MB"),
    "GB": ("storage", _D(1024), "GB gb Gb"),
    "TB": ("storage", _D(1024 * 1024), "TB tb"),
    "dpi": ("resolution", _D(1), "dpi DPI"),
    "px": ("pixels", _D(1), "px 像素 pixels"),
    "MP": ("pixels", _D(10**6), "MP megapixels megapixel"),
    "stitch": ("stitches", _D(1), "针 stitches stitch"),
    "kcal": ("food energy", _D(1), "kcal 千卡 大卡"),
}
_EXACT = {spelling: unit for unit, (_, _, spellings) in _UNITS.items() for spelling in spellings.split()}
_EXACT = {spelling.replace("_", " "): unit for spelling, unit in _EXACT.items()}
_WORDS = "|".join(re.escape(spelling) for spelling in sorted(_EXACT, key=len, reverse=True))
_NOT_INCH = re.compile(
    r"(?!\s*(?:stock|the|a|an|one|your|our|total|all|each|any|this|that|and|or|case|advance|fact|to|transit|china"
    r"|full|use))",
    re.IGNORECASE,
)
_INCH_ENDS = re.compile(r"(?=$|[.,;:)×]|\s[x×])")
_SCALE = re.compile(r"\s?(celsius|centigrade|fahrenheit|[CF](?![A-Za-z]))", re.IGNORECASE)
_NOT_AFTER = {
    "g": re.compile(r"\s*(?:wi-?fi|网络|信号|频段)", re.IGNORECASE),
    "°C": re.compile(r"(?:假|过|以及|量|数|电|[春秋夏冬])"),
    "m": re.compile(r"(?:饭|粒|粉|线|糊|色|白|黄|其)"),
    "chi": re.compile(r"[码寸度子]"),
    "liang": re.compile(r"[个天次句下位家款种件人只条年月周日边面手全用点三头回遍清]"),
    "A": re.compile(r"(?:全|装|排|心|静|\s*(?:size|级|类|款|型|\+))", re.IGNORECASE),
    "rpm": re.compile(r"(?:账|接|换|给|人)"),
    "in": re.compile(r"(?:步|照|土)"),
    "K": re.compile(r"\s*(?:usd|cny|rmb|元|块)", re.IGNORECASE),
    "lb": re.compile(r"(?:数据)"),
    "bar": re.compile(r"(?:士|掌|西)"),
    "m3": re.compile(r"(?:体|根|[^\S\n]*[-=])"),
}
_UNIT = re.compile(rf"[\s]?-?(?P<unit>{_WORDS})(?:(?<=[\u4e00-\u9fff])|(?![A-Za-z0-9²³]))")
_INCH_MARK = re.compile(r"[\"”″](?=\s*(?:$|[,.;:)×x*]|wide|long|tall|screen|laptop|monitor|屏|显示器|笔记本))")


def read_unit(text: str, at: int, decimal: bool = False) -> tuple[str, int] | None:
    """The canonical unit written at `at` and where it ends. decimal: the number has a decimal part (15.6 in)."""
    match = _UNIT.match(text, at)
    if match is None:
        inch = _INCH_MARK.match(text, at)
        return ("in", inch.end()) if inch and decimal else None
    unit = _EXACT[match["unit"]]
    after = _NOT_AFTER.get(unit)
    if after is not None and after.match(text, match.end()):
        return None
    end = match.end()
    if match["unit"] == "in" and not ((decimal or _INCH_ENDS.match(text, end)) and _NOT_INCH.match(text, end)):
        return None
    if match["unit"] in ("degrees", "degree", "°"):
        scale = _SCALE.match(text, end)
        if scale:
            return "°F" if scale[1][0] in "fF" else "°C", scale.end()
    return unit, match.end()


_RATING = re.compile(r"(?<![A-Za-z0-9])IP(?P<of>X?)(?P<n>\d{1,2})K?(?![A-Za-z0-9])", re.IGNORECASE)
_HALF = re.compile(
    r"(?<![一两二三四五六七八九十百千斤个\d])半(?P<zh>公斤|斤|两|升|米|尺)(?![数量度粒饭级])"
    r"|(?<![A-Za-z])half an?\s(?P<en>kilo|kilogram|kg|pound|lb|litre|liter|metre|meter|ounce)(?![A-Za-z])",
    re.IGNORECASE,
)
_FEET = re.compile(r"(?<![\d.A-Za-z])(?P<ft>[1-9]\d?)\s?['′’]\s?(?P<in>1[01]|\d)\s?(?:[\"″”]|''|’’)")
_AND_A_HALF = re.compile(r"半(?![价折夜个])")
N_AND_A_HALF = re.compile(r"\sand a half(?=\s[a-z])", re.IGNORECASE)
_BAND = re.compile(
    r"(?<![\d.A-Za-z])(?:(?P<sure>2\.4|5\.8)\s?G(?![A-Za-z0-9])"
    r"|(?P<n>[56])\s?G(?=\s?的?\s?(?:频段?|双频|无线|wi-?fi|band)))",
    re.IGNORECASE,
)
"""2.4G, 5G频段, 5G的WiFi: a band of radio; a 5G phone or network is none."""
_ONE_AND_A_HALF = re.compile(
    r"(?<![A-Za-z])(?:an?|one)\s(?P<unit>kilo|kilogram|kg|pound|litre|liter|metre|meter|centimetre|centimeter|cm"
    r"|millimetre|millimeter|mm|inch|foot|yard|ounce|kilometre|kilometer|km)\sand\sa\shalf(?![A-Za-z])",
    re.IGNORECASE,
)
_HALVES = frozenset("斤两升米尺寸")


def fixed(text: str) -> list[tuple[Decimal, str, int, int]]:
    """(number, unit, start, end) of what has no plain number before its unit: IPX5, IP67, 半斤, half a kilo."""
    found = []
    if "IP" in text or "ip" in text:
        found += [(_D(match["n"]), "IP" + match["of"].upper(), *match.span()) for match in _RATING.finditer(text)]
    if "'" in text or "′" in text or "’" in text:
        found += [(_D(match["ft"]) * 12 + _D(match["in"]), "in", *match.span()) for match in _FEET.finditer(text)]
    if "G" in text or "g" in text:
        found += [(_D(match["sure"] or match["n"]), "GHz", *match.span()) for match in _BAND.finditer(text)]
    if "半" in text or "alf a" in text:
        for match in _HALF.finditer(text):
            found.append((_D("0.5"), _EXACT[match["zh"] or match["en"].lower()], *match.span()))
    if " and a half" in text:
        for match in _ONE_AND_A_HALF.finditer(text):
            found.append((_D("1.5"), _EXACT[match["unit"].lower()], *match.span()))
    return found


def and_a_half(text: str, end: int) -> bool:
    """Whether a half follows a unit that ends at `end`: 两斤半, 一米半."""
    return (text[end - 1] in _HALVES or text[end - 2 : end] in _METRIC_HALVES) and bool(_AND_A_HALF.match(text, end))


_METRIC_HALVES = frozenset(["厘米", "公分", "毫米", "公斤", "公里", "千克"])
_BELOW_ZERO = re.compile(
    r"(?P<both>零下\s?|(?<![A-Za-z])minus\s|负)$|(?<![\dA-Za-z%°℃℉)])(?<![\d°℃℉CF]\s)(?P<one>-)$", re.IGNORECASE
)
_TO_BELOW_ZERO = re.compile(r"\s(?:celsius\s|fahrenheit\s)?below (?:zero|freezing)(?![A-Za-z])", re.IGNORECASE)


def below_zero(text: str, start: int, end: int, low: Decimal, high: Decimal) -> tuple[Decimal, Decimal, int, int]:
    """(low, high, start, end) of a temperature with its sign: 零下20度, -10~40℃, 5 degrees below zero."""
    after = _TO_BELOW_ZERO.match(text, end)
    if after is not None:
        return -high, -low, start, after.end()
    sign = _BELOW_ZERO.search(text, max(0, start - 8), start)
    if sign is None:
        return low, high, start, end
    if sign["both"] or low == high:
        return -high, -low, sign.start(), end
    return -low, high, sign.start(), end


def canonical_unit(word: str) -> str | None:
    """The canonical unit of a unit word on its own, as data files write it ("kg", "公斤", "litre"), or None."""
    return _EXACT.get(word) or _EXACT.get(word.lower())


def to_base(number: Decimal, unit: str) -> tuple[str, Decimal]:
    """(dimension, number in the dimension's base unit); an unknown unit is a dimension of its own."""
    if unit == "°F":
        return "temperature", (number - 32) * 5 / 9
    known = _UNITS.get(unit)
    return (unit, number) if known is None else (known[0], number * known[1])
