"""Web pages to Markdown: what people see, and nothing else."""

from __future__ import annotations

import time

import pytest

from knowledge.webpage import page_to_markdown


def test_hidden_elements_go_whole_and_are_counted() -> None:
    page = page_to_markdown(
        "<style>.x{display:none}</style><p>Seven days.</p><div class=x>no <div>no</div> no</div>"
        '<p hidden>no<p>Two years.</p><span style="color:white">no</span><!-- no -->'
        '<table style="background:#333"><tr><td style="color:#fff">Fee</td></tr><tr><td>6</td></tr></table>'
    )
    assert page.markdown == "Seven days.\n\nTwo years.\n\n| Fee |\n| --- |\n| 6 |\n"
    assert page.unseen == {"comment": 1, "hidden element": 3}
    assert page.notes == ()


def test_a_hidden_line_break_hides_nothing() -> None:
    assert page_to_markdown('a<br style="display:none">b').markdown == "a\nb\n"


def test_cells_and_tables_without_end_tags_keep_their_words() -> None:
    assert page_to_markdown("<table><tr><td>Region<td>Fee<tr><td>CN<td>6").markdown == (
        "| Region | Fee |\n| --- | --- |\n| CN | 6 |\n"
    )


def test_a_page_that_ends_inside_navigation_says_that_words_are_missing() -> None:
    [note] = page_to_markdown("<p>a</p><nav>b <p>c").notes
    assert note.what == "ends inside <nav>, so what follows its beginning was left out"
    assert note.level == "error"


def test_a_comment_that_is_never_closed_hides_nothing() -> None:
    page = page_to_markdown("<p>a <!-- b</p><p>c</p>")
    assert page.markdown == "a <!-- b\n\nc\n"
    assert page.unseen == {}


@pytest.mark.parametrize("unit", ["<!--", "<", "<a ", '<a x="', "</", "<?", "<!a", "<![CDATA["])
def test_marks_that_are_never_closed_cost_no_more_than_their_length(unit: str) -> None:
    started = time.perf_counter()
    page = page_to_markdown("<p>Seven days.</p>" + unit * (100_000 // len(unit)))
    assert page.markdown.startswith("Seven days.\n")
    assert time.perf_counter() - started < 2


def test_nesting_without_end_is_read() -> None:
    assert page_to_markdown("<div>" * 20_000 + "deep").markdown == "deep\n"
