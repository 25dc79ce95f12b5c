"""Clauses to passages: pieces small enough that one vector means one thing, each saying what it is about.

Sizes are measured ones: 128 tokens for prose, 64 for table rows, no overlap, `title > section` before every piece.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping

from knowledge.bilingual import Bilingual, Lang
from knowledge.passage import Clause, Passage
from knowledge.tokens import count, fits

PROSE_TOKENS = 128
ROW_TOKENS = 64
_LANGUAGES: tuple[Lang, ...] = ("zh", "en")
_NAMED_PRODUCTS = 6
_CUTS = ["\n\n", "\n", "。", "！", "？", "!", "?", "；", "; ", ". ", "，", ", ", "、", " ", ""]
_ROW = re.compile(r"^\s*\|.*\|\s*$")
_RULE = re.compile(r"^\s*\|[\s:|-]+\|\s*$")


def split(clause: Clause, names: Mapping[str, Bilingual]) -> list[Passage]:
    """The passages of one clause, for each language it is written in.

    Its approved wording is a passage of its own: said as agents say it, it is nearer to how buyers ask (measured).
    names: product names by sku; a sheet's passages carry the names of the products it describes.
    """
    return [passage for lang in _LANGUAGES for passage in _in_language(clause, lang, names)]


def _in_language(clause: Clause, lang: Lang, names: Mapping[str, Bilingual]) -> Iterator[Passage]:
    body, say = ((text or "").strip() for text in (clause.text.get(lang), clause.say.get(lang)))
    prefix = _prefix(clause, lang, names)
    pieces = list(_pieces(body))
    if say and say not in pieces:
        pieces.extend(_pieces(say))
    for part, piece in enumerate(pieces):
        yield Passage(clause, part, lang, prefix, piece, _hash(clause, part, lang, prefix, piece))


def _prefix(clause: Clause, lang: Lang, names: Mapping[str, Bilingual]) -> str:
    parts = [clause.title.best(lang), clause.section.best(lang)]
    if clause.kind == "sheet":
        named = [names[sku] for sku in clause.skus if sku in names] if len(clause.skus) <= _NAMED_PRODUCTS else []
        parts[1:1] = [", ".join(name.best(lang) for name in named), ", ".join(clause.skus[:_NAMED_PRODUCTS])]
    return " > ".join(dict.fromkeys(part for part in parts if part))


def _pieces(text: str) -> Iterator[str]:
    for is_table, block in _blocks(text):
        if is_table:
            yield from _table_pieces(block)
        elif fits(block, PROSE_TOKENS):
            yield block
        else:
            yield from (piece for piece in _cut(block, PROSE_TOKENS) if piece.strip())


def _blocks(text: str) -> Iterator[tuple[bool, str]]:
    """Stretches of table rows and stretches of everything else, in order."""
    block: list[str] = []
    in_table = False
    for line in text.splitlines():
        is_row = _ROW.match(line) is not None
        if is_row != in_table and block:
            if joined := "\n".join(block).strip():
                yield in_table, joined
            block = []
        in_table = is_row
        block.append(line)
    if joined := "\n".join(block).strip():
        yield in_table, joined


def _table_pieces(table: str) -> Iterator[str]:
    rows = table.splitlines()
    has_header = len(rows) > 2 and _RULE.match(rows[1]) is not None
    header = rows[0] + "\n" if has_header else ""
    group: list[str] = []
    for row in rows[2:] if has_header else rows:
        if group and not fits(header + "\n".join([*group, row]), ROW_TOKENS):
            yield header + "\n".join(group)
            group = []
        group.append(row)
    if group:
        yield header + "\n".join(group)


def _cut(text: str, tokens: int) -> list[str]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        separators=_CUTS, keep_separator="end", chunk_size=tokens, chunk_overlap=0, length_function=count
    )
    return splitter.split_text(text)


def _hash(clause: Clause, part: int, lang: Lang, prefix: str, text: str) -> str:
    days = [day.isoformat() if day is not None else None for day in (clause.valid_from, clause.valid_until)]
    seen = [clause.id, clause.doc, clause.anchor, clause.kind, part, lang, prefix, text, *days]
    seen += [clause.dated_by, clause.audience, *clause.skus]
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()
