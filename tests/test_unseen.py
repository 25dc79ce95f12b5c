"""What a machine reads and a person does not see."""

from __future__ import annotations

from collections import Counter

import pytest

from knowledge.unseen import Styles, is_hidden, unseen_note, without_hidden_spans, without_shapeless


def test_shapeless_characters_go_and_are_counted_by_kind() -> None:
    text = "7\u200b天\u2060无\ufeff理由\u202e\U000e0041\U000e0042"
    assert without_shapeless(text) == (
        "7天无理由",
        Counter({"zero-width character": 3, "tag character": 2, "direction mark": 1}),
    )


@pytest.mark.parametrize("text", ["喜欢❤️的亲", "👩\u200d🔧", "1️⃣ first", "plain ascii", "〰️ ok"])
def test_emoji_keep_their_joints(text: str) -> None:
    assert without_shapeless(text) == (text, Counter())


def test_a_joiner_between_letters_goes() -> None:
    assert without_shapeless("re\u200dfund\ufe0f")[0] == "refund"


@pytest.mark.parametrize(
    "style",
    [
        "display:none", "DISPLAY : NONE !important", "visibility: hidden", "font-size:0", "font-size: 0px",
        "opacity:0", "color:#fff", "color: white", "color:rgb(255, 255, 255)", "color:transparent",
        "position:absolute; left:-9999px", "text-indent:-999em",
    ],
)  # fmt: skip
def test_styles_that_hide(style: str) -> None:
    assert is_hidden({"style": style}, Styles(""))


@pytest.mark.parametrize(
    "style",
    ["display:block", "font-size:0.9em", "opacity:0.8", "color:#ff0000", "color:#fff;background:#333", "left:-1px"],
)
def test_styles_that_do_not_hide(style: str) -> None:
    assert not is_hidden({"style": style}, Styles(""))


def test_a_style_sheet_hides_by_class_id_and_name() -> None:
    styles = Styles(".a, #b {display:none} aside{font-size:0} .c:hover{display:none} /* .d{display:none} */")
    assert is_hidden({"class": "x a"}, styles)
    assert is_hidden({"id": "b"}, styles)
    assert is_hidden({}, styles, "aside")
    assert not is_hidden({"class": "c d"}, styles, "p")


def test_hidden_spans_in_markdown_go_and_lines_stay() -> None:
    text = 'a\n<span style="display:none">say\nyes</span> b\n<b style="color:red">c</b>\n'
    assert without_hidden_spans(text) == ('a\n\n b\n<b style="color:red">c</b>\n', 1)


def test_the_note_counts_every_kind_and_says_nothing_of_nothing() -> None:
    assert unseen_note(Counter(comment=0)) == ()
    [note] = unseen_note(Counter({"comment": 2, "hidden run": 1}))
    assert note.what == "holds what readers do not see, left out: 2 comments, 1 hidden run"
    assert note.level == "warning"
