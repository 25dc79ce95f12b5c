"""Loads prompts/intents.yaml and prompts/cues.yaml: what buyers say, by intent, risk, mood and claim."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from prompts.loading import PromptError

SLOT = "{product}"
VARIANTS = 2
"""How many utterances with a thing of some trade a line with a slot becomes."""
THING = {"zh": "商品", "en": "item"}
"""What stands for a product of the shop itself; every line with a slot is taught with it too."""


@dataclass(frozen=True)
class Seed:
    """Utterances of one class, zh and en, with the desk and the authority problem it belongs to."""

    stage: str
    problem: str | None
    zh: tuple[str, ...]
    en: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return self.zh + self.en


@dataclass(frozen=True)
class RiskSeed:
    """Utterances of one risk, a pattern of its words, and why a person should look (zh, en)."""

    texts: tuple[str, ...]
    words: re.Pattern[str] | None
    why: Mapping[str, str]


@dataclass(frozen=True)
class Seeds:
    """Everything understand() is taught with. digest changes with any utterance; words: patterns by name."""

    intents: Mapping[str, Seed]
    risks: Mapping[str, RiskSeed]
    words: Mapping[str, re.Pattern[str]]
    digest: str


@lru_cache(maxsize=4)
def read_seeds(folder: Path | None = None) -> Seeds:
    """The seeds of this folder (default: the ones in this package). PromptError names file and key."""
    place = files("prompts") if folder is None else folder
    raw = {name: place.joinpath(name).read_bytes() for name in ("intents.yaml", "cues.yaml")}
    table = _table("intents.yaml", raw["intents.yaml"])
    _keys("intents.yaml", table, {"products", "intents"})
    things = {lang: _lines(table["products"][lang]) for lang in ("zh", "en")}
    intents = {name: _seed(name, body, things) for name, body in table["intents"].items()}
    cues = _table("cues.yaml", raw["cues.yaml"])
    if cues.keys() != {"risks", "words"}:
        raise PromptError(f"cues.yaml: its keys are risks and words, not {', '.join(cues)}")
    risks = {name: _risk(name, body) for name, body in cues["risks"].items()}
    words = {name: _pattern(f"words.{name}", lines) for name, lines in cues["words"].items()}
    digest = hashlib.sha256(b"\0".join(raw.values())).hexdigest()
    return Seeds(intents, risks, words, digest)


def _table(file: str, raw: bytes) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        table = yaml.load(raw, Loader=loader)
    except yaml.YAMLError as exc:
        raise PromptError(f"{file} is not YAML: {exc}") from exc
    if not isinstance(table, dict):
        raise PromptError(f"{file}: expected a table of names")
    return table


def _seed(name: str, body: Any, things: Mapping[str, tuple[str, ...]]) -> Seed:
    _keys(f"intents.yaml: {name}", body, {"stage", "problem", "zh", "en"})
    zh, en = (_filled(_lines(body[lang]), things[lang], THING[lang]) for lang in ("zh", "en"))
    return Seed(body["stage"], body["problem"], zh, en)


def _filled(lines: tuple[str, ...], things: tuple[str, ...], thing: str) -> tuple[str, ...]:
    """Each line with {product} as several lines, about things of different trades; always the same ones."""
    texts: list[str] = []
    for at, line in enumerate(lines):
        if SLOT not in line:
            texts.append(line)
            continue
        texts += [line.replace(SLOT, things[(at * 7 + turn * 11) % len(things)]) for turn in range(VARIANTS)]
        texts.append(line.replace(SLOT, thing))
    return tuple(texts)


def _risk(name: str, body: Any) -> RiskSeed:
    _keys(f"cues.yaml: risks.{name}", body, {"why", "zh", "en", "words"})
    words = _pattern(f"risks.{name}.words", body["words"]) if body["words"] else None
    return RiskSeed(_lines(body["zh"]) + _lines(body["en"]), words, body["why"])


def _keys(where: str, body: Any, wanted: set[str]) -> None:
    if not isinstance(body, dict) or body.keys() != wanted:
        raise PromptError(f"{where}: its keys are {', '.join(sorted(wanted))}")


def _lines(block: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in block.splitlines() if line.strip())


def _pattern(where: str, block: str) -> re.Pattern[str]:
    """One pattern of all lines; a line without Chinese matches whole words only (`\\b` fails beside Han characters)."""
    lines = [rf"(?<![a-z])(?:{line})(?![a-z])" if line.isascii() else line for line in _lines(block)]
    try:
        return re.compile("|".join(lines), re.IGNORECASE)
    except re.error as exc:
        raise PromptError(f"cues.yaml: {where} is not a pattern: {exc}") from exc
