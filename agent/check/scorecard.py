"""The service scorecard: what a reply is rated on, each item with its evidence; what needs a judge is not guessed.

Arithmetic of help desks (evals.md §2d): 100 × points reached / points applicable; a critical category under one half
makes the whole 0. An item that does not apply counts nowhere; one that applies and is not rated lowers `rated`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

import prompts
from agent.suggestion import Span
from knowledge.bilingual import Bilingual

SCORECARD_FILE = Path(prompts.__file__).parent / "scorecard.yaml"
Applies = Literal[
    "always", "claims", "case", "trouble", "refusal_or_offer", "questions", "trouble_zh", "letter", "reply"
]
Status = Literal["scored", "na"]
_KEYS = frozenset(
    {"id", "title", "category", "weight", "critical", "checker", "applies_if", "findings", "words"}
    | {"meets", "misses", "na"}
)
_EXAMPLE = frozenset({"lang", "reply", "buyer", "channel"})
_LEAST = 0.5
"""Share of a critical category below which the whole is 0."""


class ScorecardError(ValueError):
    """A scorecard file that cannot be used; names the item and the key."""


@dataclass(frozen=True, slots=True)
class Item:
    """What is rated. weight: points; findings: beginnings of the proof-reader's rules that count against it.

    words: patterns by name, of both languages. meets, misses, na: examples {lang, reply, buyer?, channel?}.
    """

    id: str
    title: Bilingual
    category: str
    weight: float
    critical: bool
    checker: Literal["rule", "judge"]
    applies_if: Applies
    findings: tuple[str, ...]
    words: Mapping[str, re.Pattern[str]]
    meets: tuple[Mapping[str, str], ...]
    misses: tuple[Mapping[str, str], ...]
    na: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """What one item came to. score 0..1, None when it is not rated; spans: of the reply, what it rests on."""

    score: float | None
    why: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Rated:
    """An item with its mark. applies: whether it counts for this reply at all."""

    item: Item
    mark: Mark
    applies: bool

    @property
    def status(self) -> Status:
        return "na" if self.mark.score is None else "scored"


@dataclass(frozen=True, slots=True)
class Scorecard:
    """score: 0..100, None when nothing could be rated. rated: share of the applicable weight that was, 0..1.

    categories: 0..100 by name, of those with a rated item. failed: critical categories under one half.
    """

    version: int
    items: tuple[Rated, ...]
    score: float | None
    rated: float
    categories: Mapping[str, float]
    failed: tuple[str, ...]


@lru_cache(maxsize=2)
def load_scorecard(path: Path = SCORECARD_FILE) -> tuple[int, tuple[Item, ...]]:
    """The version and the items of the file. Raises ScorecardError naming item and key."""
    import yaml

    record = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if not isinstance(record, dict) or not isinstance(record.get("version"), int) or not record.get("items"):
        raise ScorecardError(f"{path.name}: needs version: a whole number, and items: a list")
    items = tuple(_item(path.name, each) for each in record["items"])
    if len({item.id for item in items}) < len(items):
        raise ScorecardError(f"{path.name}: two items have the same id; give each its own")
    return record["version"], items


def _item(file: str, record: Any) -> Item:
    if not isinstance(record, dict) or not isinstance(record.get("id"), str):
        raise ScorecardError(f"{file}: an item without an id; give it one such as empathy")
    where = f"{file}: item {record['id']}"
    unknown = set(record) - _KEYS
    if unknown:
        raise ScorecardError(f"{where}: unknown key {', '.join(sorted(unknown))}; known are {', '.join(sorted(_KEYS))}")
    if record.get("checker") not in ("rule", "judge"):
        raise ScorecardError(f"{where}: checker must be rule or judge")
    if record.get("applies_if") not in get_args(Applies):
        raise ScorecardError(f"{where}: applies_if must be one of {', '.join(get_args(Applies))}")
    weight = record.get("weight")
    if isinstance(weight, bool) or not isinstance(weight, int | float) or weight <= 0:
        raise ScorecardError(f"{where}: weight must be a number over 0")
    if not isinstance(record.get("critical"), bool) or not record.get("category") or not record.get("title"):
        raise ScorecardError(f"{where}: needs title (zh, en), category, and critical: true or false")
    return Item(
        record["id"], Bilingual(**record["title"]), record["category"], float(weight), record["critical"],
        record["checker"], record["applies_if"], tuple(record.get("findings", ())),
        {name: _pattern(where, name, words) for name, words in record.get("words", {}).items()},
        _examples(where, record, "meets"), _examples(where, record, "misses"), _examples(where, record, "na"),
    )  # fmt: skip


def _pattern(where: str, name: str, words: Mapping[str, list[str]]) -> re.Pattern[str]:
    try:
        return re.compile("|".join([*words.get("zh", ()), *words.get("en", ())]), re.IGNORECASE)
    except re.error as error:
        raise ScorecardError(f"{where}: words {name}: a pattern cannot be read: {error}") from error


def _examples(where: str, record: Mapping[str, Any], key: str) -> tuple[Mapping[str, str], ...]:
    for example in record.get(key, ()):
        if set(example) - _EXAMPLE or not {"lang", "reply"} <= set(example):
            raise ScorecardError(f"{where}: {key}: an example holds {', '.join(sorted(_EXAMPLE))}; lang and reply must")
    return tuple(record.get(key, ()))


def total(version: int, items: tuple[Rated, ...]) -> Scorecard:
    """The card of rated items."""
    counted = [each for each in items if each.applies]
    scored = [each for each in counted if each.mark.score is not None]
    categories = {
        name: round(100 * _share([each for each in scored if each.item.category == name]), 1)
        for name in dict.fromkeys(each.item.category for each in scored)
    }
    critical = dict.fromkeys(each.item.category for each in items if each.item.critical)
    failed = tuple(name for name in critical if name in categories and categories[name] < 100 * _LEAST)
    score = None if not scored else 0.0 if failed else round(100 * _share(scored), 1)
    weight = sum(each.item.weight for each in counted)
    rated = sum(each.item.weight for each in scored) / weight if weight else 0.0
    return Scorecard(version, items, score, round(rated, 3), categories, failed)


def _share(items: list[Rated]) -> float:
    """Points reached of points possible, 0..1."""
    reached = sum(each.item.weight * each.mark.score for each in items if each.mark.score is not None)
    return reached / sum(each.item.weight for each in items)
