"""A burst of talk taken apart into the things asked or told, each in the buyer's words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_END = re.compile(r"[。!?;…]+|\n+|(?<=[a-z)\"'])\.(?=\s|$)|(?<=[\u3400-\u9fff])\.+(?=\s|$|[\u3400-\u9fff])")
_COMMA = re.compile(r",(?!\d{3})|、(?=[^、]*[吗么呢])|(?<=[\u3400-\u9fff])[ ~]+(?=[\u3400-\u9fff])|:(?=\s)")
_JOINER = re.compile(
    r"(?=(?:还有|另外|顺便|以及|再就是|对了)(?!货|没|吗|多|几|什么)[\u3400-\u9fff ,])"
    r"|\s(?:and|also|plus|but)\s(?=(?:how|what|when|where|which|who|why|can|could|do|does|is|are|will|would|also|may|should|did|has"
    r"|have|please|pls|i (?:want|need|would))(?![a-z]))",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"[吗么呢?]|什么|啥|怎么|怎样|咋|多少|多久|多大|多长|多重|几[天个号点件时月年码款种折]|哪|能不能|可不可以|可以不|行不|好不|能不"
    r"|有没有|有无|是不是|是否|要不要|会不会|谁|为何|[吧呗不没]$|能[退换改开用修寄送发便][^。]*$"
    r"|^(?:(?:and|so|but|also|plus|hi|hello|hey|ok|then|or|just)[\s,]+)*"
    r"(?:how|what|whats|when|where|which|who|why|whose|can|could|do|does|did|is|are|will|would|may|should|has|have|any)(?![a-z])",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(
    r"^[^吗么]{1,9}呢[?!。]*$|^(?:and|what about|how about|same for)\s[^?]{1,24}\?+$|^(?:and )?the other one\b.{0,8}$",
    re.IGNORECASE,
)
_CONTENT = re.compile(r"[\u3400-\u9fff]|[^\W\d_]{2,}")
_FEWEST_HAN = 2
_MOST_PIECES = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """A clause of the folded text, [start, end). asks: it is put as a question; elliptic: "and the blue one?"."""

    text: str
    start: int
    end: int
    asks: bool
    elliptic: bool = False


def pieces(text: str) -> list[Piece]:
    """The clauses that stand for themselves, in order: at least one, at most twelve, the rest joined to the last."""
    found = [piece for start, end in _sentences(text) for piece in _clauses(text, start, end)]
    found = _attached(text, found) or [_piece(text, 0, len(text))]
    if len(found) > _MOST_PIECES:
        tail = found[_MOST_PIECES - 1 :]
        found = [*found[: _MOST_PIECES - 1], _piece(text, tail[0].start, tail[-1].end)]
    return found


def join(text: str, first: Piece, second: Piece) -> Piece:
    return _piece(text, min(first.start, second.start), max(first.end, second.end))


def _sentences(text: str) -> list[tuple[int, int]]:
    bounds = []
    at = 0
    for end in _END.finditer(text):
        bounds.append((at, end.end()))
        at = end.end()
    bounds.append((at, len(text)))
    return [(start, end) for start, end in bounds if text[start:end].strip()]


def _clauses(text: str, start: int, end: int) -> list[Piece]:
    """Cut a sentence at joiners and commas; meaning decides later which cuts stay."""
    cuts = sorted(
        {start + found.start() for found in _JOINER.finditer(text[start:end])}
        | {start + found.end() for found in _COMMA.finditer(text[start:end])}
    )
    bounds = [start, *(cut for cut in cuts if start < cut < end), end]
    return [_piece(text, a, b) for a, b in pairwise(bounds) if text[a:b].strip()]


def _attached(text: str, parts: list[Piece]) -> list[Piece]:
    """A part without a word of its own belongs to the part before it, or to the next when it is the first."""
    whole: list[Piece] = []
    for part in parts:
        if whole and (not _says(part.text) or not _says(whole[-1].text)):
            whole[-1] = join(text, whole[-1], part)
        else:
            whole.append(part)
    return whole


def _says(text: str) -> bool:
    han = sum("\u3400" <= char <= "\u9fff" for char in text)
    return han >= _FEWEST_HAN or (han == 0 and _CONTENT.search(text) is not None) or len(text.split()) >= _FEWEST_HAN


def _piece(text: str, start: int, end: int) -> Piece:
    words = text[start:end]
    start += len(words) - len(words.lstrip(" ,\n"))
    end -= len(words) - len(words.rstrip(" ,\n"))
    said = text[start:end]
    return Piece(said, start, end, _ASKS.search(said) is not None, _ELLIPSIS.search(said) is not None)
