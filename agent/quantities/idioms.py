"""Set phrases whose numerals count nothing: 九牛一毛, 三番五次, 五颜六色, 百分百放心."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PHRASES = re.compile(
    "九牛一毛|一毛不拔|三番五次|三番两次|五颜六色|七嘴八舌|七上八下|三心二意|一心一意|四通八达|四面八方|五花八门|一干二净"
    "|乱七八糟|一五一十|十全十美|百里挑一|独一无二|一清二楚|三言两语|三天两头|一时半会儿?|一来二去|丢三落四|接二连三|四六级"
    "|一石二鸟|一举两得|两全其美|一刀两断|七七八八|八九不离十|五湖四海|一年到头|十有八九|百年好合|千家万户|千变万化"
    "|万里挑一|三三两两|三长两短|一日三餐|二话不说|[一二三]线品牌|一分钱一分货"
    "|(?i:(?<![a-z])(?:one by one|second to none|two-tone|one-stop|at first hand|nine times out of ten))(?![a-z])"
)


def places(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each set phrase of plain text."""
    for match in _PHRASES.finditer(text):
        yield match.span()
