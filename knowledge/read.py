"""Bytes to text: what can be read is read, what cannot says why in one line.

Markdown is taken as it is; web pages, workbooks and Word files are turned into Markdown here. A PDF goes through
markitdown, which takes seconds to load, so callers with a cache pass their own `Converter`.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

Converter = Callable[[Path, bytes], str]
"""A document's path and bytes to its Markdown; raises UnreadableError."""

LARGEST_BYTES = 20 * 1024 * 1024
CONVERTED = (".docx", ".pdf", ".html", ".htm", ".xlsx")


class UnreadableError(Exception):
    """A file that cannot be read: `what` says why, `fix` what to do, `line` where if that is known."""

    def __init__(self, what: str, fix: str, line: int | None = None) -> None:
        self.what = what
        self.fix = fix
        self.line = line
        super().__init__(f"{what} ({fix})")


def read_bytes(path: Path, root: Path) -> bytes:
    """The file's bytes. Raises UnreadableError when it leads outside `root`, is too large or not readable."""
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
            raise UnreadableError("is a link to a place outside the shop folder", "copy the file into the folder")
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > LARGEST_BYTES:
                raise UnreadableError(f"is larger than 20 MB ({size / 1e6:.0f} MB)", "split it, or leave pictures out")
            return file.read()
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise UnreadableError(f"cannot be opened: {reason}", "check that it is there and may be read") from error


def decode(data: bytes) -> str:
    """UTF-8 text with `\\n` line ends and no byte-order mark. Raises UnreadableError with byte offset and line."""
    if not data.strip():
        raise UnreadableError("is empty", "write it or remove it")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        if _is_binary(data):
            raise UnreadableError("is not text but binary data", "save it as text, or under its own ending") from error
        what = f"is not UTF-8 text: byte {data[error.start]:#04x} at offset {error.start}, line {line}"
        raise UnreadableError(what, "save it as UTF-8", line) from error
    if "\x00" in text:
        raise UnreadableError("is not text but binary data", "save it as text, or under its own ending")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_binary(data: bytes) -> bool:
    controls = sum(byte < 9 or 13 < byte < 32 for byte in data[:2048])
    return b"\x00" in data[:8192] or controls > len(data[:2048]) // 50


def to_markdown(path: Path, data: bytes) -> str:
    """The document's Markdown by the ending of its name. Raises UnreadableError."""
    if not data:
        raise UnreadableError("is empty", "write it or remove it")
    text = _convert(path.suffix.lower(), data)
    if not text.strip():
        raise UnreadableError("holds no text", "if it is a scan, type its text out")
    return text


def _convert(ending: str, data: bytes) -> str:
    from knowledge import tables, webpage

    if ending in (".html", ".htm"):
        return webpage.page_to_markdown(decode(data))
    if ending == ".xlsx":
        return tables.workbook_to_markdown(data)
    if ending == ".csv":
        return tables.csv_to_markdown(decode(data))
    return _word(data) if ending == ".docx" else _pdf(data)


def _word(data: bytes) -> str:
    """Word by way of HTML: the headings, lists and tables stay, pictures go."""
    import mammoth  # type: ignore[import-untyped]

    from knowledge.tables import bounded_archive
    from knowledge.webpage import page_to_markdown

    bounded_archive(data, "Word")
    no_picture = mammoth.images.img_element(lambda _image: {})
    title = "p[style-name='Title'] => h1:fresh"
    try:
        html: str = mammoth.convert_to_html(io.BytesIO(data), convert_image=no_picture, style_map=title).value
    except Exception as error:
        raise UnreadableError("is not a readable Word file", "open it, save it again as .docx") from error
    return page_to_markdown(html)


def _pdf(data: bytes) -> str:
    refused = UnreadableError("is not a readable PDF", "open it, save it again, and try again")
    if b"%PDF-" not in data[:1024]:
        raise refused
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from markitdown import MarkItDown, MarkItDownException, StreamInfo

        try:
            pages = MarkItDown(enable_plugins=False).convert_stream(
                io.BytesIO(data), stream_info=StreamInfo(extension=".pdf")
            )
        except MarkItDownException as error:
            raise refused from error
    text = str(pages.text_content)
    if text.startswith("%PDF-"):  # taken for plain text
        raise refused
    return text.replace("\r\n", "\n").replace("\x00", "").replace("\f", "\n")
