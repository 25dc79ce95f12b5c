"""A question's words as they are looked up in one word table, and how many of them a passage holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from knowledge.bilingual import Lang
from knowledge.index import Index
from knowledge.lexical import EMPTY_HAN

_TOKENS_AT_MOST = 32
_PASSAGES_AT_MOST = 3000
"""How many passages, counted for each word, are scored by words. At 10,000 passages no question of 200 came to it; at
100,000 it leaves out a fifth of their words, those that stand everywhere."""


@dataclass(frozen=True, slots=True, eq=False)
class QuestionWords:
    """The question's words as looked up in one word table.

    counts: in how many passages each token stands. rarity: of each token. weights: what each word may mean there,
    with the rarest meaning's rarity, empty words left out.
    """

    table: str
    counts: Mapping[str, int]
    rarity: Mapping[str, float]
    weights: Mapping[tuple[str, ...], float]

    @classmethod
    def of(cls, index: Index, asked: str, own: Lang, lang: Lang) -> QuestionWords:
        meanings = index.words.english(asked) if own == "zh" and lang == "en" else index.words.native(asked)
        table = "gloss_zh" if own == "en" and lang == "zh" else f"native_{lang}"
        tokens = {token for meaning in meanings for token in meaning}
        counts, rarity = index.words.documents(table, tokens), index.words.rarity(table, tokens)
        telling = {word for word in meanings if word[0] not in EMPTY_HAN}
        return cls(table, counts, rarity, {word: max(rarity[token] for token in word) for word in telling})

    def telling(self) -> list[str]:
        """The rarest tokens, enough of them for any question; a long letter is cut, and what stands everywhere."""
        rarest = sorted(self.rarity, key=lambda token: (-self.rarity[token], token))[:_TOKENS_AT_MOST]
        passages = list(accumulate(self.counts.get(token, 0) for token in rarest))
        return [token for token, n in zip(rarest, passages, strict=True) if n <= _PASSAGES_AT_MOST] or rarest[:1]

    def overlap(self, there: frozenset[str]) -> float:
        """Share of the words of which at least one meaning is `there`, each counting by its rarest meaning."""
        total = sum(self.weights.values())
        found = sum(weight for word, weight in self.weights.items() if not there.isdisjoint(word))
        return found / total if total else 0.0
