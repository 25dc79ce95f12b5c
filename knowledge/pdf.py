"""PDF to Markdown, page by page: text in reading order, ruled tables as tables, larger type as headings.

A PDF without headings gets one per page, so that a citation names the page. What no reader sees (white on white, tiny
type, off the page) is left out and counted. A page that cannot be read costs only itself.
"""

from __future__ import annotations

import binascii
import io
import logging
import re
import struct
import warnings
import zlib
from collections import Counter
from typing import Any

from knowledge.converted import Converted, Note, UnreadableError
from knowledge.formats import unreadable
from knowledge.limits import MOST_CHARACTERS, MOST_PAGES
from knowledge.pdf_layout import Line, Page, as_markdown
from knowledge.webpage import table_lines

_BROKEN = (
    ArithmeticError, AssertionError, AttributeError, LookupError, OSError, TypeError, ValueError,
    binascii.Error, struct.error, zlib.error,
)  # fmt: skip
"""What reading a garbled page raises, beside the library's own."""
_SMALLEST_TYPE = 1.5
"""Points; below it no reader sees letters."""


def pdf_to_markdown(data: bytes) -> Converted:
    """Raises UnreadableError when it is no PDF, is encrypted, has too many pages or holds no text at all."""
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pdfplumber

        try:
            file = pdfplumber.open(io.BytesIO(data))
            with file:
                return _read(file)
        except (MemoryError, RecursionError, UnreadableError):
            raise
        except Exception as error:
            if "password" in repr(error).lower() or "encrypt" in repr(error).lower():
                raise UnreadableError("is protected by a password", "save it without one") from error
            raise unreadable("pdf") from error


def _read(file: Any) -> Converted:
    count = _page_count(file)
    if count > MOST_PAGES:
        raise UnreadableError(f"has more than {MOST_PAGES} pages", "split it, one subject a file")
    pages: list[Page] = []
    notes: list[Note] = []
    unseen: Counter[str] = Counter()
    room = MOST_CHARACTERS
    for number, page in enumerate(file.pages, 1):
        read = _page(page, number, unseen, notes)
        room -= sum(len(line.text) for line in read.lines)
        if room < 0:
            raise UnreadableError(f"holds more than {MOST_CHARACTERS:,} characters", "split it, one subject a file")
        pages.append(read)
        page.close()
    silent = [page.number for page in pages if not page.lines]
    if len(silent) == len(pages):
        raise UnreadableError("holds no text", "if it is a scan, type its text out")
    noted = {note.place for note in notes}
    notes += [
        Note("holds no text", "if it is a scan, type its text out", f"page {number}")
        for number in silent
        if f"page {number}" not in noted
    ]
    return Converted(as_markdown(pages), tuple(notes), unseen)


def _page_count(file: Any) -> int:
    """The pages there are, counted no further than one past the limit: page trees may be loops."""
    from pdfminer.pdfpage import PDFPage

    count = 0
    for _ in PDFPage.create_pages(file.doc):
        count += 1
        if count > MOST_PAGES:
            break
    if not count:
        raise unreadable("pdf")
    return count


def _page(page: Any, number: int, unseen: Counter[str], notes: list[Note]) -> Page:
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        return Page(number, float(page.height), _lines(_seen(page, unseen)))
    except (PSException, PdfminerException, *_BROKEN) as error:
        what = f"cannot be read ({type(error).__name__}) and was left out"
        notes.append(Note(what, "open the file, save it again, and try again", f"page {number}", level="error"))
        return Page(number, 0.0, [])


def _seen(page: Any, unseen: Counter[str]) -> Any:
    """The page without characters that no reader sees."""
    grounds = [box for box in page.rects if box.get("fill") and not _is_white(box.get("non_stroking_color"))]
    grounds += page.images
    hidden = {id(char): why for char in page.chars if (why := _why_unseen(char, page.bbox, grounds))}
    unseen.update(why for why in hidden.values())
    if not hidden:
        return page
    gone = {(char["x0"], char["top"], char["text"], char["size"]) for char in page.chars if id(char) in hidden}
    return page.filter(
        lambda item: item["object_type"] != "char" or (item["x0"], item["top"], item["text"], item["size"]) not in gone
    )


def _why_unseen(char: dict[str, Any], page: tuple[float, ...], grounds: list[dict[str, Any]]) -> str:
    """Why nobody sees this character, "" when somebody does."""
    if not char["text"].strip():
        return ""
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    if not (page[0] <= x <= page[2] and page[1] <= y <= page[3]):
        return "off-page character"
    if char["size"] < _SMALLEST_TYPE:
        return "tiny character"
    if not _is_white(char.get("non_stroking_color")):
        return ""
    over = any(box["x0"] <= x <= box["x1"] and box["top"] <= y <= box["bottom"] for box in grounds)
    return "" if over else "white character"


def _is_white(colour: Any) -> bool:
    """Of one, three or four components: grey, RGB, CMYK. Unknown colours and patterns are not white."""
    if isinstance(colour, int | float):
        colour = (colour,)
    if not isinstance(colour, tuple | list) or not all(isinstance(part, int | float) for part in colour):
        return False
    if len(colour) == 4:
        return all(part <= 0.02 for part in colour)
    return len(colour) in (1, 3) and all(part >= 0.98 for part in colour)


def _lines(page: Any) -> list[Line]:
    """Lines of text and, each in its place, tables that have rules."""
    tables = page.find_tables() if len(page.lines) + len(page.rects) + len(page.curves) >= 2 else []
    found = [(table, rows) for table in tables if (rows := _rows(table))]
    inside = [table.bbox for table, _ in found]
    outside = page.filter(lambda item: not _is_inside(item, inside)) if inside else page
    lines = [
        Line(_plain(line["text"]), line["top"], line["x0"], line["x1"], _size(line["chars"]))
        for line in outside.extract_text_lines(return_chars=True)
    ]
    for table, rows in found:
        text = "\n".join(table_lines(rows))
        lines.append(Line(text, table.bbox[1], table.bbox[0], table.bbox[2], 0.0, is_table=True))
    return sorted((line for line in lines if line.text), key=lambda line: line.top)


def _rows(table: Any) -> list[list[str]]:
    """A table's rows with something in them; a frame round one cell or one column is no table."""
    rows = [[_plain(cell or "").replace("|", "\\|") for cell in row] for row in table.extract()]
    rows = [row for row in rows if any(row)]
    return rows if len(rows) > 1 and max(map(len, rows)) > 1 else []


def _is_inside(item: dict[str, Any], boxes: list[tuple[float, float, float, float]]) -> bool:
    if item["object_type"] != "char":
        return False
    x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\x00", "")).strip()


def _size(chars: list[dict[str, Any]]) -> float:
    """The size of most of a line's letters, in half points."""
    sizes = Counter(round(char["size"] * 2) / 2 for char in chars if char["text"].strip())
    return sizes.most_common(1)[0][0] if sizes else 0.0
