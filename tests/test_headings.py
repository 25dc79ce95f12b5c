"""Cutting Markdown at its headings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.headings import outline, slug


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Refund time", "refund-time"),
        ("七天无理由退货", "七天无理由退货"),
        ("七天无理由退货 · 7-day return", "七天无理由退货--7-day-return"),
        ("What's in the box?", "whats-in-the-box"),
        ("See [the page](http://x)", "see-the-page"),
        ("snake_case `code`", "snake_case-code"),
    ],
)
def test_a_slug_follows_githubs_rules(heading: str, anchor: str) -> None:
    assert slug(heading) == anchor


def anchors(text: str) -> list[str]:
    return [part.anchor for part in outline(text).parts if any(line.strip() for _, line in part.lines)]


def test_a_repeated_slug_gets_a_number() -> None:
    assert anchors("## A\nx\n## A\ny\n## A\nz\n") == ["a", "a-1", "a-2"]


def test_an_anchor_written_out_wins_over_a_slug() -> None:
    assert anchors("## A\nx\n## B {#a}\ny\n") == ["a-1", "a"]


def test_the_title_is_no_clause_and_text_before_the_first_heading_is_the_intro() -> None:
    shape = outline("# Title\nhello\n\n## One\nx\n")
    assert shape.title == "Title"
    assert anchors("# Title\nhello\n\n## One\nx\n") == ["intro", "one"]


def test_deeper_headings_belong_to_their_clause_unless_they_have_an_anchor() -> None:
    text = "## One\na\n### Two\nb\n### Three {#three}\nc\n#### Four\nd\n### Five\ne\n"
    parts = {part.anchor: [line for _, line in part.lines if line] for part in outline(text).parts}
    assert parts == {"intro": [], "one": ["a", "Two", "b", "Five", "e"], "three": ["c", "Four", "d"]}


def test_headings_inside_a_fence_or_a_comment_are_text() -> None:
    assert anchors("## One\n```\n## not\n```\n<!--\n## nor this\n-->\nx\n") == ["one"]


def test_lines_are_those_of_the_file() -> None:
    assert [(part.anchor, part.line) for part in outline("x\n\n## One\ny\n", 5).parts] == [("intro", 5), ("one", 7)]


def test_word_users_first_level_sections_are_clauses() -> None:
    assert anchors("# Title\n# One\nx\n# Two\ny\n") == ["one", "two"]
    assert anchors("# One\nx\n# Two\ny\n") == ["one", "two"]


LINES = st.lists(
    st.one_of(
        st.text(alphabet="ab 退货·#`~{}>|-\t", max_size=12),
        st.builds(
            lambda level, text: "#" * level + " " + text, st.integers(1, 6), st.text(alphabet="ab退 -1", max_size=6)
        ),
    ),
    max_size=30,
)


@given(LINES)
def test_no_anchor_comes_twice_and_no_line_is_lost(lines: list[str]) -> None:
    shape = outline("\n".join(lines))
    names = [part.anchor for part in shape.parts if not part.explicit and part.level]
    assert len(set(names)) == len(names)
    kept = sum(len(part.lines) for part in shape.parts) + sum(part.level > 0 for part in shape.parts)
    assert kept + (shape.title is not None) == len("\n".join(lines).split("\n"))


@given(st.text())
def test_a_slug_is_stable_and_has_no_space(text: str) -> None:
    assert slug(slug(text)) == slug(text) or "[" in text
    assert " " not in slug(text)
