"""Counts: 3件 · 2 pieces · 3–4人份 · 10包. A measure word gives the noun; a number with none stays bare."""

from __future__ import annotations

import re
from decimal import Decimal

from agent.quantities.numbers import EN_WORD

_NOUNS: dict[str, str] = {
    "piece": "件 只 台 pcs pc pieces piece units unit 支 枚 把 块 颗 辆 盏 条 根",
    "set": "套 组 sets set",
    "carton": "箱 cartons carton",
    "pack": "包 袋 packs pack bags bag sachets sachet",
    "box": "盒 boxes box",
    "bottle": "瓶 罐 bottles bottle cans can",
    "pair": "双 对 pairs pair",
    "sheet": "张 片 sheets sheet 幅",
    "roll": "卷 rolls roll",
    "person": "人份 个人 人 口人 口 位 people persons person servings serving",
    "time": "次 回 times",
    "copy": "份 copies copy originals",
    "kind": "款 种 类 kinds kind styles style",
    "colour": "色 colours colors colour color",
    "layer": "层 layers layer tiers",
    "level": "档 级 levels level settings steps",
    "order": "单 笔 orders order",
    "seat": "座",
    "star": "星 stars star",
    "cup": "杯 cups cup",
    "year old": "岁",
    "size": "码",
}
_EXACT = {spelling: noun for noun, spellings in _NOUNS.items() for spelling in spellings.split()}
_WORDS = "|".join(sorted((re.escape(word) for word in _EXACT), key=len, reverse=True))
_UNIT = re.compile(rf"[\s]?-?(?P<unit>{_WORDS}|个)装?(?:(?<=[\u4e00-\u9fff])|(?![A-Za-z]))", re.IGNORECASE)
_SPEECH = re.compile(r"[个款种位条份件点次下样](?![包箱套])")
_LIMIT = re.compile(r"(?:限|最多|至多|只能|只|仅|不超过|每单|每人)[\u4e00-\u9fff]{0,3}$")
_AGAIN = re.compile(r"二次(?!\d)")
"""Second-hand, a second time; twice is 两次."""
_POINTING = re.compile(r"(?:[这那哪另前后上下第每]|these|those|the|both|other|last|first|next)\s?$", re.IGNORECASE)
_NOUN_AFTER = re.compile(r"[ -](?!of\b|or\b|and\b|to\b|way|in\b|by\b|more\b|is\b|are\b)[a-z]{3,}")


_ONE_BEFORE = re.compile(r"(?<![\d.])1$|(?<![a-z])(?:an?|one)$", re.IGNORECASE)
"""Only one is a can; "30 off 299 can be used" tells what may be done."""
_DOZEN = re.compile(r"\s?打(?=$|[,。;!?、\s的装起])")
_TWICE = re.compile(r"(?<![A-Za-z])twice(?=\s(?:an?|per|each|every)\s(?:day|week|month|year)(?![a-z]))", re.IGNORECASE)
_BUY_GET = re.compile(
    r"买(?P<buy>[一二两三四五六七八九十]|\d)件?[送赠免](?P<get>[一二两三四五六七八九十]|\d)(?![十百千万\d折元块斤个件])"
    r"|(?<![A-Za-z])buy (?P<buy_en>one|two|three|four|five|\d),? get (?P<get_en>one|two|three|\d)(?= (?:free|half))",
    re.IGNORECASE,
)


def dozens(text: str, at: int) -> int | None:
    """Where 打 as a dozen ends, right after a number; 打开 and 打折 are none."""
    match = _DOZEN.match(text, at)
    return match.end() if match is not None else None


def fixed(text: str) -> list[tuple[Decimal, str, int, int]]:
    """(number, noun, start, end) of counts whose words are figures of speech elsewhere: 买二送一, twice a day."""
    found = [(Decimal(2), "time", *match.span()) for match in _TWICE.finditer(text)] if "wice" in text else []
    if "买" in text or "uy " in text:
        for match in _BUY_GET.finditer(text):
            named = (name for name in ("buy", "get", "buy_en", "get_en") if match[name])
            found += [(_small(match[name]), "", *match.span(name)) for name in named]
    return found


def _small(word: str) -> Decimal:
    if word.isdigit():
        return Decimal(word)
    return Decimal(EN_WORD[word.lower()]) if word.isascii() else Decimal("一二三四五六七八九十".find(word) + 1 or 2)


def noun_after(text: str, at: int) -> tuple[str, int] | None:
    """The counted noun right after a number: (canonical noun, end)."""
    match = _UNIT.match(text, at)
    if match is None or (match[0].lower() == " can" and not _ONE_BEFORE.search(text, 0, at)):
        return None
    word = match["unit"]
    return _EXACT.get(word) or _EXACT.get(word.lower(), ""), match.end()


def is_figure_of_speech(text: str, start: int, end: int, number: int) -> bool:
    """Whether a count in words is only speech: 一个, 这两款, 第一次, 二次销售, "those two"; 限一张, 两次 are counts."""
    before = text[max(0, start - 8) : start]
    if _POINTING.search(before) or _AGAIN.match(text, start):
        return True
    return number == 1 and not (_LIMIT.search(before) and not _SPEECH.match(text, end))


def has_noun(text: str, at: int) -> bool:
    """Whether an English word that can be counted follows (two bikes, six sizes)."""
    return _NOUN_AFTER.match(text, at) is not None


def canonical_noun(word: str) -> str | None:
    """The canonical noun of a counting word on its own, or None."""
    return _EXACT.get(word) or _EXACT.get(word.lower())
