"""What a file is, told by its first bytes and not by its name."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from knowledge.converted import Note, UnreadableError

Format = Literal["docx", "pdf", "xlsx", "html", "csv", "md"]

_TRADE_NAMES = {"docx": "Word", "pdf": "PDF", "xlsx": "Excel", "html": "web page", "csv": "CSV", "md": "Markdown"}
_BY_ENDING: dict[str, Format] = {
    ".docx": "docx", ".docm": "docx", ".pdf": "pdf", ".xlsx": "xlsx", ".xlsm": "xlsx",
    ".html": "html", ".htm": "html", ".csv": "csv", ".md": "md",
}  # fmt: skip
_TEXTS = ("html", "csv", "md")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKED = b"PK\x03\x04"
_STRANGERS = (
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"RIFF", "a sound, film or WebP picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"{\\rtf", "a Rich Text file"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_PAGE = re.compile(rb"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype html|html\b)", re.IGNORECASE | re.DOTALL)


def stranger(data: bytes) -> str | None:
    """The name of a well-known kind of file that holds no text of ours, such as `a PNG picture`."""
    found = next((name for magic, name in _STRANGERS if data.startswith(magic)), None)
    return None if found in ("a BMP picture", "a program") and b"\x00" not in data[:64] else found


def is_container(data: bytes) -> bool:
    """Whether these bytes begin as a Word, Excel or PDF file does, whatever the file is called."""
    return data.startswith((_PACKED, b"%PDF-"))


def format_of(ending: str, data: bytes) -> tuple[Format, tuple[Note, ...]]:
    """The format of the bytes, with a note when the name says another. Raises UnreadableError for what is not read."""
    named = _BY_ENDING[ending.lower()]
    found = _format(named, data)
    if found == named:
        return found, ()
    what = f"is {_article(found)} under the name {ending.lower()}; it was read as what it is"
    return found, (Note(what, f"name it .{found}"),)


def _article(form: Format) -> str:
    name = _TRADE_NAMES[form]
    kind = name if form == "html" else f"{name} file"
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {kind}"


def _format(named: Format, data: bytes) -> Format:
    if data.startswith(_PACKED):
        return _packed(named, data)
    if b"%PDF-" in data[: 1024 if named == "pdf" else 5]:
        return "pdf"
    if data.startswith(_OLD_OFFICE):
        _refuse_old_office(data)
    name = stranger(data)
    if name is not None:
        raise UnreadableError(f"is {name}, not a document", "type its text out, or remove it")
    if named in _TEXTS:
        return named
    if _PAGE.match(data):
        return "html"
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise unreadable(named) from None
    if b"\x00" in data:
        raise unreadable(named)
    raise UnreadableError(f"is plain text, not {_article(named)}", "name it .md, or .csv when it is a table")


def unreadable(form: Format) -> UnreadableError:
    """The refusal of a damaged file."""
    return UnreadableError(f"is not a readable {_TRADE_NAMES[form]} file", "open it, save it again, and try again")


def _packed(named: Format, data: bytes) -> Format:
    """Which of the formats that are zip archives this is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            kind = archive.read("mimetype")[:80] if "mimetype" in names[:20] else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise unreadable(_truncated(named, data)) from error
    folders = {name.partition("/")[0] for name in names}
    if "[Content_Types].xml" in names and "word" in folders:
        return "docx"
    if "[Content_Types].xml" in names and "xl" in folders:
        return "xlsx"
    if "[Content_Types].xml" in names and "ppt" in folders:
        raise UnreadableError("is a PowerPoint file", "save its text as .docx or .pdf")
    if kind:
        raise UnreadableError("is an OpenDocument or e-book file", "save it as .docx, .xlsx or .pdf")
    raise UnreadableError("is a zip archive, and archives are not opened", "unpack it and put its documents here")


def _truncated(named: Format, data: bytes) -> Format:
    if named in ("docx", "xlsx"):
        return named
    return "xlsx" if b"xl/" in data[:65536] else "docx"


def _refuse_old_office(data: bytes) -> None:
    if b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e" in data:
        raise UnreadableError("is protected by a password", "open it, remove the password, save it again")
    raise UnreadableError("is an old Office file (.doc, .xls)", "open it, save it as .docx or .xlsx")
