"""What a piece of text is about: trade topics by lexicon, and content features by characters and words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import prompts
from agent.quantities.numbers import plain

TOPICS_FILE = Path(prompts.__file__).parent / "topics.yaml"
_KEYS = frozenset({"zh", "en", "policy", "cause", "situation", "condition", "parcel", "against"})


class LexiconError(ValueError):
    """A lexicon file that cannot be used; names the file and the key."""


@dataclass(frozen=True, slots=True)
class TopicLexicon:
    """Topics by name. policy/cause/situation/condition/parcel: the topics that carry that mark in the file."""

    zh: re.Pattern[str]
    en: re.Pattern[str]
    of_word: dict[str, tuple[str, ...]]
    of_prefix: tuple[tuple[str, str], ...]
    policy: frozenset[str]
    cause: frozenset[str]
    situation: frozenset[str]
    condition: frozenset[str]
    parcel: frozenset[str]
    against: dict[str, str]

    def find(self, text: str) -> list[tuple[str, int]]:
        """(topic, where its word starts) for every word of a topic, of plain text."""
        found = []
        for match in self.zh.finditer(text):
            found += [(topic, match.start()) for topic in self.of_word[match[0]]]
        for match in self.en.finditer(text):
            found += [(topic, match.start()) for topic in self._english(match[0].lower())]
        return found

    def _english(self, word: str) -> Iterable[str]:
        if word in self.of_word:
            return self.of_word[word]
        return [topic for prefix, topic in self.of_prefix if word.startswith(prefix)]


@lru_cache(maxsize=4)
def load_topics(path: Path = TOPICS_FILE) -> TopicLexicon:
    """Read and check the topic lexicon. Raises LexiconError naming file and topic."""
    import yaml

    records = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    words: dict[str, list[str]] = {}
    prefixes: list[tuple[str, str]] = []
    zh: set[str] = set()
    en: set[str] = set()
    for name, record in records.items():
        if not isinstance(record, dict) or set(record) - _KEYS:
            raise LexiconError(f"{path.name}: topic {name!r} may hold only {', '.join(sorted(_KEYS))}")
        if any(not isinstance(word, str) for word in [*record.get("zh", ()), *record.get("en", ())]):
            raise LexiconError(f"{path.name}: topic {name!r}: every word must be text; put yes, no, on, off in quotes")
        for word in record.get("zh", ()):
            zh.add(word)
            words.setdefault(word, []).append(name)
        for word in record.get("en", ()):
            en.add(word)
            if word.endswith("*"):
                prefixes.append((word[:-1], name))
            else:
                words.setdefault(word, []).append(name)
    pattern = "|".join(_english_pattern(word) for word in sorted(en, key=len, reverse=True))
    return TopicLexicon(
        re.compile("|".join(sorted(map(re.escape, zh), key=len, reverse=True))),
        re.compile(rf"(?<![A-Za-z])(?:{pattern})(?![A-Za-z])", re.IGNORECASE),
        {word: tuple(names) for word, names in words.items()},
        tuple(prefixes),
        policy=_marked(records, "policy"),
        cause=_marked(records, "cause"),
        situation=_marked(records, "situation"),
        condition=_marked(records, "condition"),
        parcel=_marked(records, "parcel"),
        against={name: record["against"] for name, record in records.items() if "against" in record},
    )


def _marked(records: Mapping[str, Any], mark: str) -> frozenset[str]:
    return frozenset(name for name, record in records.items() if record.get(mark))


def _english_pattern(word: str) -> str:
    return re.escape(word[:-1]) + r"[a-z]*" if word.endswith("*") else re.escape(word)


_EN_WORD = re.compile(r"[A-Za-z][A-Za-z'-]+")
_EN_STOP = frozenset(
    _EN_WORD.findall(
        "the a an of to in on at for and or is are be it its you your we our us i my me with from by as this"
        " that will would can may if not no do does have has had any all so then than there here please dear"
        " hello thank thanks just also only"
    )
) | {"a", "i"}
_ZH_STOP = re.compile(r"[您你我的了哦呢呀啊吧亲是在就也都会有这那和与及或请到把被给让对为以]+")
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")


@lru_cache(maxsize=8192)
def features(text: str) -> frozenset[str]:
    """Content of a text for likeness: Han character pairs and English word stems; numbers left out."""
    clean = plain(text)
    found: set[str] = set()
    for run in _HAN_RUN.findall(clean):
        for part in _ZH_STOP.split(run):
            found.update(part[place : place + 2] for place in range(len(part) - 1))
            if len(part) == 1:
                found.add(part)
    for word in _EN_WORD.findall(clean):
        low = word.lower()
        if low not in _EN_STOP:
            found.add(_stem(low))
    return frozenset(found)


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s", "'s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of `one` found in `other`, 0..1; 0 when `one` is empty."""
    return len(one & other) / len(one) if one else 0.0
