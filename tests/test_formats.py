"""What a file is, by its bytes."""

from __future__ import annotations

import pytest

from evals.bench.hostile_files import SOUND, packed
from knowledge.converted import UnreadableError
from knowledge.formats import format_of

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64)


@pytest.mark.parametrize("form", SOUND)
def test_a_file_is_what_its_name_says(form: str) -> None:
    assert format_of(f".{form}", SOUND[form]()) == (form, ())


@pytest.mark.parametrize(("inside", "outside"), [("docx", "pdf"), ("xlsx", "docx"), ("pdf", "md"), ("html", "docx")])
def test_a_wrong_name_is_noted_and_the_bytes_decide(inside: str, outside: str) -> None:
    form, [note] = format_of(f".{outside}", SOUND[inside]())
    assert form == inside
    assert note.what.endswith(f"under the name .{outside}; it was read as what it is")
    assert (note.fix, note.level) == (f"name it .{inside}", "warning")


@pytest.mark.parametrize(
    ("ending", "data", "said"),
    [
        ("md", b"\x89PNG\r\n\x1a\n\0\0", "is a PNG picture, not a document (type its text out, or remove it)"),
        ("docx", OLD, "is an old Office file (.doc, .xls) (open it, save it as .docx or .xlsx)"),
        ("xlsx", OLD + "EncryptedPackage".encode("utf-16-le"), "is protected by a password (open it, remove the password, save it again)"),  # noqa: E501
        ("docx", b"Within 7 days.", "is plain text, not a Word file (name it .md, or .csv when it is a table)"),
        ("pdf", b"\x00\xff\x01", "is not a readable PDF file (open it, save it again, and try again)"),
        ("docx", packed([("a.txt", "x")]), "is a zip archive, and archives are not opened (unpack it and put its documents here)"),  # noqa: E501
        ("docx", packed([("[Content_Types].xml", ""), ("ppt/a.xml", "")]), "is a PowerPoint file (save its text as .docx or .pdf)"),  # noqa: E501
        ("docx", packed([("mimetype", "application/epub+zip")]), "is an OpenDocument or e-book file (save it as .docx, .xlsx or .pdf)"),  # noqa: E501
        ("pdf", SOUND["xlsx"]()[:700], "is not a readable Excel file (open it, save it again, and try again)"),
        ("csv", b"\x1f\x8b\x08\0", "is a gzip archive, not a document (type its text out, or remove it)"),
    ],
)  # fmt: skip
def test_what_is_not_read_says_what_it_is_and_what_to_do(ending: str, data: bytes, said: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        format_of(f".{ending}", data)
    assert str(refused.value) == said


def test_text_that_begins_like_a_picture_is_text() -> None:
    assert format_of(".md", b"BMW racks fit.\n") == ("md", ())
    assert format_of(".md", b"MZ-5 charger\n") == ("md", ())
