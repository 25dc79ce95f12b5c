"""The words that the word index compares: Han pairs, English stems, and one spelling for each product code."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

from knowledge.bilingual import Lang

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAN_CHAR = re.compile(f"[{HAN}]")
_LATIN_LETTER = re.compile(r"[a-z\u00df-\u024f]", re.IGNORECASE)
# Marks that change nothing a reader sees: zero-width, variation selectors, and the invisible tag alphabet.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]")
_RUN = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+(?:[-_./'\u2019][^\\W_{HAN}]+)*")
_THOUSANDS = re.compile(r"(?<![\d.])(\d{1,3}(?:,\d{3})+)(?![\d,])")
_JOINTS = re.compile(r"[-_/'\u2019]|(?<!\d)\.|\.(?!\d)")
_MEASURE = re.compile(r"(\d+(?:\.\d+)?)([^\W\d]+)")
_SPLIT_CODE = re.compile(r"(?<![a-z0-9])([a-z]{1,8}) (\d[a-z0-9]{0,7})(?![a-z0-9])")

_STOP = """
a an and are as at be been but by can could did do does for from get got had has have he her hi hello him his i if im in
is it its just ll may me my of on or our out please re s shall she so some t than thanks that the their them then there
these they this to us ve was we were what when where which who will with would you your
"""
STOP_WORDS = frozenset(_STOP.split())
"""English words that say nothing about the subject. Not `how`, `not`, `no`, `any`: a policy turns on them."""

EMPTY_HAN = frozenset("的了吗呢吧啊么呀嘛哦哈我你您他她它们这那是在就都也和与及或很请问亲个把被给让对从到")
"""Han characters that say nothing about the subject when they stand alone."""


def language_of(text: str) -> Lang:
    """The language a text asks in. One Han character carries about as much as three Latin letters."""
    han = len(_HAN_CHAR.findall(text))
    latin = len(_LATIN_LETTER.findall(text))
    return "zh" if han and han * 3 >= latin else "en"


def plain(text: str) -> str:
    """The text as people see it: NFKC, nothing invisible, simplified characters. Case is kept."""
    seen = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return _simplifier().convert(seen) if _may_be_traditional(seen) else seen


def native_tokens(text: str, codes: Collection[str] = ()) -> list[str]:
    """Tokens for comparing within a language, in order of appearance.

    codes: the shop's product codes by `code()`; `af 55` becomes one token only when `af55` is among them.
    """
    folded = _folded(text, codes)
    tokens: list[str] = []
    for run in _RUN.findall(folded):
        tokens.extend(_han_tokens(run) if _HAN_CHAR.match(run) else _word_tokens(run))
    return tokens


def latin_tokens(text: str, codes: Collection[str] = ()) -> list[str]:
    """The tokens of the Latin words and numbers alone."""
    runs = _RUN.findall(_folded(text, codes))
    return [token for run in runs if not _HAN_CHAR.match(run) for token in _word_tokens(run)]


def han_runs(text: str) -> list[str]:
    """The unbroken stretches of Han characters."""
    return [run for run in _RUN.findall(plain(text).casefold()) if _HAN_CHAR.match(run)]


def code(sku: str) -> str:
    """One spelling of a product code: `AF-55`, `af_55` and `ＡＦ５５` are all `af55`."""
    folded = sku.lower() if sku.isascii() else unicodedata.normalize("NFKC", sku).casefold()
    return "".join(filter(str.isalnum, folded))


def codes_of(skus: Collection[str]) -> frozenset[str]:
    """Every code of these skus, also without a leading shop or brand part: WH-AF-55 is `whaf55` and `af55`."""
    known: set[str] = set()
    for sku in skus:
        parts = [code(part) for part in re.split(r"[^0-9A-Za-z]+", unicodedata.normalize("NFKC", sku)) if part]
        for start in range(len(parts)):
            joined = "".join(parts[start:])
            if start == 0 or _is_code(joined):
                known.add(joined)
    return frozenset(known)


def _folded(text: str, codes: Collection[str]) -> str:
    folded = _THOUSANDS.sub(lambda found: found.group().replace(",", ""), plain(text).casefold())
    if not codes:
        return folded
    return _SPLIT_CODE.sub(lambda found: _joined(found, codes), folded)


def _joined(found: re.Match[str], codes: Collection[str]) -> str:
    together = found.group(1) + found.group(2)
    return together if together in codes else found.group()


def _is_code(word: str) -> bool:
    return word[:1].isalpha() and any(char.isdigit() for char in word)


def _han_tokens(run: str) -> Iterator[str]:
    if len(run) == 1:
        yield run
    for first, second in pairwise(run):
        yield first + second


def _word_tokens(run: str) -> Iterator[str]:
    parts = [part for part in _JOINTS.split(run) if part]
    joined = "".join(parts)
    if len(parts) > 1 and not joined.isdigit():
        yield stem(joined)
        for end in range(1, len(parts)):
            tail = "".join(parts[end:])
            if len(parts) - end > 1 and _is_code(tail):
                yield tail
    for part in parts:
        measure = _MEASURE.fullmatch(part)
        if measure is not None:
            yield part
            yield measure.group(1)
            yield measure.group(2)
        elif part not in STOP_WORDS:
            yield stem(part)


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The English stem (Snowball) of a lower-case word; codes and numbers stay as they are."""
    if not word.isalpha():
        return word
    with _STEMMING:
        return str(_stemmer().stemWord(word))


_STEMMING = threading.Lock()  # one stemmer object works on one word at a time


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english", 0)


def _may_be_traditional(text: str) -> bool:
    """GB 2312 has the simplified forms and not the traditional ones, so a text it can write needs no conversion."""
    try:
        "".join(_HAN_CHAR.findall(text)).encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


@lru_cache(maxsize=1)
def _simplifier() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
