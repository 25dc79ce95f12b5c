"""Zip archives that would do harm are refused; what is not followed is noted."""

from __future__ import annotations

import struct

import pytest

from evals.bench.hostile_files import LAUGHS, XXE, docx, packed, paragraph, sheet, xlsx
from knowledge.archive import inspect
from knowledge.converted import UnreadableError

TEXT = paragraph("Within 7 days.")


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableError) as refused:
        inspect(data, "Word")
    return refused.value.what


def notes(data: bytes) -> list[str]:
    return [note.what for note in inspect(data, "Word")]


def declaring(size: int) -> bytes:
    """A sound file whose directory gives its first member another size."""
    data = bytearray(docx(TEXT))
    struct.pack_into("<I", data, data.find(b"PK\x01\x02") + 24, size)
    return bytes(data)


def test_a_sound_file_needs_no_word() -> None:
    assert notes(docx(TEXT)) == []


def test_a_bomb_is_refused_by_its_declared_size_ratio_and_number_of_parts() -> None:
    assert refusal(declaring(10**9)) == "unpacks to 1,000 MB, more than 210 MB"
    assert refusal(packed([("word/a.xml", b"0" * 25_000_000)], 9)).endswith("times its size, more than 100 times")
    assert refusal(packed([(f"{n}", "") for n in range(10_001)])) == "is an archive of 10,001 parts, more than 10,000"


def test_a_size_declared_too_small_is_a_damaged_file() -> None:
    assert refusal(declaring(1)) == "is not a readable Word file"


@pytest.mark.parametrize("head", [XXE, LAUGHS, "<!-- x --><!DOCTYPE x>", "<!doctype x>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_any_part_and_encoding(head: str, encoding: str) -> None:
    data = docx(TEXT, more=[("word/notes/extra.xml", f"<?xml version='1.0'?>{head}<x/>".encode(encoding))])
    assert refusal(data) == "declares a document type in word/notes/extra.xml, which Office never does"


def test_an_encoding_that_could_hide_a_document_type_is_refused() -> None:
    odd = b"<?xml version='1.0' encoding='cp037'?><x/>"
    assert refusal(docx(TEXT, more=[("a.xml", odd)])) == "declares an odd encoding in a.xml"


def test_macros_attached_files_and_outside_references_are_noted() -> None:
    outside = (
        '<Relationships><Relationship Id="a" Type="x/attachedTemplate" Target="http://a/t.dotm" TargetMode="External"/>'
        '<Relationship Id="b" Type="x/hyperlink" Target="http://a/" TargetMode="External"/></Relationships>'
    )
    more = [
        ("word/vbaProject.bin", b"x"),
        ("word/embeddings/a.zip", packed([("b", "c")])),
        ("word/_rels/settings.xml.rels", outside),
    ]
    assert notes(docx(TEXT, more=more)) == [
        "holds macros; they were neither run nor read",
        "holds 1 attached file not opened",
        "refers to 1 outside file not fetched",
    ]


def test_a_formula_without_its_value_is_an_error_because_a_number_is_missing() -> None:
    cells = {"A": "fee", "B": "<f>1+1</f>", "C": "<f>1+1</f><v>2</v>", "D": "<f>1+1</f><v></v>"}
    [note] = inspect(xlsx({"A": sheet({1: cells})}), "Excel")
    assert (note.what, note.level) == ("has 2 formulas without a stored value, read as empty", "error")
