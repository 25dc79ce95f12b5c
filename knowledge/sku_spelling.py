"""Product codes in a question as the shop spells them: "wh af55", "WHAF55" and "wh_af-55" are all WH-AF-55."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from knowledge.lexical import HAN, code

_PART = re.compile(rf"[^\W_{HAN}]+")
_JOINT = re.compile(r"[\s\-_/.·‐–—]{0,2}")
_MOST_PARTS = 6
_SHORTEST = 4
"""Characters of a code that is known in another spelling; shorter ones are too often words or sizes."""


class SkuSpelling:
    """One shop's codes; what two of them share is left as it is."""

    def __init__(self, skus: Collection[str]) -> None:
        spelled: dict[str, set[str]] = {}
        for sku in skus:
            spelled.setdefault(code(sku), set()).add(sku)
        self._sku = {one: skus.pop() for one, skus in spelled.items() if len(one) >= _SHORTEST and len(skus) == 1}

    def respelled(self, text: str) -> str:
        """The text with each code as in the catalogue; the longest code wins."""
        parts = list(_PART.finditer(text))
        pieces, end, place = [], 0, 0
        while place < len(parts):
            found = next(self._codes(text, parts[place : place + _MOST_PARTS]), None)
            if found is not None:
                sku, size = found
                pieces += [text[end : parts[place].start()], sku]
                end, place = parts[place + size - 1].end(), place + size
            else:
                place += 1
        return "".join([*pieces, text[end:]])

    def _codes(self, text: str, parts: list[re.Match[str]]) -> Iterator[tuple[str, int]]:
        for size in range(len(parts), 0, -1):
            written = text[parts[0].start() : parts[size - 1].end()]
            sku = self._sku.get(code(written))
            if sku is None or (not any(char.isdigit() for char in sku) and written.islower() and size > 1):
                continue  # "eb city" of EB-CITY may be two words
            gaps = pairwise(parts[:size])
            if all(_JOINT.fullmatch(text[left.end() : right.start()]) for left, right in gaps):
                yield sku, size
