"""Word and Excel files are zip archives of XML: what may be opened, and what in it is never followed.

No member is opened that is an archive itself, no outside reference is fetched, no macro runs. XML with a document
type is refused whole, since Office never writes one and every attack on XML readers needs one.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from knowledge.converted import Note, UnreadableError
from knowledge.limits import MOST_MEMBERS, MOST_RATIO, MOST_UNPACKED, SMALL_UNPACKED

DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, KeyError)
"""What the standard library raises for an archive that is cut short, garbled or packed in an unknown way."""

_XML = (".xml", ".rels", ".vml")
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']+)")
_OUTSIDE = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>")
_NO_VALUE = re.compile(rb"</f>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>|<f\b[^>]*/>\s*</c>")


def inspect(data: bytes, trade_name: str) -> tuple[Note, ...]:
    """Refuse (UnreadableError) what is no sound archive or unpacks beyond all measure; note what will not be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _bound(members, len(data))
            return _notes(archive, members)
    except DAMAGED as error:
        what = f"is not a readable {trade_name} file"
        raise UnreadableError(what, "open it, save it again, and try again") from error


def _bound(members: list[zipfile.ZipInfo], packed: int) -> None:
    """zipfile reads no more of a member than its declared size, so the declared sizes bind."""
    size = sum(member.file_size for member in members)
    smaller = "open it, leave out what is not text, save it again"
    if len(members) > MOST_MEMBERS:
        raise UnreadableError(f"is an archive of {len(members):,} parts, more than {MOST_MEMBERS:,}", smaller)
    if size > MOST_UNPACKED:
        raise UnreadableError(f"unpacks to {size / 1e6:,.0f} MB, more than {MOST_UNPACKED / 1e6:.0f} MB", smaller)
    if size > SMALL_UNPACKED and size > MOST_RATIO * packed:
        raise UnreadableError(f"unpacks to {size / packed:,.0f} times its size, more than {MOST_RATIO} times", smaller)
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableError("is protected by a password", "open it, remove the password, save it again")


def _notes(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> tuple[Note, ...]:
    outside = unvalued = 0
    for member in members:
        name = member.filename.lower()
        if not name.endswith(_XML):
            continue
        text = archive.read(member)
        _refuse_doctype(text, member.filename)
        if name.endswith(".rels"):
            outside += sum(b"/hyperlink" not in found for found in _OUTSIDE.findall(text))
        elif name.startswith("xl/worksheets/") and b"<f" in text:
            unvalued += len(_NO_VALUE.findall(text))
    return _noted([member.filename.lower() for member in members], outside, unvalued)


def _noted(names: list[str], outside: int, unvalued: int) -> tuple[Note, ...]:
    macros = any(name.endswith("vbaproject.bin") for name in names)
    inside = sum("/embeddings/" in name or name.endswith((".zip", ".docx", ".xlsx", ".7z", ".rar")) for name in names)
    notes = []
    if macros:
        notes.append(Note("holds macros; they were neither run nor read", "save it without macros"))
    if inside:
        notes.append(Note(f"holds {_count(inside, 'attached file')} not opened", "put what matters beside this file"))
    if outside:
        what = f"refers to {_count(outside, 'outside file')} not fetched"
        notes.append(Note(what, "paste what matters into the document"))
    if unvalued:
        what = f"has {_count(unvalued, 'formula')} without a stored value, read as empty"
        notes.append(Note(what, "open it in a spreadsheet program and save it", level="error"))
    return tuple(notes)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _refuse_doctype(text: bytes, name: str) -> None:
    if text.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in text[:200]:
        text = text.replace(b"\x00", b"")  # UTF-16: its ASCII is enough to see a document type
    elif (declared := _ENCODING.match(text.lstrip(b"\xef\xbb\xbf"))) is not None:
        if declared.group(1).lower() not in (b"utf-8", b"utf8", b"us-ascii", b"iso-8859-1", b"windows-1252"):
            raise UnreadableError(f"declares an odd encoding in {name}", "open it, save it again, and try again")
    elif not text.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and text.strip():
        raise UnreadableError(f"holds {name} that is not XML", "open it, save it again, and try again")
    if _DOCTYPE.search(text):
        what = f"declares a document type in {name}, which Office never does"
        raise UnreadableError(what, "do not trust it; ask its sender for a fresh copy")
