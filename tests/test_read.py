"""Files to text."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from knowledge.converted import UnreadableError
from knowledge.limits import LARGEST_BYTES
from knowledge.read import convert, decode, read_bytes


def test_a_page_becomes_markdown_without_its_scripts() -> None:
    page = b"""<html><head><title>T</title><script>x()</script></head><body><nav>home</nav><h2 id="a">Ship<b>ping</b></h2>
<p>Within 3&nbsp;days.<br>Or later.</p><ul><li>one</li></ul><table><tr><th>a</th><th>b</th></tr><tr><td>1|2</td></tr></table>"""  # noqa: E501
    assert convert(Path("x.html"), page).markdown == (
        "# T\n\n## Shipping {#a}\n\nWithin 3 days.\nOr later.\n\n- one\n\n| a | b |\n| --- | --- |\n| 1\\|2 |  |\n"
    )


def test_a_workbook_becomes_a_table_per_sheet() -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "运费"
    book.active.append(["地区", "元"])
    book.active.append(["江浙沪", 6.0])
    data = io.BytesIO()
    book.save(data)
    assert (
        convert(Path("x.xlsx"), data.getvalue()).markdown == "## 运费\n\n| 地区 | 元 |\n| --- | --- |\n| 江浙沪 | 6 |\n"
    )


@pytest.mark.parametrize("name", ["x.docx", "x.xlsx", "x.html", "x.csv", "x.pdf"])
def test_a_damaged_document_is_unreadable_not_a_crash(name: str) -> None:
    with pytest.raises(UnreadableError):
        convert(Path(name), b"PK\x03\x04\x00\x00 damaged \xff\xfe")
    with pytest.raises(UnreadableError):
        convert(Path(name), b"")


def test_windows_line_ends_and_byte_order_marks_go() -> None:
    assert decode("\ufeffa\r\nb\r".encode()) == "a\nb\n"


def test_a_file_over_20_mb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "big.md"
    with path.open("wb") as file:
        file.truncate(LARGEST_BYTES + 1)
    with pytest.raises(UnreadableError, match="larger than 20 MB"):
        read_bytes(path, tmp_path)
