"""Numerals of both languages: 1,200 · 1.2万 · 三百五 · 两三 · twenty-four · a couple of.

Only recognises and reads numerals; whether one is a value at all is decided by what stands around it, so 一定,
十分, 第一时间 and "one moment" never get that far.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_PLAIN = str.maketrans(
    "\u3000\u00a0\u2009\u202f\u2002\u2003–‐‑−〜∼✕╳＊，。兩個週塊錢點萬億時鐘號內後達約過幾單雙張條隻歐鎊釐開級顆層雜種歲禮樣",
    "      ----~~××*,。两个周块钱点万亿时钟号内后达约过几单双张条只欧镑厘开级颗层杂种岁礼样",
)
_PLAIN |= {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The text with full-width, dash and traditional forms made plain; every character keeps its place."""
    return text if text.isascii() else text.translate(_PLAIN)


ZH_DIGIT = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "俩": 2, "仨": 3, "三": 3, "四": 4, "五": 5, "六": 6}
ZH_DIGIT |= {"七": 7, "八": 8, "九": 9}
_ZH_UNIT = {"十": 10, "百": 100, "千": 1000}
_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
EN_WORD = {word: number for number, word in enumerate(_ONES.split(), 1)}
EN_WORD |= {word: number * 10 for number, word in enumerate(_TENS.split(), 2)}
_SCALE = {"万": 10_000, "千": 1000, "百": 100, "亿": 10**8, "百万": 10**6, "千万": 10**7, "k": 1000, "million": 10**6}
_SCALE |= {"thousand": 1000, "hundred": 100, "dozen": 12, "w": 10_000}

_PARTS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_DECIMAL_COMMA = r"\d{1,3},\d\d(?:(?=\s?(?:€|EUR|euro))|(?<=€\d,\d\d)(?![\d,])|(?<=€\d\d,\d\d)(?![\d,]))"
"""5,50 €: a comma before two digits, beside the sign of the euro."""
_GAPPED = (
    r"(?<![A-Za-z\d] )(?<![买要订拍款型号装第])\d{1,3}(?: \d{3})+(?:[.]\d\d)?"
    r"(?=\s?(?:元|块|€|kr(?![a-z])|zł|Kč|(?:yuan|euros?|dollars?|EUR|USD|CNY|RMB)(?![A-Za-z])))"
)
"""1 200 元: groups of three with a gap, before the name of a currency alone."""
_ASCII = (
    rf"(?:{_DECIMAL_COMMA}|{_GAPPED}|\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?(?!\d)[{''.join(_PARTS)}]?"
    rf"|[{''.join(_PARTS)}])"
)
_ASCII_SCALE = (
    r"(?:\s?(?:百万|千万|万|亿|千|百)|\s?(?-i:k)(?![A-Za-z])|(?-i:w)(?=[元块人件个单份])"
    r"|\s(?:million|thousand|dozen)(?![A-Za-z]))?"
)
_ZH = (
    r"(?:[一二三四五六七八九]?十几|三两(?=[天日个年])|(?:(?<![几数好百千])(?<!上(?=[百千万]))|(?![十百千万亿]))(?!百八十|[百千]把)(?<![几数][十百千万])(?<![几数][十百千万][一二三四五六七八九])"
    r"(?:[零〇一二三四五六七八九十百千万亿俩仨]|(?<![二三四五六七八九十半])两|两(?=[百千万亿]))+"
    r"(?:点[零〇一二三四五六七八九]+)?)"
)
"""几百 is no number; the 两 of 三两 is a weight, of 两千 a numeral, and 三两天 is two or three days."""
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_FORMAL_ZH = r"[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+(?=元)"
"""Numerals of receipts and contracts; read only before 元, as 陆 and 伍 are also words and names."""
_WORD = "|".join(sorted(EN_WORD, key=len, reverse=True))
_COMPOUND = rf"-(?!(?:{_WORD})(?![a-z]))[a-z]"
"""Three thousand six-panel caps: the six belongs to the panels."""
_EN = (
    rf"(?:(?:{_WORD}|an?(?=\s(?:hundred|thousand|dozen)))(?:[ -](?:{_WORD}|hundred|thousand|dozen)(?![a-z]|{_COMPOUND})"
    rf"|(?:(?<=hundred)|(?<=thousand))\sand\s(?:{_WORD})(?![a-z])(?=[ -]))*|half\sa\sdozen|a\s(?:couple|pair)\sof"
    r"|a\scouple(?=\s(?:more\s)?(?:second|minute|hour|day|week|month|year))|(?<!a\s)couple\sof)(?![A-Za-z])"
)
_SIGN_BEFORE = (
    r"(?-i:(?<=[A-Z]{3})(?<![A-Za-z0-9_.#/-][A-Z]{3})|(?<=RM)(?<![A-Za-z]RM)|(?<=Rp)(?<![A-Za-z]Rp)"
    r"|(?<=Rs)(?<![A-Za-z]Rs))"
)
"""Three capitals may be a currency code (AED250, USD100); who reads the numeral must know that it is one."""
_SMALL_CODE_BEFORE = "".join(f"|(?<={code})" for code in ("USD", "RMB", "CNY", "EUR", "GBP"))
_LEFT = (
    rf"(?:(?:(?<![A-Za-z0-9_.#/])|(?<=\d[A-Za-z]/)|(?<=\d[A-Za-z]{{2}}/))(?!(?<=\d,)\d{{3}}(?!\d))(?<!\d[:-])(?<!\d[.])"
    rf"|{_SIGN_BEFORE}{_SMALL_CODE_BEFORE})"
)
_RANGE = r"\s?(?:-|~|—|至|到|to|或者?|or)\s?"
_AND = r"\sand\s"
"""Between fifty and ninety: a range only after that word."""

NUMERAL = re.compile(
    rf"{_LEFT}(?P<between>(?<=between ))?(?P<a>{_ASCII})(?P<as>{_ASCII_SCALE})"
    rf"(?:(?P<asep>{_RANGE}|(?(between){_AND}|(?!)))(?P<b>{_ASCII})(?P<bs>{_ASCII_SCALE}))?"
    rf"|(?P<z>{_FORMAL_ZH}|{_ZH})(?:(?P<zsep>(?:-|~|至|到|或))(?P<y>{_ZH}))?"
    rf"|(?<![A-Za-z-])(?P<either>(?<=between ))?(?P<e>{_EN})"
    rf"(?:(?P<esep>\s(?:to|or)\s|(?(either){_AND}|(?!)))(?P<f>{_EN}))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral of a text: its range of values and where it stands. how: digits, zh or en."""

    low: Decimal
    high: Decimal
    start: int
    end: int
    how: str
    about: bool = False


def zh_number(text: str) -> tuple[Decimal, Decimal] | None:
    """三百五 -> (350, 350); 两三 -> (2, 3); 七八十 -> (70, 80); 十几 -> (11, 19); None when it is no number."""
    whole, _, part = text.translate(_FORMAL).partition("点")
    if whole.endswith("几"):
        ten = _zh_whole(whole[:-1])
        return None if ten is None else (ten + 1, ten + 9)
    pair = _zh_pair(whole) if not part else None
    if pair is not None:
        return pair
    number = _zh_whole(whole)
    if number is None:
        return None
    if part:
        number += Decimal("0." + "".join(str(ZH_DIGIT[digit]) for digit in part))
    return number, number


def _zh_pair(text: str) -> tuple[Decimal, Decimal] | None:
    """Two neighbouring digits are a range: 两三, 七八十, 三五."""
    if text == "三两":
        return Decimal(2), Decimal(3)
    if len(text) < 2 or text[0] not in ZH_DIGIT or text[1] not in ZH_DIGIT or (text[1] == "两" and text[0] != "一"):
        return None
    first, second = ZH_DIGIT[text[0]], ZH_DIGIT[text[1]]
    if not 0 < first < 10 or not (second == first + 1 or (first, second) == (3, 5)):
        return None
    scale = 1
    for character in text[2:]:
        scale *= _ZH_UNIT.get(character, 0) or {"万": 10_000, "亿": 10**8}.get(character, 0)
    return (Decimal(first * scale), Decimal(second * scale)) if scale else None


def _zh_whole(text: str) -> Decimal | None:
    if all(character in ZH_DIGIT for character in text):
        return Decimal("".join(str(ZH_DIGIT[character]) for character in text)) if text else None
    total = section = digit = last = 0
    fresh = False
    for character in text:
        if character in ZH_DIGIT:
            if fresh and digit:
                return None
            digit, fresh = ZH_DIGIT[character], True
            last = 0 if digit == 0 else last
        elif character in _ZH_UNIT:
            if not fresh and section:
                return None
            section += (digit if fresh else 1) * _ZH_UNIT[character]
            digit, fresh, last = 0, False, _ZH_UNIT[character]
        else:
            scale = 10_000 if character == "万" else 10**8
            if not (section or digit or total):
                return None
            total = (total + section + digit) * scale
            section, digit, fresh, last = 0, 0, False, scale
    tail = digit * (last // 10) if fresh and last > 10 else digit
    return Decimal(total + section + tail)


def en_number(text: str) -> Decimal | None:
    """Reads "two hundred and fifty" as 250, "a couple of" as 2."""
    low = text.lower()
    if low.startswith(("a couple", "couple", "a pair")):
        return Decimal(2)
    if low.startswith("half"):
        return Decimal(6)
    total = current = 0
    for word in re.split(r"[ \-]+", low):
        if word in ("and",):
            continue
        if word in ("a", "an"):
            current = 1
        elif word in EN_WORD:
            if current % 10 and EN_WORD[word] < 100 and current < 100:
                return None
            current += EN_WORD[word]
        elif word in _SCALE:
            current = max(current, 1) * _SCALE[word]
            if word == "thousand":
                total, current = total + current, 0
    return Decimal(total + current)


def _digits(number: str, scale: str | None) -> Decimal:
    part = _PARTS.get(number[-1], Decimal(0))
    whole = number[:-1] if part else number
    if whole[-3:-2] == ",":
        whole = whole.replace(",", ".")
    return (Decimal(whole.replace(",", "").replace(" ", "") or 0) + part) * _SCALE.get((scale or "").strip().lower(), 1)


def numeral(match: re.Match[str]) -> Numeral | None:
    """Read one match of NUMERAL; None when the characters do not make a number."""
    if match["a"] is not None:
        return _ascii_numeral(match)
    if match["z"] is not None:
        return _zh_numeral(match)
    first = en_number(match["e"])
    second = en_number(match["f"]) if match["f"] else first
    if first is None or second is None or second < first:
        return None
    about = "couple" in match["e"].lower()
    return Numeral(first, second, match.start(), match.end(), "en", about)


def _ascii_numeral(match: re.Match[str]) -> Numeral:
    low = high = _digits(match["a"], match["as"])
    end = match.end("as")
    if match["b"] is not None:
        second = _digits(match["b"], match["bs"])
        scaled = _digits(match["a"], match["bs"]) if match["bs"] and not match["as"] else low
        either = match["asep"].strip().lower() in ("or", "或", "或者")
        if second > scaled and (not either or second == scaled + 1):
            low, high, end = scaled, second, match.end("bs")
    return Numeral(low, high, match.start(), end, "digits")


def _zh_numeral(match: re.Match[str]) -> Numeral | None:
    first = zh_number(match["z"])
    if first is None:
        return None
    low, high, end = *first, match.end("z")
    if match["y"]:
        second = zh_number(match["y"])
        if second is not None and second[1] > low:
            high, end = second[1], match.end("y")
    return Numeral(low, high, match.start(), end, "zh", match["z"].endswith("几"))
