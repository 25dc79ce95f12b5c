"""Values of table cells: a bare number with the unit that its column's heading names (4-6 under "Working days")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from agent.check.statements import Statement
from agent.check.topics import features
from agent.quantities import Value, quantities

_NUMBER = re.compile(r"\d[\d.,]*(?:\s?[-–—~至]\s?\d[\d.,]*)?")
_RULE = re.compile(r"[\s:|-]*")
_IN_BRACKETS = re.compile(r"\(([^()]{1,20})\)")
Cell = tuple[Value, Statement, frozenset[str]]


def cells(read: Sequence[Statement], currency: str) -> Iterator[Cell]:
    """Each bare number of a table's rows with its column's unit, its row, and the words of its heading and row."""
    heads: dict[int, str] = {}
    for statement in read:
        line = statement.text.strip()
        if not line.startswith("|"):
            heads = {}
            continue
        if _RULE.fullmatch(line):
            continue
        row = [cell.strip() for cell in line.strip("|").split("|")]
        label = " ".join(cell for cell in row if not _NUMBER.fullmatch(cell))
        for place, cell in enumerate(row):
            if not _NUMBER.fullmatch(cell):
                heads[place] = cell or heads.get(place, "")
                continue
            head = heads.get(place, "")
            value = _with_unit(cell, head, currency)
            if value is not None:
                yield value, statement, features(f"{head} {label}")


@lru_cache(maxsize=512)
def _with_unit(cell: str, head: str, currency: str) -> Value | None:
    """The number as its heading measures it; None where the heading names no unit."""
    for unit in (*_IN_BRACKETS.findall(head), head, head.rpartition(" ")[2]):
        found = quantities(f"{cell} {unit}", currency=currency)
        if found and found[0].span.start == 0 and found[0].kind in ("duration", "quantity", "money", "percent"):
            return found[0]
    return None
