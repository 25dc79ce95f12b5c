"""Places that a text names: a rule for Singapore proves nothing about Germany, one for Europe may."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import prompts

PLACES_FILE = Path(prompts.__file__).parent / "places.yaml"


@dataclass(frozen=True, slots=True)
class _Places:
    pattern: re.Pattern[str]
    of_name: Mapping[str, str]
    holds: Mapping[str, frozenset[str]]
    """For each place itself and everything that it lies in."""


@lru_cache(maxsize=1)
def _places() -> _Places:
    import yaml

    records = yaml.load(PLACES_FILE.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    zh = {name: place for place, record in records.items() for name in record["zh"]}
    en = {name: place for place, record in records.items() for name in record["en"]}
    spelled_zh = "|".join(sorted(map(re.escape, zh), key=len, reverse=True))
    spelled_en = "|".join(sorted(map(re.escape, en), key=len, reverse=True))
    holds = {}
    for place in records:
        chain = [place]
        while (outer := records[chain[-1]].get("in")) is not None:
            chain.append(outer)
        holds[place] = frozenset(chain)
    return _Places(re.compile(rf"{spelled_zh}|(?<![A-Za-z])(?:{spelled_en})(?![A-Za-z])"), zh | en, holds)


@lru_cache(maxsize=4096)
def places_in(text: str) -> frozenset[str]:
    """The places that a text names, as codes of places.yaml."""
    known = _places()
    return frozenset(known.of_name[match[0]] for match in known.pattern.finditer(text))


def apart(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether both name places and none of the one is, holds or lies in one of the other."""
    holds = _places().holds
    return bool(some and others) and not any(
        one in holds[other] or other in holds[one] for one in some for other in others
    )
