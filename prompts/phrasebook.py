"""The strict writer's moves: approved wording in zh and en, by voice, with named slots.

A move in `phrases/*.yaml` is `{zh: text | {voice: text}, en: text | {voice: text}}`. Every move has both languages
and the same slots in each. Word lists (`words.yaml`) are tables of `{zh, en}`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "phrases"
WORDS = "words.yaml"


class PhraseError(ValueError):
    """A phrase file is wrong, or a move is asked for with the wrong slots; names file and move."""


@dataclass(frozen=True)
class Phrasebook:
    """moves[move][lang][voice] is a template; words[table][key][lang] is a word. version: hash of the files."""

    moves: Mapping[str, Mapping[str, Mapping[str, str]]]
    words: Mapping[str, Mapping[str, Mapping[str, str]]]
    version: str

    def say(self, move: str, lang: str, voice: str, **slots: str) -> str:
        """The move in this language and voice; a language without the voice has one wording for all."""
        if move not in self.moves:
            raise PhraseError(f"no move {move!r} in {FOLDER}")
        voices = self.moves[move][lang]
        template = voices.get(voice, next(iter(voices.values())))
        try:
            return template.format(**slots)
        except KeyError as exc:
            raise PhraseError(f"move {move!r} ({lang}) needs the slot {exc.args[0]!r}") from exc

    def has(self, move: str) -> bool:
        return move in self.moves

    def word(self, table: str, key: str, lang: str) -> str | None:
        """The word for `key` in this language, or None when the table does not know it."""
        return self.words.get(table, {}).get(key, {}).get(lang)


@lru_cache(maxsize=4)
def load_phrases(folder: Path = FOLDER) -> Phrasebook:
    """Read and check every phrase file; PhraseError names the first thing that is wrong."""
    moves: dict[str, dict[str, dict[str, str]]] = {}
    words: dict[str, dict[str, dict[str, str]]] = {}
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.yaml")):
        raw = path.read_bytes()
        digest.update(raw)
        content = yaml.load(raw, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        if path.name == WORDS:
            words = content
            continue
        for move, texts in content.items():
            if move in moves:
                raise PhraseError(f"{path.name}: move {move!r} stands twice")
            moves[move] = _checked(path.name, move, texts)
    return Phrasebook(moves, words, digest.hexdigest()[:12])


def _checked(file: str, move: str, texts: Any) -> dict[str, dict[str, str]]:
    if not isinstance(texts, dict) or set(texts) != {"zh", "en"}:
        raise PhraseError(f"{file}: move {move!r} needs exactly zh and en")
    voices = {lang: text if isinstance(text, dict) else {"": text} for lang, text in texts.items()}
    slots = {slots_of(text) for by_voice in voices.values() for text in by_voice.values()}
    widest = max(slots, key=len)
    if any(not each <= widest for each in slots):
        raise PhraseError(f"{file}: the wordings of {move!r} use different slots: {sorted(map(sorted, slots))}")
    return voices


def slots_of(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)
