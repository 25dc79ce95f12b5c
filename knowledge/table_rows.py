"""The rows of a clause's tables, each with an address of its own: `sheets/fees#postage.jiangsu`.

A row is named by its first cell, so that its address stays when rows are added above it. A repeated name gets `-1`,
`-2` …, as headings do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.bilingual import Bilingual, Lang
from knowledge.headings import Slugs
from knowledge.passage import Clause
from knowledge.sides import cells

_RULE = re.compile(r"\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)*\|?")
_LANGUAGES: tuple[Lang, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row below a table's header.

    id: `<clause id>.<row's slug>`; title and section: its document's and its clause's; number: from 1 in its clause;
    cells: (column's header, cell) in order, empty cells left out.
    """

    id: str
    title: Bilingual
    section: Bilingual
    number: int
    cells: tuple[tuple[str, str], ...]


def rows_of(clause: Clause) -> list[TableRow]:
    """Every table row of a clause. A clause in both languages gives the rows of its first side, zh before en."""
    text = next((side for lang in _LANGUAGES if "|" in (side := clause.text.get(lang) or "")), "")
    slugs = Slugs(set())
    return [
        TableRow(f"{clause.id}.{slugs.next(row[0][1])}", clause.title, clause.section, number, row)
        for number, row in enumerate(_rows(text), 1)
    ]


def row_of(clause: Clause, row_id: str) -> TableRow | None:
    """The row with this address, None when the clause has none such."""
    return next((row for row in rows_of(clause) if row.id == row_id), None)


def _rows(text: str) -> Iterator[tuple[tuple[str, str], ...]]:
    header: list[str] | None = None
    before: list[str] | None = None
    for line in text.splitlines():
        if not line.lstrip().startswith("|"):
            header = before = None
        elif _RULE.fullmatch(line.strip()):
            header = before
        else:
            row = [cell.replace("\\|", "|") for cell in cells(line)]
            if header is not None:
                named = [*header, *[""] * len(row)]
                found = tuple((name, cell) for name, cell in zip(named, row, strict=False) if cell)
                if found:
                    yield found
            before = row
