"""What a question's misspelled words were meant to be, of the words that the shop writes.

Latin words: one letter wrong, missing, doubled or swapped with its neighbour; two in a long word. Chinese: another
character of the same sound or look ("发漂" for "发票"), a dictionary's variant ("定单"), or pinyin left unconverted.
Nothing is touched that the shop writes anywhere or that a dictionary knows, and no number and no code.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cached_property, lru_cache
from itertools import product

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.gloss import Gloss, segment
from knowledge.lexical import EMPTY_HAN, HAN, STOP_WORDS, stem

_LATIN = re.compile(rf"(?<![^\W{HAN}]|[-'.’@])[A-Za-z]+(?![^\W{HAN}]|[-'’@]|\.\w)")
_HAN_RUN = re.compile(f"[{HAN}]+")
_LONG_ENOUGH, _LONG, _LONGEST = 5, 8, 24
"""Letters of a word that is corrected at all, of one that may have two mistakes, and of the longest looked at."""
_AROUND = 6
_LOOK_ALIKE = """
货贷 未末 己已巳 侯候 辨辩 账帐 券卷 拨拔 即既 赢羸 暑署 瑞端 茶荼 折拆析 士土 日曰 人入 干千 午牛 刀力 天夫 王玉 住往
谁准 冶治 订钉 兑说 晴睛 待侍 设没 损捐 值植 徽微 挽换 烂栏 怀坏 缺决 快块 忧优 洗冼 堡保 廷延 退腿 遂逐 幕慕 蓝篮 狠狼
哀衰 博搏
"""
"""Characters that are taken for each other by eye."""
_STANDS_ALONE = frozenset(
    "不没有是要会能想去来说看写加各给用做买卖到在再又还就才只都也很太更最先后前上下里外中内左右大小多少好坏新旧高低长短快慢早晚"
    "人家天年月日号个件把条张种次和与或及但而且拿放收发寄送退换修拆开关点问查找等催付交算按从向往对为以由被让叫使得着过完"
)
"""Characters that are words by themselves in any message; such a one is not taken for another's misspelling."""
_IN_A_CHAT = """
abt asap btw cuz diff dont doesnt havent hv idk imo info kilo kinda lmk ltr min mins msg nite ok okay pcs pic pics pls
plz ppl pts qty rn sec smth tbh tho thru thx tmr tnx u ur vs w wanna wdym wt ya yea yep yup gonna gotta hiya
"""
_CALENDAR = """
january february march april may june july august september october november december jan feb mar apr jun jul aug sep
sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun christmas english
chinese
"""
_COUNTS = frozenset("零〇一二三四五六七八九十百千万两半几第")


class Misspelled:
    """Corrects texts by one shop's vocabulary.

    written: every token of the word tables with the number of passages it stands in. own: the tokens that may have
    been meant, in the shop's or its trade's own words; the dictionary's English for a Chinese passage is none of them.
    """

    def __init__(self, written: Mapping[str, int], own: Collection[str], dictionary: Gloss) -> None:
        self.written = written
        self._own = own
        self._dictionary = dictionary
        self._meant: dict[str, str | None] = {}

    def corrected(self, text: str, chinese: bool) -> str:
        """A text that `lexical.plain` has read. chinese: the question is, so a Latin word may be pinyin."""
        latin = _LATIN.sub(
            lambda found: found.group() if _is_name(found) else self._latin(found.group(), chinese), text
        )
        return _HAN_RUN.sub(lambda found: self._han(found.group()), latin)

    def _latin(self, word: str, chinese: bool) -> str:
        if not _LONG_ENOUGH <= len(word) <= _LONGEST or word.casefold() in STOP_WORDS:
            return word
        key = f"{word.casefold()} {chinese}"
        if key not in self._meant:
            self._meant[key] = self._meant_by(word.casefold(), chinese)
        return self._meant[key] or word

    def _meant_by(self, word: str, chinese: bool) -> str | None:
        stemmed = stem(word)
        if stemmed in self.written or word in self.written or stemmed in everyday():
            return None
        if self._dictionary.ordinary([stemmed, word]):
            return None
        if chinese and word in self._by_pinyin:
            return self._by_pinyin[word]
        if len(stemmed) < _LONG_ENOUGH:
            return None
        furthest = 2 if len(stemmed) >= _LONG else 1
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
            if word in self._own and len(word) >= _LONG_ENOUGH - 1 and word.isascii() and word.isalpha():
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
            if len(word) == 1 and word not in EMPTY_HAN and word not in _STANDS_ALONE:
                alone.add(place)
            place += len(word)
        meant_run, changed = run, -1
        for place in unwritten:
            pair = run[place : place + 2]
            if changed < place:
                meant = self._variant(pair) if pair in known else self._like(pair, place, alone)
                if meant is not None and (pair in known or self._makes_sense(meant_run, meant, place)):
                    meant_run, changed = f"{meant_run[:place]}{meant}{meant_run[place + 2 :]}", place + 1
        return meant_run

    def _makes_sense(self, run: str, meant: str, place: int) -> bool:
        """Whether with what is meant the run falls into longer words than as it is; only what is near is looked at.

        Words as long are enough where the second character is exchanged: 开发|漂 is 开|发票, 前|收到 not 签收|到.
        """
        before, after = run[max(0, place - _AROUND) : place], run[place + 2 : place + 2 + _AROUND]
        runs = [f"{before}{middle}{after}" for middle in (run[place : place + 2], meant)]
        now, then = (sum(len(word) ** 2 for word in segment(one, self._dictionary.known([one]))) for one in runs)
        return then > now or (then == now and meant[0] == run[place])

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


def _is_name(found: re.Match[str]) -> bool:
    """A word with one capital letter, not at the beginning of a sentence, is somebody's or something's name."""
    word, before = found.group(), found.string[: found.start()].rstrip()
    return word[:1].isupper() and word[1:].islower() and bool(before) and before[-1] not in ".!?。！？\n"


def _unstemmed(stemmed: str) -> str | None:
    """A word with this stem."""
    return next((word for word in (stemmed, f"{stemmed}e") if stem(word) == stemmed), None)


@lru_cache(maxsize=1)
def everyday() -> frozenset[str]:
    """How people shorten ordinary words in a chat, and ordinary words that are written with a capital."""
    return frozenset(stem(word) for word in (_IN_A_CHAT + _CALENDAR).split())


@lru_cache(maxsize=1)
def _look_alike() -> Mapping[str, str]:
    """Character -> those it is taken for."""
    found: dict[str, str] = defaultdict(str)
    for group in _LOOK_ALIKE.split():
        for char in group:
            found[char] += group.replace(char, "")
    return found
