"""A text with places in it marked, laid out for a terminal: numbers stand under what they speak of."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from agent.doors.wrap import cells, wrapped

_UNPRINTED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINER, _SELECTORS = "\u200d", frozenset(map(chr, range(0xFE00, 0xFE10)))


class Mark(NamedTuple):
    """Characters [start, end) of the text under one number. grave: what blocks, against what is only to be proved."""

    start: int
    end: int
    number: int
    grave: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line. parts: its text in stretches, each with whether it is marked (None) and how gravely; under: the lines
    below it with numbers and `^` or `~`; numbers: the same with the numbers alone."""

    parts: tuple[tuple[str, bool | None], ...]
    under: tuple[str, ...]
    numbers: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(part for part, _ in self.parts)


def escaped(text: str) -> list[str]:
    """Each character as it is shown: line ends stay, a tab is a space, what drives a terminal is a visible escape.

    A joiner inside an emoji and variation selectors are left out, for terminals differ in how wide they make them.
    """
    shown: list[str] = []
    for at, char in enumerate(text):
        if char == "\n" or (char == "\r" and text[at + 1 : at + 2] == "\n"):
            shown.append("\n" if char == "\n" else "")
        elif char == "\t":
            shown.append(" ")
        elif char in _SELECTORS or (char == _JOINER and at and unicodedata.category(text[at - 1]) in ("So", "Sk")):
            shown.append("")
        elif unicodedata.category(char) in _UNPRINTED:
            shown.append(_escape(ord(char)))
        else:
            shown.append(char)
    return shown


def _escape(point: int) -> str:
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def rows(text: str, marks: Sequence[Mark], width: int) -> Iterator[Row]:
    """The text in lines of at most `width` columns, each with what stands under it. Marks may overlap."""
    shown = escaped(text)
    places = [0]
    for part in shown:
        places.append(places[-1] + len(part))
    whole = "".join(shown)
    moved = [_moved(mark, places) for mark in marks]
    for start, end in wrapped(whole, width):
        here = [mark for mark in moved if mark.start < end and start < mark.end]
        yield _row(whole[start:end], [_inside(mark, start, end) for mark in here], width)


def _moved(mark: Mark, places: Sequence[int]) -> Mark:
    """The mark in the text as it is shown; a place past the end is the end."""
    last = len(places) - 1
    return mark._replace(start=places[min(mark.start, last)], end=places[min(mark.end, last)])


def _inside(mark: Mark, start: int, end: int) -> Mark:
    return mark._replace(start=max(mark.start, start) - start, end=min(mark.end, end) - start)


def _row(line: str, marks: Sequence[Mark], width: int) -> Row:
    levels: list[bool | None] = [None] * len(line)
    for mark in marks:
        for at in range(mark.start, mark.end):
            levels[at] = mark.grave or bool(levels[at])
    parts = [
        ("".join(line[at] for at in group), level) for level, group in groupby(range(len(line)), levels.__getitem__)
    ]
    signs = "".join({None: " ", True: "^", False: "~"}[level] * cells(part) for part, level in parts)
    labels = _labels(line, marks, width)
    return Row(tuple(parts), tuple(_placed(signs, labels)), tuple(_placed("", labels)))


def _labels(line: str, marks: Sequence[Mark], width: int) -> list[tuple[int, str]]:
    """(column, numbers of the marks that begin there), left to right; one at the edge moves to where it fits."""
    begins = sorted((cells(line[: mark.start]), mark.number) for mark in marks)
    together = groupby(begins, lambda begin: begin[0])
    labels = [(column, ",".join(str(number) for _, number in group)) for column, group in together]
    return [(max(0, min(column, width - len(label))), label) for column, label in labels]


def _placed(signs: str, labels: Sequence[tuple[int, str]]) -> Iterator[str]:
    """The line of signs with the labels in it; labels that would touch the one before stand on lines of their own."""
    while labels or signs.strip():
        line, later, free = list(signs), [], 0
        for column, label in labels:
            if column < free:
                later.append((column, label))
                continue
            line += " " * (column + len(label) - len(line))
            line[column : column + len(label)] = label
            free = column + len(label) + 1
        yield "".join(line).rstrip()
        signs, labels = "", later


def numbered(spans: Sequence[tuple[int, int]], first: int = 1) -> dict[tuple[int, int], int]:
    """A number for every different span, in the order of the text."""
    return {span: number for number, span in enumerate(sorted(set(spans)), first)}
