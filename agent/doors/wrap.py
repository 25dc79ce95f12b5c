"""Lines of mixed Chinese and Latin text for a terminal: filled to the edge, and never a comma in front."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

_NEITHER = frozenset("#@&*'\"")
"""Marks of Unicode's class Po that do not close anything."""
_UNSEEN = frozenset({*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF})
_TAGS = range(0xE0000, 0xE0080)


def cells(text: str) -> int:
    """How many terminal columns the text takes."""
    return sum(_cells(char) for char in text)


def visible(text: str) -> str:
    """Text safe to print: terminal control codes and invisible characters (joiners, bidi marks, tags) taken out."""
    return "".join(char for char in text if char == "\n" or char == "\t" or not _hidden(char)).replace("\t", " ")


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns (at least 2); line ends of the text are kept, spaces at a break dropped.

    A break stands at a space or beside a Han character; closing marks and units stay with what they follow.
    """
    return [text[start:end] for start, end in wrapped(text, width)]


def wrapped(text: str, width: int) -> list[tuple[int, int]]:
    """Where the lines of `wrap` stand in the text: half-open [start, end) of each."""
    lines: list[tuple[int, int]] = []
    begin = 0
    for paragraph in text.splitlines(keepends=True) or [""]:
        body = paragraph.splitlines()[0] if paragraph else ""
        lines += [(begin + start, begin + end) for start, end in _lines(body, width)]
        begin += len(paragraph)
    return lines


def _lines(text: str, width: int) -> list[tuple[int, int]]:
    """The lines of one paragraph. start/end: of the line that is being filled."""
    lines: list[tuple[int, int]] = []
    start, end, filled = 0, 0, 0
    for first, last in _pieces(text):
        if filled + cells(text[first:last].rstrip()) <= width:
            end, filled = last, filled + cells(text[first:last])
            continue
        if text[start:end].strip():
            lines.append((start, _trimmed(text, start, end)))
        start, end = last - len(text[first:last].lstrip()), last
        filled = cells(text[start:end])
        while filled > width:
            size = _fitting(text[start:end], width)
            lines.append((start, start + size))
            start += size
            filled = cells(text[start:end])
    lines.append((start, _trimmed(text, start, end)))
    return lines


def _trimmed(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _pieces(text: str) -> list[tuple[int, int]]:
    """The text cut wherever a line may break."""
    cuts = [0, *(at for at in range(1, len(text)) if _may_break(text[at - 1], text[at])), len(text)]
    return [(start, end) for start, end in pairwise(cuts) if start < end]


def _may_break(left: str, right: str) -> bool:
    if left == " ":
        return right != " "
    if right == " " or _closes(right) or _opens(left) or left.isdigit():
        return False
    return _cells(left) == 2 or _cells(right) == 2


def _opens(char: str) -> bool:
    """Brackets, opening quotes and currency signs belong to what follows."""
    return unicodedata.category(char) in ("Ps", "Pi", "Sc") or char in "#@+-±"


def _closes(char: str) -> bool:
    """Brackets, closing quotes, stops and unit signs belong to what is before them."""
    kind = unicodedata.category(char)
    return kind in ("Pe", "Pf") or (kind == "Po" and char not in _NEITHER) or char in "°℃℉~"


def _fitting(text: str, width: int) -> int:
    """How many characters fill the line; one at least."""
    taken = 0
    for at, char in enumerate(text):
        taken += _cells(char)
        if taken > width and at > 0:
            return at
    return len(text)


def _cells(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me") or _hidden(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _hidden(char: str) -> bool:
    point = ord(char)
    return unicodedata.category(char) in ("Cc", "Cs") or point in _UNSEEN or point in _TAGS or 0xFE00 <= point <= 0xFE0F
