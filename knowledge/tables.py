"""CSV and Excel: grids of text, and as Markdown when they are documents."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from knowledge.locate import FormatError
from knowledge.read import UnreadableError
from knowledge.webpage import table_lines

_MOST_UNPACKED = 300 * 1024 * 1024


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


def read_workbook(data: bytes) -> list[Grid]:
    """Every visible sheet with something in it. Raises UnreadableError."""
    bounded_archive(data, "Excel")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException

        try:
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            grids = [_grid(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]
            book.close()
        except (InvalidFileException, KeyError, ValueError, OSError, zipfile.BadZipFile, SyntaxError) as error:
            raise UnreadableError("is not a readable Excel file", "open it, save it again as .xlsx") from error
    return [grid for grid in grids if grid.rows]


def bounded_archive(data: bytes, trade_name: str) -> None:
    """Word and Excel files are archives: refuse what is not one or unpacks beyond all measure."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(item.file_size for item in archive.infolist())
    except zipfile.BadZipFile as error:
        raise UnreadableError(
            f"is not a readable {trade_name} file", "open it, save it again, and try again"
        ) from error
    if size > _MOST_UNPACKED:
        raise UnreadableError(f"unpacks to {size / 1e6:.0f} MB", "split it, or leave pictures out")


def _grid(sheet: Any) -> Grid:
    rows = []
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        texts = tuple(_cell(value) for value in cells)
        if any(texts):
            rows.append((number, texts))
    return Grid(str(sheet.title), tuple(rows))


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


def workbook_to_markdown(data: bytes) -> str:
    """Every sheet as `## its name` and one Markdown table. Raises UnreadableError."""
    grids = read_workbook(data)
    if not grids:
        raise UnreadableError("holds no cells", "write it or remove it")
    return (
        "\n\n".join(f"## {grid.name}\n\n" + "\n".join(table_lines(list(_table_cells(grid)))) for grid in grids) + "\n"
    )


def _table_cells(grid: Grid) -> Iterator[list[str]]:
    used = max((index for _, cells in grid.rows for index, cell in enumerate(cells) if cell), default=-1) + 1
    for _, cells in grid.rows:
        yield [re.sub(r"\s+", " ", cell).replace("|", "\\|") for cell in cells[:used]]
