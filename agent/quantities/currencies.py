"""Currencies as people write them: ISO 4217 codes, signs, and names in both languages.

Signs and everyday names stand here. Every other code and every full name (科威特第纳尔, Saudi riyals) is CLDR's,
looked up only when a text has something in its place that looks like one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_DOLLARS = ("USD", "AUD", "CAD", "SGD", "HKD", "NZD", "TWD")
_YUAN = ("CNY", "HKD", "TWD", "SGD", "MOP")
_CROWNS = ("SEK", "NOK", "DKK", "CZK", "ISK")
_PESOS = ("MXN", "PHP", "CLP", "COP", "ARS", "UYU", "DOP", "CUP")
_RUPEES = ("INR", "PKR", "LKR", "NPR", "MUR", "SCR")
_RIYALS = ("SAR", "QAR", "OMR", "YER", "IRR")
_DINARS = ("KWD", "BHD", "JOD", "IQD", "LYD", "TND", "DZD", "RSD")
_SHILLINGS = ("KES", "TZS", "UGX", "SOS")
_FRANCS = ("CHF", "XOF", "XAF", "XPF", "CDF", "RWF")

_CODES = "CNY RMB USD EUR GBP JPY HKD AUD CAD SGD TWD CHF SEK KRW"
"""Codes that people also write small."""
_SIGNS: dict[str, tuple[str, ...]] = {
    "¥": ("CNY", "JPY"), "￥": ("CNY", "JPY"), "人民币": ("CNY",), "$": _DOLLARS, "US$": ("USD",), "€": ("EUR",),
    "£": ("GBP",), "HK$": ("HKD",), "AU$": ("AUD",), "A$": ("AUD",), "CA$": ("CAD",), "C$": ("CAD",), "S$": ("SGD",),
    "NT$": ("TWD",), "NZ$": ("NZD",), "MX$": ("MXN",), "R$": ("BRL",), "₩": ("KRW",), "฿": ("THB",), "₫": ("VND",),
    "₱": ("PHP",), "₹": ("INR",), "₪": ("ILS",), "₺": ("TRY",), "₽": ("RUB",), "₴": ("UAH",), "₦": ("NGN",),
    "₸": ("KZT",), "zł": ("PLN",), "Kč": ("CZK",), "RM": ("MYR",), "Rp": ("IDR",), "Rs": _RUPEES, "Dhs": ("AED",),
    "kr": _CROWNS,
}  # fmt: skip
_WORDS: dict[str, tuple[str, ...]] = {
    "元人民币": ("CNY",), "元钱": _YUAN, "元": _YUAN, "块钱": _YUAN, "块": _YUAN, "yuan": ("CNY",), "kuai": ("CNY",),
    "美元": ("USD",), "美金": ("USD",), "dollars": _DOLLARS, "dollar": _DOLLARS, "bucks": _DOLLARS,
    "US dollars": ("USD",), "欧元": ("EUR",), "euros": ("EUR",), "euro": ("EUR",), "英镑": ("GBP",), "quid": ("GBP",),
    "pounds sterling": ("GBP",), "日元": ("JPY",), "日币": ("JPY",), "円": ("JPY",), "yen": ("JPY",),
    "港币": ("HKD",), "港元": ("HKD",), "澳元": ("AUD",), "澳币": ("AUD",), "加元": ("CAD",), "加币": ("CAD",),
    "新币": ("SGD",), "新元": ("SGD",), "纽币": ("NZD",), "台币": ("TWD",), "韩元": ("KRW",), "韩币": ("KRW",),
    "won": ("KRW",), "泰铢": ("THB",), "泰币": ("THB",), "baht": ("THB",), "越南盾": ("VND",), "dong": ("VND",),
    "林吉特": ("MYR",), "令吉": ("MYR",), "马币": ("MYR",), "ringgits": ("MYR",), "ringgit": ("MYR",),
    "迪拉姆": ("AED", "MAD"), "dirhams": ("AED", "MAD"), "dirham": ("AED", "MAD"), "印尼盾": ("IDR",),
    "rupiahs": ("IDR",), "rupiah": ("IDR",), "卢比": _RUPEES, "rupees": _RUPEES, "rupee": _RUPEES, "比索": _PESOS,
    "pesos": _PESOS, "peso": _PESOS, "里亚尔": _RIYALS, "riyals": _RIYALS, "riyal": _RIYALS, "rials": _RIYALS,
    "第纳尔": _DINARS, "dinars": _DINARS, "dinar": _DINARS, "先令": _SHILLINGS, "shillings": _SHILLINGS,
    "克朗": _CROWNS, "kronor": ("SEK",), "krona": ("SEK", "ISK"), "kroner": ("DKK", "NOK"), "krone": ("DKK", "NOK"),
    "法郎": _FRANCS, "瑞郎": ("CHF",), "francs": _FRANCS, "franc": _FRANCS, "卢布": ("RUB", "BYN"),
    "rubles": ("RUB", "BYN"), "roubles": ("RUB", "BYN"), "兰特": ("ZAR",), "rand": ("ZAR",), "里拉": ("TRY",),
    "lira": ("TRY",), "liras": ("TRY",), "兹罗提": ("PLN",), "zlotys": ("PLN",), "zloty": ("PLN",),
    "福林": ("HUF",), "forints": ("HUF",), "forint": ("HUF",), "谢克尔": ("ILS",), "shekels": ("ILS",),
    "雷亚尔": ("BRL",), "reais": ("BRL",), "奈拉": ("NGN",), "naira": ("NGN",), "坚戈": ("KZT",), "tenge": ("KZT",),
}  # fmt: skip
"""What a sign or word can mean, the commonest first; the shop's own currency wins when it is among them."""
_NEVER_FOREIGN = frozenset(["ALL", "BAM", "CUP", "GEL", "KGS", "MOP", "PEN", "SOS", "TOP"])
"""Codes that are words or units of goods (12 KGS, 5 PEN): read only in a shop that counts in them."""
_NOT_BEFORE = frozenset(["AMD", "COP", "DOP", "MAD", "TRY"])
"""Codes that are words or brands before a number (AMD 5600): read after one, or in a shop that counts in them."""


def _either(names: Mapping[str, tuple[str, ...]]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_SMALL_CODES = "|".join(_CODES.split())
_BEFORE = re.compile(rf"(?<![A-Za-z])(?:(?P<name>{_either(_SIGNS)}|(?i:{_SMALL_CODES}))|(?P<code>[A-Z]{{3}}))\s?$")
_AFTER = re.compile(
    rf"\s?-?(?:(?P<name>(?:{_either(_SIGNS)}|(?i:{_SMALL_CODES}))(?!\s?\d)|(?i:{_either(_WORDS)}))|(?P<code>[A-Z]{{3}}))"
    r"(?:(?<=[\u4e00-\u9fff])|(?![A-Za-z]))"
)
_FULL_NAME = re.compile(
    rf"\s?(?P<zh>[\u4e00-\u9fff]{{1,8}}?(?:元|币|镑|盾|{'|'.join(word for word in _WORDS if '一' <= word[0] <= '鿿')}))"
    rf"|\s(?P<en>(?:[A-Z][A-Za-z.&]*\s){{1,4}}(?:pounds?|{'|'.join(word for word in _WORDS if word.islower())}))"
    r"(?![A-Za-z])"
)
_FOLD = {name.upper(): codes for name, codes in (_SIGNS | _WORDS).items()}
_FOLD |= {code: (code,) for code in _CODES.split()} | {"RMB": ("CNY",), "CENTS": ("USD", "EUR", *_DOLLARS)}


def sign_before(text: str, start: int, currency: str) -> tuple[str, int] | None:
    """The currency sign or code right before a number: (code, where it starts). currency: the shop's."""
    window = max(0, start - 5)
    match = _BEFORE.search(text, window, start)
    if match is None:
        return None
    code = match["code"]
    if code is not None:
        known = is_code(code) and (code == currency or code not in _NEVER_FOREIGN | _NOT_BEFORE)
        return (code, match.start()) if known else None
    return meant(match["name"], currency), match.start()


def name_after(text: str, at: int, currency: str) -> tuple[str, str, int] | None:
    """The currency name, sign or code right after a number: (code, the name as written, end)."""
    match = _AFTER.match(text, at)
    if match is not None and match["name"]:
        return meant(match["name"], currency), match["name"], match.end()
    if (
        match is not None
        and is_code(match["code"])
        and (match["code"] == currency or match["code"] not in _NEVER_FOREIGN)
    ):
        return match["code"], match["code"], match.end()
    full = _FULL_NAME.match(text, at)
    if full is None:
        return None
    language = "zh" if full["zh"] else "en"
    code = _names()[language].get(full[language].lower())
    return (code, full[language], full.end()) if code is not None else None


def meant(name: str, currency: str) -> str:
    """The code of a sign or everyday name; of several, the shop's own, else the commonest."""
    codes = _FOLD[name.upper()]
    return currency if currency in codes else codes[0]


@lru_cache(maxsize=1024)
def is_code(code: str) -> bool:
    """Whether ISO 4217 has this code for money in use today."""
    return code in _FOLD or code in _in_use()


@lru_cache(maxsize=1)
def _in_use() -> frozenset[str]:
    from babel.core import get_global

    periods = get_global("territory_currencies").values()
    return frozenset(code for used in periods for code, _, until, tender in used if until is None and tender)


@lru_cache(maxsize=1)
def _names() -> Mapping[str, Mapping[str, str]]:
    """Full names to codes, by language, folded to lower case: 科威特第纳尔, saudi riyals, saudi riyal."""
    from babel.numbers import get_currency_name

    zh = {get_currency_name(code, locale="zh"): code for code in _in_use()}
    en = {get_currency_name(code, count, locale="en").lower(): code for code in _in_use() for count in (1, 2)}
    return {"zh": zh, "en": en}
