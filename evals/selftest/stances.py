"""Seeders that turn a stance round: what is possible becomes impossible, and who pays becomes the other one."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence

from evals.selftest.reply import Defect, Reply
from knowledge.bilingual import Lang

Pairs = Sequence[tuple[str, str]]
_STANCES: Mapping[Lang, Pairs] = {
    "zh": (
        ("不可以", "可以"),
        ("可以", "不可以"),
        ("不支持", "支持"),
        ("支持", "不支持"),
        ("不能", "能"),
        ("不接受", "接受"),
        ("不需要", "需要"),
        ("不用", "要"),
        ("不通用", "通用"),
        ("不防水", "防水"),
        ("有现货", "没有现货"),
        ("目前缺货", "目前有货"),
        ("目前有货", "目前缺货"),
        ("不含", "含"),
        ("不可退换", "可退换"),
        ("不做", "做"),
        ("不抵扣", "抵扣"),
        ("免费", "收费"),
        ("不收费", "要收费"),
        ("不建议", "建议"),
        ("不是防水", "是防水"),
        ("不会用", "会用"),
        ("不对外", "对外"),
        ("不支持叠加", "可以叠加"),
    ),
    "en": (
        ("cannot", "can"),
        ("can", "cannot"),
        ("is not", "is"),
        ("are not", "are"),
        ("do not", "do"),
        ("does not", "does"),
        ("is possible", "is not possible"),
        ("is available", "is not available"),
        ("free of charge", "for a fee"),
        ("out of stock", "in stock"),
        ("in stock", "out of stock"),
        ("not included", "included"),
        ("may be", "may not be"),
        ("is free", "is not free"),
        ("is deducted", "is not deducted"),
        ("not waterproof", "waterproof"),
    ),
}
_PAYERS: Mapping[Lang, Pairs] = {
    "zh": (
        ("我们承担", "您承担"),
        ("我们出", "您出"),
        ("您承担", "我们承担"),
        ("您出", "我们出"),
        ("买家承担", "我们承担"),
        ("买家付费", "我们付费"),
        ("要您出", "由我们出"),
        ("需要您承担", "由我们承担"),
    ),
    "en": (
        ("paid by the buyer", "paid by us"),
        ("paid by you", "paid by us"),
        ("we pay", "you pay"),
        ("you pay", "we pay"),
        ("at our cost", "at your cost"),
        ("on you", "on us"),
        ("on your side", "on our side"),
        ("is yours", "is ours"),
    ),
}
_TOPICS: Mapping[Lang, re.Pattern[str]] = {
    "zh": re.compile(
        "退|换|保修|发货|包邮|运费|支持|洗碗机|伏|地址|发票|专票|取消|转账|保证|防水|通用|货|样品|抵扣|检测费|赊账|关税|"
        "信用证|报价|价目表|印|免息|修|折现|返现|优惠券|顺丰|效果图|码|付"
    ),
    "en": re.compile(
        r"return|refund|exchang|warrant|ship|postage|dishwasher|\bV\b|address|invoice|cancel|payment|waterproof|stock|"
        r"freight|fee|credit|delivery|dut(?:y|ies)|L/C|price list|print|logo|gift|discount|redirect|SF Express|modif|"
        r"sample|mock-up|available|transit|interchangeable|baskets?|inspection|repair|used",
        re.IGNORECASE,
    ),
}
_OPEN = re.compile(
    "如果|要是|若|是否|能不能|可不可以|[?？吗]|可以(?:点|先|看|联系)|\\b(?:if|whether)\\b", re.IGNORECASE
)
_CLAUSE_END = re.compile(r"[,，。;；:：！!?？]|\.(?=\s|$)")


def stance(reply: Reply, chance: random.Random) -> Defect | None:
    """A negation put in or taken out, in a clause about something that the shop rules on."""
    return _turned(reply, chance, "stance", _STANCES[reply.lang], _TOPICS[reply.lang])


def who_pays(reply: Reply, chance: random.Random) -> Defect | None:
    return _turned(reply, chance, "who_pays", _PAYERS[reply.lang], None)


def _turned(
    reply: Reply, chance: random.Random, kind: str, pairs: Pairs, topics: re.Pattern[str] | None
) -> Defect | None:
    found: list[tuple[int, str, str]] = []
    taken: set[int] = set()
    for was, now in sorted(pairs, key=lambda pair: -len(pair[0])):
        for place in re.finditer(_whole(was, reply.lang), reply.text):
            clause = _clause(reply.text, place.start())
            letters = set(range(*place.span()))
            if letters & taken or _OPEN.search(clause) or (topics is not None and not topics.search(clause)):
                taken |= letters
                continue
            taken |= letters
            found.append((place.start(), was, now))
    if not found:
        return None
    at, was, now = chance.choice(found)
    return Defect(kind, reply.text[:at] + now + reply.text[at + len(was) :], was, now)


def _whole(words: str, lang: Lang) -> str:
    """The words where they are not part of others; English ones not before their own negation."""
    if lang == "zh":
        return rf"(?<![不没]){re.escape(words)}" if words[0] != "不" else re.escape(words)
    return rf"\b{re.escape(words)}\b(?! not\b)"


def _clause(text: str, place: int) -> str:
    start = max((found.end() for found in _CLAUSE_END.finditer(text, 0, place)), default=0)
    end = _CLAUSE_END.search(text, place)
    return text[start : end.start() if end else len(text)]


SEEDERS: dict[str, Callable[[Reply, random.Random], Defect | None]] = {"stance": stance, "who_pays": who_pays}
