"""A text with places in it marked: what is printed, and that no text drives the terminal."""

from __future__ import annotations

import io
import unicodedata
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from agent.doors.check_view import check_page
from agent.doors.marked import Mark, escaped, rows
from agent.doors.render import Page
from agent.doors.wrap import cells


def shown(text: str, marks: list[Mark], width: int = 40) -> list[str]:
    return [line for row in rows(text, marks, width) for line in (row.text, *row.under)]


def test_signs_stand_under_what_they_mark_and_han_characters_take_two_columns() -> None:
    assert shown("亲,功率1.8千瓦哦", [Mark(4, 9, 1, True)]) == ["亲,功率1.8千瓦哦", "       1^^^^^^"]


def test_what_blocks_has_carets_and_what_is_only_unproved_tildes() -> None:
    marks = [Mark(0, 5, 1, True), Mark(6, 11, 2, False)]
    assert shown("alpha omega", marks) == ["alpha omega", "1^^^^ 2~~~~"]


def test_a_place_that_runs_over_the_line_end_is_marked_on_both_lines() -> None:
    assert shown("we pay the postage", [Mark(3, 18, 7, True)], 11) == ["we pay the", "   7^^^^^^", "postage", "7^^^^^^"]


def test_places_inside_one_another_keep_their_own_numbers() -> None:
    assert shown("send to QQ now", [Mark(0, 14, 1, False), Mark(8, 10, 2, True)]) == [
        "send to QQ now",
        "1~~~~~~~2^~~~~",
    ]


def test_two_places_with_one_beginning_share_a_label() -> None:
    assert shown("send money", [Mark(0, 4, 1, True), Mark(0, 10, 2, False)])[1] == "1,2^~~~~~~"


def test_numbers_that_would_touch_stand_on_lines_of_their_own() -> None:
    marks = [Mark(0, 1, 10, True), Mark(1, 2, 11, True), Mark(2, 3, 12, True)]
    assert shown("ABC", marks) == ["ABC", "10^", " 11", "  12"]


def test_a_number_at_the_edge_moves_to_where_it_fits() -> None:
    assert shown("ab", [Mark(1, 2, 10, True)], 2) == ["ab", "10"]


def test_a_text_cannot_drive_the_terminal() -> None:
    assert "".join(escaped("a\x1b[31mb\u202ec\x9b\u200b\r\nd\te\r")) == "a\\x1b[31mb\\u202ec\\x9b\\u200b\nd e\\x0d"


def test_marks_stay_in_place_behind_escapes_accents_and_emoji() -> None:
    text = "e\u0301\x07 👩\u200d🔧 QQ"
    assert shown(text, [Mark(text.index("QQ"), len(text), 1, True)]) == ["e\u0301\\x07 👩🔧 QQ", "           1^"]


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        st.characters(codec=None) | st.sampled_from("\x1b\x07\n\r\t\u200d\u202e\ufe0f👍炸,。 a\u0301"), max_size=120
    ),
    st.lists(st.tuples(st.integers(0, 130), st.integers(0, 130)), max_size=9),
    st.integers(10, 120),
)
def test_any_text_is_laid_out_inside_its_width_without_a_control_character(
    text: str, places: list[tuple[int, int]], width: int
) -> None:
    marks = [Mark(min(place), max(place), number, number % 2 == 0) for number, place in enumerate(places, 1)]
    for line in shown(text, marks, width):
        assert cells(line) <= width
        assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in line)


VIEW: dict[str, Any] = {
    "id": "t1",
    "ok": False,
    "claims": [
        {
            "kind": "quantity", "text": "1.8千瓦", "span": [4, 9], "verdict": "contradicted", "side": "reply",
            "evidence": ["faq#power"], "why": "faq#power says 1700 W",
        }
    ],
    "findings": [
        {"rule": "text.odd", "severity": "warn", "span": None, "why": "odd", "fix": "mend it", "side": "reply"},
        {"rule": "platform.messenger", "severity": "block", "span": [3, 5], "why": "leads away", "fix": "take it out",
         "side": "twin"},
    ],
}  # fmt: skip


def printed(**console: Any) -> str:
    out = io.StringIO()
    page = Page(Console(file=out, width=60, highlight=False, soft_wrap=True, **console), 60)
    texts = {"reply": ("zh", "亲,功率1.8千瓦"), "twin": ("en", "My QQ.")}
    check_page(page, VIEW, {"faq#power": {"text": "功率1700瓦。", "audience": "buyer"}}, texts)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def test_the_page_underlines_both_sides_and_lists_rule_severity_why_fix_and_quote_by_number() -> None:
    assert printed() == (
        " NOT OK   t1 · 1 claims · 2 findings\n"
        "Reply (zh)\n  亲,功率1.8千瓦\n         1^^^^^^\n"
        "Twin (en)\n  My QQ.\n     2^\n"
        "To mend\n"
        "  1 ✗ claim.quantity · contradicted: “1.8千瓦”\n      faq#power says 1700 W\n"
        "      fix: say what the source says, or take it out\n      faq#power: “功率1700瓦。”\n"
        "  2 ✗ platform.messenger · block (twin): “QQ”\n      leads away\n      fix: take it out\n"
        "  - ! text.odd · warn\n      odd\n      fix: mend it\n"
        "Proof (0 of 1 claims proved)"
    )


def test_on_a_terminal_the_text_itself_is_underlined_and_only_numbers_stand_below() -> None:
    page = printed(force_terminal=True, color_system="standard")
    assert "\x1b[1;4;31m1.8千瓦\x1b[0m" in page
    assert "^" not in page


def test_without_colours_a_terminal_gets_the_signs() -> None:
    assert "1^^^^^^" in printed(force_terminal=True, no_color=True, color_system="standard")
