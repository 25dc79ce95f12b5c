"""glossary.csv: the shop's own terms, `zh,en`, good in both directions."""

from __future__ import annotations

from knowledge.faults import Fault
from knowledge.tables import read_csv


def read_glossary(text: str, file: str, faults: list[Fault]) -> list[tuple[str, str]]:
    """(zh, en) pairs in the file's order. Raises FormatError when the file is not CSV."""
    grid = read_csv(text)
    if not grid.rows:
        return []
    header_line, header = grid.rows[0]
    names = [name.lower() for name in header if name]
    if sorted(names) != ["en", "zh"]:
        faults.append(
            Fault(file, header_line, "", f"expected the columns zh,en, found {','.join(header)}", "write zh,en")
        )
        return []
    zh, en = [name.lower() for name in header].index("zh"), [name.lower() for name in header].index("en")
    pairs = []
    for line, row in grid.rows[1:]:
        if len(row) > len(header) and any(row[len(header) :]):
            what = f"has {len(row)} cells, expected zh,en"
            faults.append(Fault(file, line, row[0], what, "put a term with a comma in quotation marks"))
        elif max(zh, en) >= len(row) or not row[zh] or not row[en]:
            faults.append(
                Fault(file, line, "".join(row[:1]), "has no term in one of the languages", "give both zh and en")
            )
        elif (row[zh], row[en]) not in pairs:
            pairs.append((row[zh], row[en]))
    return pairs
