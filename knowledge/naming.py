"""How product names are spelled: words of a name or a message, forgiving spacing, case, width and unit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from knowledge.catalog import Product

_UNITS = {
    spelling: unit
    for unit, spellings in {
        "l": "升 liter litre liters litres", "ml": "毫升", "kg": "公斤 千克 kilo kilos kgs", "g": "克 gram grams",
        "w": "瓦 watt watts", "in": "寸 英寸 inch inches", "cm": "厘米", "mm": "毫米",
        "m": "米 meter metre meters metres",
    }.items()
    for spelling in spellings.split()
}  # fmt: skip
_BARE_UNITS = {"l", "ml", "kg", "g", "w", "in", "cm", "mm", "m", "k", "v", "ah", "mah", "wh", "oz", "lb", "pcs"}
_HAN_DIGITS = {"一": "1", "两": "2", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8",
               "九": "9", "十": "10"}  # fmt: skip
_STOP_WORDS = """
a an the and or of for with without in on to by from at is are it this that these those your our my you i we one
new set pack piece pieces pcs size style type product item do does can have has not no any how what which
"""
_STOP = frozenset(_STOP_WORDS.split())
_TOKEN = re.compile(r"\d+(?:[.,]\d+)?|[a-z\u00c0-\u024f]+|[\u3400-\u9fff]")
_UNIT_AFTER = re.compile(
    r"\s?(?:" + "|".join(sorted((*_UNITS, *_BARE_UNITS), key=len, reverse=True)) + r")(?![a-z])", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WHAT_FOR = re.compile(r"\s(?:for|with)\s|[(（]|适用于?")
_LONGEST_TOLD = 24
_PLURAL = re.compile(r"(?<=[a-z]{3})(?:ies|es|s)$")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name: a Latin word, a number with its unit, a Han character (weak) or a pair of them.

    value is what is compared; start/end are characters of the text. Atoms are what a text is made of
    in order; pairs of Han characters overlap them. strength: how much the word tells, 0..1.
    """

    value: str
    start: int
    end: int
    atom: bool
    strength: float


def same_word(value: str) -> str:
    """A Latin word without its plural; everything else as it is."""
    if not value.isascii() or not value.isalpha() or value.endswith("ss"):
        return value
    return _PLURAL.sub(lambda found: "y" if found.group() == "ies" else "", value) if len(value) > 4 else value


def words(text: str) -> list[Word]:
    """The words of `text` in order; each Han character is an atom, each adjacent pair a word beside them."""
    folded = fold(text)
    found: list[Word] = []
    previous: Word | None = None
    at = 0
    while (token := _TOKEN.search(folded, at)) is not None:
        word, at = _word(folded, token)
        if word is None:
            previous = None
            continue
        found.append(word)
        if (number := _NUMBER.match(word.value)) is not None and number.end() < len(word.value):
            found.append(Word(f"#{number.group()}", word.start, word.end, False, 0.4))
        if _han(word.value) and previous is not None and previous.end == word.start:
            found.append(Word(previous.value + word.value, previous.start, word.end, False, 1.0))
        previous = word if _han(word.value) else None
    return found


def heads(name: str) -> frozenset[str]:
    """The words that say what kind of thing it is: the last Han pair, the last Latin word before "for" or "with"."""
    spelled = words(_WHAT_FOR.split(fold(name), maxsplit=1)[0] or name)
    pairs = [word.value for word in spelled if len(word.value) == 2 and not word.atom and _han(word.value[0])]
    latin = [word.value for word in spelled if word.atom and word.value.isalpha() and not _han(word.value)]
    shortened = [word.value for word in bridges(spelled)]
    return frozenset(pairs[-1:] + latin[-1:] + shortened[-1:])


def bridges(spelled: list[Word]) -> list[Word]:
    """Pairs that leave out the character between them: buyers shorten 豆腐猫砂 to 豆腐砂."""
    han = [word for word in spelled if _han(word.value)]
    return [
        Word(first.value + third.value, first.start, third.end, False, 1.0)
        for first, third in zip(han, han[2:], strict=False)
        if third.start == first.end + 1
    ]


def distinctive(value: str) -> bool:
    """Whether this word can point at a product by itself: no bare number, no single Han character."""
    return len(value) >= 2 and not value.startswith("#")


def told(product: Product) -> list[str]:
    """Short texts of the row that buyers use to tell products apart: values with units, options, colours."""
    found: list[str] = []
    for attribute in product.attributes.values():
        value = attribute.value
        if isinstance(value, tuple):
            found += [str(option) for option in value]
        elif isinstance(value, str) and len(value) <= _LONGEST_TOLD:
            found.append(value)
        elif isinstance(value, Decimal) and attribute.unit:
            found.append(f"{value}{attribute.unit}")
    return found


def narrow(text: str) -> str:
    """Full-width forms made half width, character by character, so that places stay the same."""
    if text.isascii():
        return text
    return "".join(_narrow(char) for char in text)


def fold(text: str) -> str:
    """Half width and lower case, every character in its place."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in narrow(text))


def _narrow(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char


def _han(value: str) -> bool:
    return len(value) == 1 and "\u3400" <= value <= "\u9fff"


def _word(folded: str, token: re.Match[str]) -> tuple[Word | None, int]:
    """The word that starts at this token, and where to read on."""
    start, end, value = token.start(), token.end(), token.group()
    number = value.replace(",", ".") if value[0].isdigit() else _HAN_DIGITS.get(value)
    if number is not None and (unit := _UNIT_AFTER.match(folded, end)) is not None:
        spelled = unit.group().strip()
        return Word(_trim(number) + _UNITS.get(spelled, spelled), start, unit.end(), True, 1.0), unit.end()
    if value[0].isdigit():
        return Word(f"#{_trim(number or value)}", start, end, True, 0.4), end
    if _han(value):
        return Word(value, start, end, True, 0.15), end
    if value in _STOP:
        return None, end
    return Word(same_word(value), start, end, True, 1.0), end


def _trim(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number
