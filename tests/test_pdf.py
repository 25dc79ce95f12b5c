"""PDFs: text, tables, headings and pages, and only what readers see."""

from __future__ import annotations

import pytest

from evals.bench.hostile_files import pdf, ruled_table, words
from knowledge.converted import UnreadableError
from knowledge.limits import MOST_PAGES
from knowledge.pdf import pdf_to_markdown


def paragraph(*lines: str) -> str:
    return "".join(words(line, 72, 700 - 14 * number) for number, line in enumerate(lines))


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableError) as refused:
        pdf_to_markdown(data)
    return str(refused.value)


def test_larger_type_is_a_heading_and_a_ruled_table_is_a_table() -> None:
    page = (
        words("退换货政策", 72, 790, 20)
        + words("运费说明", 72, 750, 14)
        + words("以下为各地区运费。", 72, 720)
        + ruled_table([["地区", "运费"], ["江浙沪", "6元"], ["西藏", "2|3元"]], 72, 700)
        + words("其他地区另议。", 72, 600)
    )
    assert pdf_to_markdown(pdf([page])).markdown == (
        "# 退换货政策\n\n## 运费说明\n\n以下为各地区运费。\n\n"
        "| 地区 | 运费 |\n| --- | --- |\n| 江浙沪 | 6元 |\n| 西藏 | 2\\|3元 |\n\n其他地区另议。\n"
    )


def test_a_sentence_broken_at_the_right_edge_is_joined_and_a_new_item_is_not() -> None:
    page = paragraph(
        "The buyer may return the goods within seven", "days after delivery.", "1. unopened", "2. with its box"
    )
    assert pdf_to_markdown(pdf([page])).markdown == (
        "The buyer may return the goods within seven days after delivery.\n\n1. unopened\n\n2. with its box\n"
    )


def test_han_lines_join_without_a_space() -> None:
    page = paragraph("签收次日起七天内商品完好不影响二次销售", "可无理由退货。")
    assert pdf_to_markdown(pdf([page])).markdown == "签收次日起七天内商品完好不影响二次销售可无理由退货。\n"


def test_without_headings_each_page_has_its_anchor() -> None:
    assert pdf_to_markdown(pdf([paragraph("Seven days."), paragraph("Two years.")])).markdown == (
        "## 第1页 · Page 1 {#page-1}\n\nSeven days.\n\n## 第2页 · Page 2 {#page-2}\n\nTwo years.\n"
    )


def test_running_heads_and_page_numbers_go() -> None:
    pages = [words("Lantern House", 72, 820) + words(f"{n} / 3", 290, 20) + paragraph(f"Rule {n}.") for n in (1, 2, 3)]
    text = pdf_to_markdown(pdf(pages)).markdown
    assert "Lantern House" not in text
    assert "/ 3" not in text
    assert [f"Rule {n}." in text for n in (1, 2, 3)] == [True, True, True]


def test_what_no_reader_sees_goes_and_is_counted() -> None:
    page = paragraph("Seven days.") + words("white", 72, 600, 11, "1 1 1 rg") + words("tiny", 72, 580, 1)
    page += words("off", 900, 580) + "0 g 60 490 200 30 re f\n" + words("shown", 72, 500, 11, "1 g")
    read = pdf_to_markdown(pdf([page]))
    assert read.markdown == "Seven days.\n\nshown\n"
    assert read.unseen == {"white character": 5, "tiny character": 4, "off-page character": 3}


def test_a_page_without_text_is_named() -> None:
    [note] = pdf_to_markdown(pdf([paragraph("Seven days."), ""])).notes
    assert (note.place, note.what, note.level) == ("page 2", "holds no text", "warning")


def test_a_page_that_cannot_be_read_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    from pdfplumber.page import Page

    real = Page.chars

    def chars(page: Page) -> object:
        if page.page_number == 2:
            raise KeyError("W")
        return real.fget(page)  # type: ignore[misc]

    monkeypatch.setattr(Page, "chars", property(chars))
    read = pdf_to_markdown(pdf([paragraph("Seven days."), paragraph("x"), paragraph("Two years.")]))
    assert "Seven days." in read.markdown
    assert "Two years." in read.markdown
    [note] = read.notes
    assert (note.place, note.level, note.what) == ("page 2", "error", "cannot be read (KeyError) and was left out")


def test_too_many_pages_are_refused_before_any_is_laid_out() -> None:
    assert refusal(pdf([paragraph("x")] * (MOST_PAGES + 1))) == "has more than 200 pages (split it, one subject a file)"


@pytest.mark.parametrize("data", [b"%PDF-1.4\n", pdf([paragraph("x")])[:300], b"%PDF-1.7 %%EOF" * 50])
def test_a_damaged_file_is_refused(data: bytes) -> None:
    assert refusal(data) == "is not a readable PDF file (open it, save it again, and try again)"


def test_a_scan_says_so() -> None:
    assert refusal(pdf(["", ""])) == "holds no text (if it is a scan, type its text out)"


def test_a_page_tree_that_leads_back_to_itself_ends() -> None:
    assert pdf_to_markdown(pdf([paragraph("Seven days.")], loop=True)).markdown == "Seven days.\n"
