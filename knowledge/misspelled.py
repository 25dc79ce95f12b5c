"""What a question's misspelled words were meant to be, of the words that the shop writes.

Latin words: one letter wrong, missing, doubled or swapped with its neighbour; two in a long word. Chinese: another
character of the same sound or look ("发漂" for "发票"), a dictionary's variant ("定单"), or pinyin left unconverted.
Nothing is touched that the shop writes anywhere or that a dictionary knows, and no number and no code.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property, lru_cache
from itertools import product

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.gloss import Gloss, segment
from knowledge.lexical import EMPTY_HAN, HAN, STOP_WORDS, stem

_LATIN = re.compile(rf"(?<![^\W{HAN}]|[-'.’])[A-Za-z]+(?![^\W{HAN}]|[-'’])")
_HAN_RUN = re.compile(f"[{HAN}]+")
_LONG_ENOUGH, _LONG = 5, 8
"""Letters of a word that is corrected at all, and of one that may have two mistakes."""
_LOOK_ALIKE = """
货贷 未末 己已巳 侯候 辨辩 账帐 券卷 拨拔 即既 赢羸 暑署 瑞端 茶荼 折拆析 士土 日曰 人入 干千 午牛 刀力 天夫 王玉 住往 谁准
冶治 订钉 兑说 晴睛 待侍 设没 损捐 值植 徽微 挽换 烂栏 怀坏 缺决 快块 忧优 洗冼 堡保 廷延 退腿 遂逐 幕慕 蓝篮 狠狼 哀衰 博搏
"""
"""Characters that are taken for each other by eye."""
_COUNTS = frozenset("零〇一二三四五六七八九十百千万两半几第")


class Misspelled:
    """Corrects texts by one shop's vocabulary.

    written: every token of the word tables with the number of passages it stands in.
    """

    def __init__(self, written: Mapping[str, int], dictionary: Gloss) -> None:
        self.written = written
        self._dictionary = dictionary
        self._meant: dict[str, str | None] = {}

    def corrected(self, text: str, chinese: bool) -> str:
        """A text that `lexical.plain` has read. chinese: the question is, so a Latin word may be pinyin."""
        latin = _LATIN.sub(lambda found: self._latin(found.group(), chinese), text)
        return _HAN_RUN.sub(lambda found: self._han(found.group()), latin)

    def _latin(self, word: str, chinese: bool) -> str:
        if len(word) < _LONG_ENOUGH or word.casefold() in STOP_WORDS:
            return word
        key = f"{word.casefold()} {chinese}"
        if key not in self._meant:
            self._meant[key] = self._meant_by(word.casefold(), chinese)
        return self._meant[key] or word

    def _meant_by(self, word: str, chinese: bool) -> str | None:
        stemmed = stem(word)
        if stemmed in self.written or word in self.written or self._dictionary.ordinary([stemmed, word]):
            return None
        if chinese and word in self._by_pinyin:
            return self._by_pinyin[word]
        furthest = 2 if len(word) >= _LONG else 1
        near = process.extract(
            stemmed, self._by_letter.get(word[0], ()), scorer=OSA.distance, score_cutoff=furthest, limit=None
        )
        best = min(near, key=lambda one: (one[1], -self.written[one[0]], one[0]), default=None)
        return None if best is None else _unstemmed(best[0])

    @cached_property
    def _by_letter(self) -> Mapping[str, list[str]]:
        """The shop's Latin words that may have been meant, by their first letter."""
        found: dict[str, list[str]] = defaultdict(list)
        for word in self.written:
            if len(word) >= _LONG_ENOUGH - 1 and word.isascii() and word.isalpha():
                found[word[0]].append(word)
        return found

    def _han(self, run: str) -> str:
        pairs = ((place, run[place : place + 2]) for place in range(len(run) - 1))
        unwritten = [place for place, pair in pairs if pair not in self.written and _COUNTS.isdisjoint(pair)]
        if not unwritten:
            return run
        known = self._dictionary.known([run])
        alone, place = set(), 0
        for word in segment(run, known):
            if len(word) == 1 and word not in EMPTY_HAN:
                alone.add(place)
            place += len(word)
        meant_run, changed = run, -1
        for place in unwritten:
            pair = run[place : place + 2]
            if changed < place:
                meant = self._variant(pair) if pair in known else self._like(pair, place, alone)
                instead = None if meant is None else f"{meant_run[:place]}{meant}{meant_run[place + 2 :]}"
                if instead is not None and (pair in known or self._sense(instead) > self._sense(meant_run)):
                    meant_run, changed = instead, place + 1
        return meant_run

    def _sense(self, run: str) -> int:
        """How well the run falls into words, long ones counting more."""
        return sum(len(word) ** 2 for word in segment(run, self._dictionary.known([run])))

    def _variant(self, pair: str) -> str | None:
        """How the shop writes a word that the dictionary gives as a variant of another."""
        if pair not in self._meant:
            usual = self._dictionary.variant_of(pair)
            self._meant[pair] = usual if usual is not None and usual in self.written else None
        return self._meant[pair]

    def _like(self, pair: str, place: int, alone: set[int]) -> str | None:
        """The shop's commonest word that differs in one character, which stands alone here and sounds or looks so."""
        words = [
            word
            for at in (0, 1)
            if place + at in alone
            for word in self._by_character.get((1 - at, pair[1 - at]), ())
            if self._alike(pair[at], word[at])
        ]
        return max(words, key=lambda word: (self.written[word], word), default=None)

    def _alike(self, one: str, other: str) -> bool:
        if other in _look_alike().get(one, ""):
            return True
        sounds = self._dictionary.sounds([one, other])
        return not sounds.get(one, frozenset()).isdisjoint(sounds.get(other, frozenset()))

    @cached_property
    def _words(self) -> list[str]:
        """The Han pairs that the shop writes and that are words."""
        pairs = [word for word in self.written if len(word) == 2 and _HAN_RUN.fullmatch(word)]
        known = self._dictionary.known(pairs)
        return [pair for pair in pairs if pair in known and not EMPTY_HAN.intersection(pair)]

    @cached_property
    def _by_character(self) -> Mapping[tuple[int, str], list[str]]:
        found: dict[tuple[int, str], list[str]] = defaultdict(list)
        for word in self._words:
            for place, char in enumerate(word):
                found[place, char].append(word)
        return found

    @cached_property
    def _by_pinyin(self) -> Mapping[str, str]:
        """Toneless pinyin in one word -> the shop's commonest word that sounds so."""
        sounds = self._dictionary.sounds({char for word in self._words for char in word})
        found: dict[str, str] = {}
        for word in sorted(self._words, key=lambda word: (self.written[word], word)):
            for syllables in product(*(sounds.get(char, frozenset()) for char in word)):
                found["".join(syllables)] = word
        return found


def _unstemmed(stemmed: str) -> str | None:
    """A word with this stem."""
    return next((word for word in (stemmed, f"{stemmed}e") if stem(word) == stemmed), None)


@lru_cache(maxsize=1)
def _look_alike() -> Mapping[str, str]:
    """Character -> those it is taken for."""
    found: dict[str, str] = defaultdict(str)
    for group in _LOOK_ALIKE.split():
        for char in group:
            found[char] += group.replace(char, "")
    return found
