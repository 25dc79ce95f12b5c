"""The Chinese side and the English side of a text that may be in either or in both."""

from __future__ import annotations

import re
from typing import Literal

from knowledge.bilingual import Bilingual

Side = Literal["zh", "en", "any"]
"""`any`: numbers, codes and marks that belong to both."""

_HANS = r"\u3007\u3400-\u9fff\uf900-\ufaff"
_HAN = re.compile(f"[{_HANS}]")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_GLUE = """the a an and or of to for in on at by with from is are was be been will can may not no your you we our it its
this that if as per any all within after before until when which must only please"""
_ENGLISH_GLUE = frozenset(_GLUE.split())
_SYMBOLS = """kg g cm mm m km ml l w wh kwh v a ah mah hz lm db lb oz in ft inch pcs pc gsm rpm nm usb"""
_UNITS = frozenset(_SYMBOLS.split())
_PIECE_END = re.compile(
    r"(?<=[。\uff01\uff1f\uff1b!?;])(?![”」』\"')\uff09])|(?<=[。\uff01\uff1f][”」』])|(?<=\.)(?=\s)"
    r"|(?<=[.!?][\"')”])(?=\s)|(?=\s[/·|•]\s)"
)
_BETWEEN = re.compile(r"\s*[·|/•]\s*|\s+[-–—]+\s+")
_TABLE_RULE = re.compile(r"\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)*\|?")


def side_of(text: str) -> Side:
    """Which side one sentence or label is on. English with a Han gloss in it stays English."""
    han = len(_HAN.findall(text))
    words = _WORD.findall(text)
    if not han:
        spoken = [word for word in words if len(word) > 1 and word.lower() not in _UNITS and not word.isupper()]
        return "en" if len(spoken) > 1 or any(word.islower() or len(word) > 3 for word in spoken) else "any"
    glue = sum(word in _ENGLISH_GLUE for word in words)
    return "en" if glue >= 2 and han <= 2 * len(words) else "zh"


def split_label(text: str, *, loose: bool = False) -> Bilingual:
    """A heading or table cell `中文 · English` into its sides; one language only gives one side.

    loose: a bare space may part them in either order, as in the cells of a table whose rows are in both languages.
    """
    text = text.strip()
    if not text:
        return Bilingual()
    if not _HAN.search(text):
        return Bilingual(en=text)
    if not re.search(r"[A-Za-z]", text):
        return Bilingual(zh=text)
    for mark in _BETWEEN.finditer(text):
        parts = text[: mark.start()].strip(), text[mark.end() :].strip()
        pair = _pair(*parts)
        if pair is not None:
            return pair
    pieces = [piece.strip() for piece in _PIECE_END.split(text) if piece.strip()]
    pair = _pair(*pieces) if len(pieces) == 2 else None
    if pair is not None:
        return pair
    start = "[A-Za-z]" if loose else "[A-Z]"
    han_first = re.fullmatch(rf"(.*[{_HANS}][)\uff09”》]?)\s*[(\uff08]?({start}[^{_HANS}]*?)[)\uff09]?", text)
    if han_first and re.search(r"[a-z]{3}", han_first.group(2)) and re.search(r"[ (\uff08]", text):
        zh, en = han_first.group(1).strip(), _closed(han_first.group(2), text)
        unit = re.search(r"\([^()]*\)$", en) if loose else None
        return Bilingual(zh=f"{zh} {unit.group()}" if unit and not re.search(r"[(\uff08]", zh) else zh, en=en)
    if loose:
        han_last = re.fullmatch(rf"([^{_HANS}]*[A-Za-z][^{_HANS}]*?)\s+([{_HANS}].*)", text)
        if han_last and not re.search(r"[A-Za-z]{2}", han_last.group(2)):
            return Bilingual(zh=han_last.group(2), en=han_last.group(1))
    return Bilingual(zh=text) if side_of(text) != "en" else Bilingual(en=text)


def _closed(english: str, whole: str) -> str:
    """The closing bracket belongs to the English when the English has its own opening one."""
    opens = english.count("(") > english.count(")") and whole.endswith(")")
    return (english + ")" if opens else english).strip()


def _pair(one: str, two: str) -> Bilingual | None:
    if _HAN.search(one) and not _HAN.search(two) and re.search(r"[A-Za-z]", two):
        return Bilingual(zh=one, en=two)
    if _HAN.search(two) and not _HAN.search(one) and re.search(r"[A-Za-z]", one):
        return Bilingual(zh=two, en=one)
    return None


def split_body(lines: list[str]) -> Bilingual:
    """A clause's body into its sides, line by line and inside a mixed line sentence by sentence.

    Lines of numbers and codes go to every side that the body has; tables keep their rows.
    """
    parts: list[tuple[Side, str]] = []
    at = 0
    while at < len(lines):
        if lines[at].lstrip().startswith("|"):
            end = at
            while end < len(lines) and lines[end].lstrip().startswith("|"):
                end += 1
            parts += _table_sides(lines[at:end])
            at = end
        else:
            parts += _line_sides(lines[at])
            at += 1
    present = {side for side, _ in parts} - {"any"}
    if not present and any(text.strip() for _, text in parts):
        present = {"zh", "en"}
    return Bilingual(zh=_joined(parts, "zh", present), en=_joined(parts, "en", present))


def _joined(parts: list[tuple[Side, str]], side: Side, present: set[Side]) -> str | None:
    if side not in present:
        return None
    text = "\n".join(text.rstrip() for kind, text in parts if kind in (side, "any"))
    return re.sub(r"\n{3,}", "\n\n", text).strip() or None


def _line_sides(line: str) -> list[tuple[Side, str]]:
    if not _HAN.search(line) or not re.search(r"[A-Za-z]{2}", line):
        return [("zh" if _HAN.search(line) else side_of(line), line)]
    mark = re.match(r"\s*(?:[-*+]|\d+[.)、\uff09])\s+|\s*", line)
    lead = mark.group() if mark else ""
    pieces: list[tuple[Side, str]] = []
    for piece in _PIECE_END.split(line[len(lead) :]):
        side = side_of(piece)
        if pieces and (side in ("any", pieces[-1][0]) or pieces[-1][0] == "any"):
            before, text = pieces.pop()
            pieces.append((side if before == "any" else before, text + piece))
        else:
            pieces.append((side, piece))
    gathered: dict[Side, str] = {}
    for side, piece in pieces:
        gathered[side] = f"{gathered[side]} {piece.strip()}" if side in gathered else piece.strip()
    if len(gathered) > 1:
        return [(side, lead + re.sub(r"^[·|/•]\s+|\s+[·|/•]$", "", text)) for side, text in gathered.items()]
    return _parted_by_space(line, lead) or [(side, lead + text) for side, text in gathered.items()]


def _parted_by_space(line: str, lead: str) -> list[tuple[Side, str]]:
    """`不含税 Tax is not included`: one line, no mark between, a whole English phrase at its end."""
    found = re.fullmatch(rf"(.*[{_HANS}\uff0c。\uff1a\uff1b,:;])\s+([A-Z][^{_HANS}]*)", line[len(lead) :])
    if found is None or sum(word.islower() and len(word) > 1 for word in _WORD.findall(found.group(2))) < 2:
        return []
    return [("zh", lead + found.group(1)), ("en", lead + found.group(2))]


def cells(row: str) -> list[str]:
    """The cells of one Markdown table row."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))]


def _table_sides(rows: list[str]) -> list[tuple[Side, str]]:
    body = [cells(row) for row in rows if not _TABLE_RULE.fullmatch(row.strip())]
    split = [[split_label(cell, loose=True) for cell in row] for row in body]
    with_han = [pair for row in split for pair in row if pair.zh]
    paired = [pair for pair in with_han if pair.en]
    if not with_han:
        english = any(side_of(cell) == "en" for row in body for cell in row)
        return [("en" if english else "any", row) for row in rows]
    if len(paired) * 2 < len(with_han):
        return [("zh", row) for row in rows]
    ruled = len(body) < len(rows)
    return [part for side in ("zh", "en") for part in _table_of(body, split, side, ruled)]


def _table_of(body: list[list[str]], split: list[list[Bilingual]], side: str, ruled: bool) -> list[tuple[Side, str]]:
    which: Side = "zh" if side == "zh" else "en"
    lines = [
        "| "
        + " | ".join((pair.zh if which == "zh" else pair.en) or cell for cell, pair in zip(row, pairs, strict=True))
        + " |"
        for row, pairs in zip(body, split, strict=True)
    ]
    if ruled and lines:
        lines.insert(1, "| " + " | ".join(["---"] * len(body[0])) + " |")
    return [(which, line) for line in lines]
