"""How much of a question's words the clauses found speak, and how many of them the shop has never written.

A question about a property that no sheet has is near to the product's sheet, by the product's name alone. So the words
of the clause's own title and products are set aside, and what is left is looked for: as written, or by its English.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.gloss import segment
from knowledge.index import Index
from knowledge.lexical import EMPTY_HAN, STOP_WORDS, han_runs, latin_tokens, native_tokens

_ASKING_ZH = """
什么 怎么 怎样 怎么样 怎么办 多少 几 哪 哪个 哪些 哪里 哪儿 可以 可不可以 能 能不能 能够 会 会不会 有 没有
有没有 没 不 是否 是不是 不是 想 要 想要 需要 一下 一个 个 吗 还 还是 还有 再 已经 现在 今天 这个 那个 你们
我们 他们 自己 知道 告诉 麻烦 谢谢 你好 您好 好 好的 为什么 为啥 啥 多 多大 用 做 去 来 里 上 下 之 而 但 但是
所以 因为 如果 时候 一 二 两 三 大概 一般 吧 么 帮 帮忙 真 太 最 更 又 才 只 或者 以及 等 些 点 一点 咋 行
行不行 不行 东西 后 前 内 中 会儿 看 说 叫 让 使 得 着 过 地 之后 以后 以前 该 应该 呗 哈 不能 不会 不可以 是
"""
_ASKING_EN = """
how much many any no not what which where when who whom why do doe did is are the a an need want would could can should
may might if else there here about into onto over up down off out all some more most other one two got get use make
take give go come know tell say let like also too very just still yet ever even only after befor dure while becaus than
then so such own same each per via with without within
"""
_ASKING = frozenset((_ASKING_ZH + _ASKING_EN).split())
_TABLES = ("native_zh", "native_en", "gloss_zh")


@dataclass(frozen=True, slots=True)
class Word:
    """A word that carries the question's subject: as the word tables have it, and in English."""

    text: str
    native: tuple[str, ...]
    english: tuple[str, ...]

    def is_in(self, native: frozenset[str], english: frozenset[str]) -> bool:
        written = bool(self.native) and native.issuperset(self.native)
        return written or not english.isdisjoint(self.english)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares by weight, a rare word weighing more, 0..1.

    words: how many carry the subject. unknown: those that stand in no passage of the shop. named: those of the name
    of a clause found, at most. told: per clause, those that it speaks of what is not its name.
    """

    words: int
    unknown: float
    named: float
    told: tuple[float, ...]


def coverage(index: Index, asked: str, clause_ids: Sequence[str], names: Sequence[Sequence[str]]) -> Coverage:
    """Of a question that `lexical.plain` has read. names: per clause, its title and what its products are called."""
    words = list(subject_words(index, index.words.reading(asked)))
    counts = _counts(index, words)
    total = sum(index.languages().values())
    weights = [math.log1p((total - count + 0.5) / (count + 0.5)) for count in counts]
    whole = sum(weights) or 1.0
    stored = index.ask_many(
        "select clause_id, id, lang from passages where clause_id in", list(dict.fromkeys(clause_ids))
    )
    rows: dict[str, list[tuple[int, str]]] = {}
    for clause_id, row_id, lang in stored:
        rows.setdefault(clause_id, []).append((row_id, lang))
    told, named = [], 0.0
    for clause_id, called in zip(clause_ids, names, strict=True):
        is_name = _in_names(index, words, called)
        rest = sum(weight for weight, inside in zip(weights, is_name, strict=True) if not inside)
        named = max(named, 1 - rest / whole if words else 0.0)
        speaks = (_heard(index, words, row_id, lang) for row_id, lang in rows.get(clause_id, ()))
        shares = (_share(weights, heard, is_name) / rest for heard in speaks) if rest else iter((1.0,))
        told.append(max(shares, default=0.0))
    unknown = sum(weight for weight, count in zip(weights, counts, strict=True) if count == 0) / whole
    return Coverage(len(words), unknown, named, tuple(told))


def subject_words(index: Index, asked: str) -> Iterator[Word]:
    """The question's words without those that only ask."""
    runs = han_runs(asked)
    known = index.words.dictionary.known(runs)
    for run in runs:
        for word in segment(run, known):
            if word not in _ASKING and word not in EMPTY_HAN:
                yield Word(word, tuple(native_tokens(word)), tuple(known.get(word, ())))
    for token in latin_tokens(asked, index.words.codes()):
        if token not in _ASKING and token not in STOP_WORDS and (len(token) > 1 or token.isdigit()):
            yield Word(token, (token,), (token,))


def _share(weights: Sequence[float], heard: Sequence[bool], is_name: Sequence[bool]) -> float:
    return sum(weight for weight, there, name in zip(weights, heard, is_name, strict=True) if there and not name)


def _in_names(index: Index, words: Sequence[Word], names: Iterable[str]) -> list[bool]:
    native, english = index.words.name_tokens(tuple(names))
    return [word.is_in(native, english) for word in words]


def _heard(index: Index, words: Sequence[Word], row_id: int, lang: str) -> list[bool]:
    native = index.words.there(f"native_{lang}", [row_id])[row_id]
    english = index.words.there("gloss_zh", [row_id])[row_id] if lang == "zh" else native
    return [word.is_in(native, english) for word in words]


def _counts(index: Index, words: Sequence[Word]) -> list[int]:
    """In how many passages each word stands, in the word table that has it most."""
    documents: dict[str, Mapping[str, int]] = {}
    for table in _TABLES:
        tokens = {token for word in words for token in (word.native if table == "native_zh" else word.english)}
        documents[table] = index.words.documents(table, tokens)
    return [
        max(
            min((documents["native_zh"].get(token, 0) for token in word.native), default=0),
            *(documents[table].get(token, 0) for table in ("native_en", "gloss_zh") for token in word.english or ("",)),
        )
        for word in words
    ]
