"""Bytes to text: what can be read is read, what cannot says why in one line.

Markdown is taken as it is; web pages, workbooks, Word files and PDFs are turned into Markdown here, each told by its
bytes. `knowledge.apart` does this in a process of its own, where a hostile file can do no harm.
"""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from knowledge.converted import Converted, UnreadableError
from knowledge.formats import Format, format_of, stranger
from knowledge.limits import LARGEST_BYTES, MOST_CHARACTERS
from knowledge.unseen import unseen_note, without_shapeless

Converter = Callable[[Path, bytes], Converted]
"""A document's path and bytes to its Markdown; raises UnreadableError."""

CONVERTED = (".docx", ".docm", ".pdf", ".html", ".htm", ".xlsx", ".xlsm")
_CHARSET = re.compile(rb"<meta\b[^>]{0,200}charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_CHINESE = {b"gb2312": "gb18030", b"gbk": "gb18030", b"gb18030": "gb18030", b"big5": "big5"}
_HAN_SHARE = 0.8
"""Of the characters beyond ASCII: with so many Han among them, bytes that fit GB18030 are most likely it."""


def read_bytes(path: Path, root: Path) -> bytes:
    """The file's bytes. Raises UnreadableError when it leads outside `root`, is too large or not readable."""
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
            raise UnreadableError("is a link to a place outside the shop folder", "copy the file into the folder")
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnreadableError("is no ordinary file", "put the file itself here")
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > LARGEST_BYTES:
                raise UnreadableError(f"is larger than 20 MB ({size / 1e6:.0f} MB)", "split it, or leave pictures out")
            return file.read()
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise UnreadableError(f"cannot be opened: {reason}", "check that it is there and may be read") from error


def decode(data: bytes) -> str:
    """UTF-8 text with `\\n` line ends and no byte-order mark; UTF-16 only with its mark, which makes it certain.

    Raises UnreadableError with byte offset and line.
    """
    if not data.strip():
        raise UnreadableError("is empty", "write it or remove it")
    try:
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError as error:
        if _is_binary(data):
            raise _not_text(data) from error
        line = data[: error.start].count(b"\n") + 1
        what = f"is not UTF-8 text: byte {data[error.start]:#04x} at offset {error.start}, line {line}"
        raise UnreadableError(what, f"save it as UTF-8{_encoding_hint(data)}", line) from error
    if "\x00" in text:
        raise _not_text(data)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _not_text(data: bytes) -> UnreadableError:
    named = stranger(data)
    if named is not None:
        return UnreadableError(f"is {named}, not text", "type its text out, or remove it")
    zeros = data[:2000].count(b"\x00")
    if zeros and any(data[at:2000:2].count(b"\x00") > 0.9 * zeros for at in (0, 1)) and zeros > len(data[:2000]) / 6:
        return UnreadableError("looks like UTF-16 text without its mark", "save it as UTF-8")
    return UnreadableError("is not text but binary data", "save it as text, or under its own ending")


def _encoding_hint(data: bytes) -> str:
    """How to convert it, when it is most likely in the Chinese encoding of Windows."""
    try:
        strange = [char for char in data[:20_000].decode("gb18030", "ignore") if not char.isascii()]
        data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    han = sum("\u4e00" <= char <= "\u9fff" or "\u3000" <= char <= "\u303f" or char >= "\uff00" for char in strange)
    likely = strange and han >= _HAN_SHARE * len(strange)
    return "; it looks like GB18030, so: iconv -f GB18030 -t UTF-8 OLD > NEW" if likely else ""


def _is_binary(data: bytes) -> bool:
    controls = sum(byte < 9 or 13 < byte < 32 for byte in data[:2048])
    return b"\x00" in data[:8192] or controls > len(data[:2048]) // 50


def convert(path: Path, data: bytes) -> Converted:
    """The document's Markdown by what its bytes are, in this process. Raises UnreadableError."""
    if not data.removeprefix(codecs.BOM_UTF8).strip():
        raise UnreadableError("is empty", "write it or remove it")
    form, notes = format_of(path.suffix, data)
    read = _convert(form, data)
    markdown, counts = without_shapeless(read.markdown)
    if not markdown.strip():
        raise UnreadableError("holds no text", "if it is a scan, type its text out")
    if len(markdown) > MOST_CHARACTERS:
        raise UnreadableError(f"holds more than {MOST_CHARACTERS:,} characters", "split it, one subject a file")
    unseen = Counter(read.unseen) + counts
    return Converted(markdown, (*notes, *unseen_note(unseen), *read.notes), unseen)


def _convert(form: Format, data: bytes) -> Converted:
    from knowledge import tables, webpage

    if form == "md":
        return Converted(decode(data))
    if form == "html":
        return webpage.page_to_markdown(_page_text(data))
    if form == "xlsx":
        return tables.workbook_to_markdown(data)
    if form == "csv":
        return Converted(tables.csv_to_markdown(decode(data)))
    if form == "docx":
        from knowledge.word import word_to_markdown

        return word_to_markdown(data)
    from knowledge.pdf import pdf_to_markdown

    return pdf_to_markdown(data)


def _page_text(data: bytes) -> str:
    """A page's text: UTF-8, or the Chinese encoding that it declares when every byte of it fits that."""
    declared = _CHARSET.search(data[:2048])
    if declared is None:
        return decode(data)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return data.decode(_CHINESE[declared.group(1).lower()]).replace("\r\n", "\n").replace("\r", "\n")
        except (KeyError, UnicodeDecodeError):
            pass
    return decode(data)
