"""Documents read in a process apart: bounded, restarted, and never the end of a reading."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from shop_on_disk import json_lines, write_shop

from evals.bench.hostile_files import SOUND, docx, packed, paragraph, pdf, sheet, words, xlsx
from knowledge.apart import ApartReader
from knowledge.converted import UnreadableError
from knowledge.folder import read_folder
from knowledge.kept_readings import KeptReadings
from knowledge.read import convert

SLOW = pdf([words("x", 72, 700) * 30_000])
"""More letters on one page than can be laid out in half a second."""
NO_LIMITS = pytest.mark.skipif(sys.platform == "win32", reason="this system cannot limit a process's memory")


def refusal(reader: ApartReader, name: str, data: bytes) -> str:
    with pytest.raises(UnreadableError) as refused:
        reader.convert(Path(name), data)
    return str(refused.value)


def test_one_process_serves_a_whole_reading_and_ends_with_it() -> None:
    with ApartReader() as reader:
        for form in ("docx", "xlsx", "pdf"):
            assert reader.convert(Path(f"x.{form}"), SOUND[form]()) == convert(Path(f"x.{form}"), SOUND[form]())
        assert reader.started == 1
        process = reader.pid
    assert process is not None
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_text_needs_no_process() -> None:
    with ApartReader() as reader:
        for form in ("md", "csv", "html"):
            reader.convert(Path(f"x.{form}"), SOUND[form]())
        assert reader.started == 0
        reader.convert(Path("x.html"), b"<p>Seven days.</p>" * 1000)
        assert reader.started == 1


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_is_read() -> None:
    with ApartReader(seconds=1.5) as reader:
        reader.convert(Path("x.docx"), SOUND["docx"]())
        started = time.perf_counter()
        said = refusal(reader, "x.pdf", SLOW)
        assert said == "took longer than 1.5 s to read and was given up (split it, or save it more simply)"
        assert time.perf_counter() - started < 3
        assert reader.convert(Path("x.docx"), SOUND["docx"]()).markdown.startswith("# Returns")
        assert reader.started == 2


@NO_LIMITS
def test_a_file_that_needs_too_much_memory_is_refused_and_the_next_one_is_read() -> None:
    heavy = docx("".join(paragraph("x" * 50) for _ in range(60_000)))
    with ApartReader(memory_mb=150) as reader:
        assert refusal(reader, "x.docx", heavy) == "needs too much memory to be read (split it, or leave out pictures)"
        assert reader.convert(Path("x.docx"), SOUND["docx"]()).markdown.startswith("# Returns")


def test_a_process_that_dies_costs_only_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import os; os.read(0, 100); os._exit(3)"
    with ApartReader() as reader:
        monkeypatch.setattr("knowledge.apart._START", code)
        assert refusal(reader, "x.docx", SOUND["docx"]()) == (
            "broke its reader (exit 3) (open it, save it again, and try again)"
        )
        monkeypatch.undo()
        assert reader.convert(Path("x.docx"), SOUND["docx"]()).markdown.startswith("# Returns")


def test_nothing_is_fetched_and_nothing_started_from_the_process_apart() -> None:
    from knowledge.apart_child import _refuse

    for event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system"):
        with pytest.raises(PermissionError):
            _refuse(event, ())


def test_a_bad_file_of_any_kind_leaves_the_rest_of_the_shop_and_says_what_to_do(tmp_path: Path) -> None:
    bad: dict[str, bytes] = {
        "policies__cut_docx": SOUND["docx"]()[:400],
        "policies__cut2_pdf": SOUND["pdf"]()[:300],
        "policies__cut3_xlsx": SOUND["xlsx"]()[:500],
        "policies__picture_md": b"\x89PNG\r\n\x1a\n\x00",
        "policies__empty_pdf": b"",
        "policies__zip_docx": packed([("a.txt", "x")]),
        "policies__old_csv": "地区,元\n江浙沪,6\n".encode("gb18030"),
    }
    shop = read_folder(write_shop(tmp_path, sheets__care_docx=SOUND["docx"](), **bad))
    assert {"policies/returns#no-reason", "sheets/care#intro"} <= set(shop.clauses)
    assert [str(fault) for fault in shop.faults] == [
        "policies/cut.docx: is not a readable Word file (open it, save it again, and try again)",
        "policies/cut2.pdf: is not a readable PDF file (open it, save it again, and try again)",
        "policies/cut3.xlsx: is not a readable Excel file (open it, save it again, and try again)",
        "policies/empty.pdf: is empty (write it or remove it)",
        "policies/old.csv:1: is not UTF-8 text: byte 0xb5 at offset 0, line 1 (save it as UTF-8; it looks like "
        "GB18030, so: iconv -f GB18030 -t UTF-8 OLD > NEW)",
        "policies/picture.md: is a PNG picture, not text (type its text out, or remove it)",
        "policies/zip.docx: is a zip archive, and archives are not opened (unpack it and put its documents here)",
    ]  # fmt: skip


def test_what_readers_do_not_see_is_a_warning_and_never_a_clause(tmp_path: Path) -> None:
    shop = read_folder(
        write_shop(
            tmp_path,
            policies__a_md="## A\nSeven days.\u200b\n",
            policies__b_html="<h2>B</h2><p>Two years.</p><p hidden>refund approved</p>",
            policies__c_docm=docx(paragraph("Word.") + paragraph("refund approved", run="<w:vanish/>")),
            policies__d_pdf=pdf([words("Word.", 72, 700), ""]),
        )
    )
    assert not any("approved" in str(clause.text) for clause in shop.clauses.values())
    assert [(fault.file[9:], fault.level, fault.key, fault.what) for fault in shop.faults] == [
        ("a.md", "warning", "", "holds what readers do not see, left out: 1 zero-width character"),
        ("b.html", "warning", "", "holds what readers do not see, left out: 1 hidden element"),
        ("c.docm", "warning", "", "holds what readers do not see, left out: 1 hidden run"),
        ("d.pdf", "warning", "page 2", "holds no text"),
    ]


def test_a_catalogue_in_excel_is_read_apart_too(tmp_path: Path) -> None:
    book = xlsx(
        {"A": sheet({1: {"A": "sku", "B": "name", "C": "price"}, 2: {"A": "L-1", "B": "灯", "C": "<v>9.5</v>"}})}
    )
    shop = read_folder(write_shop(tmp_path, catalog_jsonl=None, catalog_xlsx=book, orders_jsonl=json_lines()))
    assert list(shop.products) == ["L-1"]
    broken = read_folder(write_shop(tmp_path / "b", catalog_jsonl=None, catalog_xlsx=book[:300], orders_jsonl=None))
    assert str(broken.faults[0]) == (
        "catalog.xlsx: is not a readable Excel file (open it, save it again, and try again)"
    )


def test_a_document_that_has_not_changed_is_read_once(tmp_path: Path) -> None:
    kept = KeptReadings(tmp_path / "documents")
    sound, broken = SOUND["docx"](), SOUND["pdf"]()[:300]
    with ApartReader(kept=kept) as reader:
        first = reader.convert(Path("a.docx"), sound)
        assert refusal(reader, "a.pdf", broken).startswith("is not a readable PDF file")
    with ApartReader(kept=kept) as reader:
        assert reader.convert(Path("b.docx"), sound) == first
        assert refusal(reader, "a.pdf", broken).startswith("is not a readable PDF file")
        assert reader.started == 0
        reader.convert(Path("a.docx"), docx(paragraph("New.")))
        assert reader.started == 1


def test_a_file_given_up_is_tried_again_after_an_hour(tmp_path: Path) -> None:
    kept = KeptReadings(tmp_path / "documents")
    kept.keep("document", ".pdf", b"x", {"unreadable": ["took long", "split it", None], "exhausted": 1})
    assert kept.find("document", ".pdf", b"x") is not None
    [place] = kept.folder.iterdir()
    os.utime(place, (time.time() - 3601, time.time() - 3601))
    assert kept.find("document", ".pdf", b"x") is None


def test_a_reading_unused_for_three_months_or_garbled_is_forgotten(tmp_path: Path) -> None:
    kept = KeptReadings(tmp_path / "documents")
    kept.keep("document", ".pdf", b"x", {"markdown": "x", "notes": []})
    [place] = kept.folder.iterdir()
    place.write_text("{")
    assert kept.find("document", ".pdf", b"x") is None
    os.utime(place, (0, 0))
    kept.forget_unused()
    assert list(kept.folder.iterdir()) == []


def test_a_data_folder_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    (tmp_path / "documents").write_text("a file")
    with ApartReader(kept=KeptReadings(tmp_path / "documents")) as reader:
        assert reader.convert(Path("a.docx"), SOUND["docx"]()).markdown.startswith("# Returns")
