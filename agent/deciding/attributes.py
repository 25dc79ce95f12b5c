"""Which property of a product a question is about: by the label's words first, by meaning second."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from agent.wording import label_text
from knowledge.catalog import Attribute, Product
from knowledge.embed import Embedder

ALIKE = 0.52
"""Cosine (question, label) from which a label counts as meant; measured on the sample shops' attributes."""
ASKS_A_MEASURE = re.compile(
    r"(?<![a-z])how (?:many|much|far|long|big|large|tall|heavy|wide|deep|thick|high|hot|cold|loud|fast)(?![a-z])"
    r"|多少|多大|多长|多重|多高|多宽|多深|多厚|多远|多快|多久|几(?=[升瓦斤克米厘毫寸千公度分贝])",
    re.IGNORECASE,
)
HAN = re.compile(r"[\u3400-\u9fff]")


class Match(NamedTuple):
    key: str
    score: float
    named: bool


def matching(question: str, product: Product, meanings: Meanings, limit: int = 2) -> list[Match]:
    """The attributes that the question speaks of, best first; `named` when its label or key stands in the words."""
    lowered = question.casefold()
    words = set(re.findall(r"[a-z0-9]+", lowered))
    heads = Counter(head for attribute in product.attributes.values() for head in _heads(attribute))
    found = []
    for key, attribute in product.attributes.items():
        named = _named(key, attribute, lowered, words, heads)
        if not named and ASKS_A_MEASURE.search(question) and not _measured(attribute):
            continue
        alike = meanings.alike(question, [label_text(key, attribute, "zh"), label_text(key, attribute, "en")])
        if named or alike >= ALIKE:
            found.append(Match(key, alike + (1.0 if named else 0.0), named))
    return sorted(found, key=lambda match: -match.score)[:limit]


def _heads(attribute: Attribute) -> list[str]:
    """What the label is in the end: 额定功率 -> 功率, "rated power" -> power. Names it where no other shares it."""
    zh, en = attribute.label.zh or "", re.findall(r"[a-z]+", (attribute.label.en or "").casefold())
    return [*([zh[-2:]] if len(zh) > 2 else []), *(en[-1:] if len(en) > 1 else [])]


def _measured(attribute: Attribute) -> bool:
    """Has it a number in it? Only such a property can answer "how many"."""
    return not isinstance(attribute.value, bool) and any(map(str.isdigit, str(attribute.value)))


def _named(key: str, attribute: Attribute, lowered: str, words: set[str], heads: Counter[str]) -> bool:
    zh = attribute.label.zh
    if zh and zh.casefold() in lowered:
        return True
    if any(heads[head] == 1 and (head in lowered if HAN.match(head) else head in words) for head in _heads(attribute)):
        return True
    return any(
        phrase and set(phrase) <= words
        for phrase in (
            re.findall(r"[a-z0-9]+", (attribute.label.en or "").casefold()),
            key.casefold().split("_"),
        )
    )


class Meanings:
    """How alike two short texts are in meaning; the embedder remembers what it saw."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def alike(self, one: str, others: Sequence[str]) -> float:
        """The best cosine of `one` with any of `others`."""
        vectors = self._embedder.embed([one, *others])
        return float((vectors[1:] @ vectors[0]).max(initial=-1.0))
