"""CSV and Excel: grids of text, and as Markdown when they are documents."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from knowledge.archive import DAMAGED, inspect
from knowledge.converted import Converted, Note, UnreadableError
from knowledge.formats import unreadable
from knowledge.limits import MOST_CELLS
from knowledge.locate import FormatError
from knowledge.webpage import table_lines

_ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!")


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet of cells as text. rows: (1-based line or row, cells), empty rows left out."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_csv(text: str) -> Grid:
    """Comma, or semicolon or tab when the header has no comma. Raises FormatError with the row's line."""
    header = text.split("\n", 1)[0]
    mark = next((mark for mark in (",", "\t", ";") if mark in header), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    rows: list[tuple[int, tuple[str, ...]]] = []
    before = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((before + 1, tuple(cell.strip() for cell in cells)))
            before = reader.line_num
    except csv.Error as error:
        what = "a quotation mark is opened and never closed" if "end of data" in str(error) else str(error)
        raise FormatError(before + 1, f"is not a CSV row: {what}") from error
    return Grid("", tuple(rows))


@dataclass(frozen=True, slots=True)
class Workbook:
    """The visible sheets with something in them, and notes on what was not read."""

    grids: tuple[Grid, ...]
    notes: tuple[Note, ...] = ()


def read_workbook(data: bytes) -> Workbook:
    """Cells as they were last shown: a formula's stored value, never the formula. Raises UnreadableError."""
    notes = list(inspect(data, "Excel"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException

        try:
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            try:
                shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
                grids = _grids(shown)
                notes += [
                    Note("is hidden and was not read", "show it, or remove it", f"sheet {sheet.title}")
                    for sheet in book.worksheets
                    if sheet not in shown
                ]
            finally:
                book.close()
        except (InvalidFileException, SyntaxError, TypeError, AttributeError, *DAMAGED) as error:
            raise unreadable("xlsx") from error
    notes += [note for grid in grids for note in _error_cells(grid)]
    return Workbook(tuple(grid for grid in grids if grid.rows), tuple(notes))


def _grids(sheets: list[Any]) -> list[Grid]:
    """The sheets' cells; the size that a sheet declares is not believed."""
    grids, cells = [], 0
    for sheet in sheets:
        sheet.reset_dimensions()
        rows = []
        for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
            cells += len(values)
            if cells > MOST_CELLS:
                what = f"holds more than {MOST_CELLS:,} cells"
                raise UnreadableError(what, "split it, or delete the empty columns and rows")
            texts = tuple(_cell(value) for value in values)
            if any(texts):
                rows.append((number, texts))
        grids.append(Grid(str(sheet.title), tuple(rows)))
    return grids


def _error_cells(grid: Grid) -> Iterator[Note]:
    for number, cells in grid.rows:
        for cell in cells:
            if cell in _ERRORS:
                yield Note(f"holds {cell}", "correct its formula, or write the value", f"sheet {grid.name}", number)
                break


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize(), "f")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value).strip()


def csv_to_markdown(text: str) -> str:
    """A CSV document as one Markdown table. Raises UnreadableError."""
    try:
        grid = read_csv(text)
    except FormatError as fault:
        raise UnreadableError(fault.what, "correct the row", fault.line) from fault
    return "\n".join(table_lines(list(_table_cells(grid)))) + "\n"


def workbook_to_markdown(data: bytes) -> Converted:
    """Every sheet as `## its name` and one Markdown table. Raises UnreadableError."""
    book = read_workbook(data)
    if not book.grids:
        raise UnreadableError("holds no cells", "write it or remove it")
    sheets = (f"## {_title(grid)}\n\n" + "\n".join(table_lines(list(_table_cells(grid)))) for grid in book.grids)
    return Converted("\n\n".join(sheets) + "\n", book.notes)


def _title(grid: Grid) -> str:
    """A sheet's name as a heading's words: what would be read as a mark is not one here."""
    return re.sub(r"[\s{}#]+", " ", grid.name).strip() or "Sheet"


def _table_cells(grid: Grid) -> Iterator[list[str]]:
    """The rows as Markdown cells, without columns that are empty in every row."""
    used = sorted({index for _, cells in grid.rows for index, cell in enumerate(cells) if cell})
    for _, cells in grid.rows:
        yield [re.sub(r"\s+", " ", cells[at]).replace("|", "\\|") if at < len(cells) else "" for at in used]
