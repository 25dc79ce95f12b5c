"""The service scorecard: every item by the examples beside it, the arithmetic, and what is left to a judge."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from agent.case import Case, Turn
from agent.check.grounds import Grounds
from agent.check.proof import proofread
from agent.check.rating import rate
from agent.check.scorecard import Item, Mark, Rated, Scorecard, ScorecardError, load_scorecard, total
from agent.doors.check_view import scorecard_page
from agent.doors.render import Page
from agent.present import present_scorecard
from knowledge.bilingual import Bilingual, Lang

NOW = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
ITEMS = load_scorecard()[1]


def card(example: Mapping[str, str]) -> Scorecard:
    """The card of a reply that nothing proves, to a message of one turn."""
    thread = (Turn(role="buyer", text=example.get("buyer", "")),)
    case = Case.model_validate(
        {"id": "c", "now": NOW, "messages": thread, "channel": example.get("channel", "im")}
    ) if "buyer" in example or "channel" in example else None  # fmt: skip
    lang: Lang = "zh" if example["lang"] == "zh" else "en"
    grounds = Grounds(thread=thread if case else (), now=NOW, platform="tmall")
    return rate(example["reply"], lang, proofread(example["reply"], lang, grounds), case=case)


def rated(name: str, example: Mapping[str, str]) -> Rated:
    return next(each for each in card(example).items if each.item.id == name)


def examples(kind: str) -> list[tuple[str, Mapping[str, str]]]:
    return [(item.id, example) for item in ITEMS for example in getattr(item, kind)]


@pytest.mark.parametrize(("name", "example"), examples("meets"))
def test_what_meets_an_item_scores_full(name: str, example: Mapping[str, str]) -> None:
    assert rated(name, example).mark.score == 1, rated(name, example).mark.why


@pytest.mark.parametrize(("name", "example"), examples("misses"))
def test_what_misses_an_item_scores_less_and_says_why(name: str, example: Mapping[str, str]) -> None:
    mark = rated(name, example).mark
    assert mark.score is not None and mark.score < 1 and mark.why


@pytest.mark.parametrize(("name", "example"), examples("na"))
def test_an_item_that_does_not_apply_is_neither_0_nor_1(name: str, example: Mapping[str, str]) -> None:
    found = rated(name, example)
    assert (found.status, found.applies) == ("na", False) and found.mark.why


@pytest.mark.parametrize("item", [item for item in ITEMS if item.checker == "rule"], ids=lambda item: item.id)
def test_every_item_that_code_reads_has_examples_in_both_languages(item: Item) -> None:
    for kind in ("misses",) if item.id in ("accuracy",) else ("meets", "misses"):
        langs = {example["lang"] for example in getattr(item, kind)}
        assert langs == ({"zh"} if item.id == "address" else {"zh", "en"})


def test_a_judges_item_is_left_open_and_lowers_the_share_that_is_rated() -> None:
    found = card({"lang": "zh", "buyer": "多大功率", "reply": "亲,有货的,您看还需要什么吗?"})
    open_ = [each.item.id for each in found.items if each.applies and each.status == "na"]
    assert {"warmth", "persuasion"} <= set(open_)
    assert 0.8 < found.rated < 1


def test_without_a_case_what_the_buyer_needs_is_not_known() -> None:
    found = card({"lang": "zh", "reply": "亲,有货的哦。"})
    by_id = {each.item.id: each for each in found.items}
    for name in ("answers", "empathy", "language"):
        assert (by_id[name].mark.score, by_id[name].applies) == (None, True)
    assert found.rated < 0.75


def item(name: str, weight: float, category: str, *, critical: bool = False) -> Item:
    return Item(name, Bilingual(en=name), category, weight, critical, "rule", "always", (), {}, (), (), ())


def test_the_score_is_points_reached_of_points_applicable() -> None:
    found = total(1, (
        Rated(item("a", 30, "x"), Mark(1.0, ""), applies=True),
        Rated(item("b", 10, "x"), Mark(0.5, ""), applies=True),
        Rated(item("c", 60, "y"), Mark(None, ""), applies=False),
        Rated(item("d", 10, "z"), Mark(None, ""), applies=True),
    ))  # fmt: skip
    assert (found.score, found.rated, dict(found.categories)) == (87.5, 0.8, {"x": 87.5})


def test_a_critical_category_under_one_half_makes_the_whole_zero() -> None:
    found = total(1, (
        Rated(item("a", 90, "x"), Mark(1.0, ""), applies=True),
        Rated(item("b", 10, "y", critical=True), Mark(0.4, ""), applies=True),
    ))  # fmt: skip
    assert (found.score, found.failed) == (0.0, ("y",))


def test_nothing_rated_is_no_score_at_all() -> None:
    found = total(1, (Rated(item("a", 9, "x"), Mark(None, ""), applies=True),))
    assert (found.score, found.rated) == (None, 0.0)


def test_empathy_names_the_place_of_the_word_that_calms() -> None:
    reply = "亲,您好!非常抱歉,我马上帮您查。"
    mark = rated("empathy", {"lang": "zh", "buyer": "收到就是坏的", "reply": reply}).mark
    assert [reply[span.start : span.end] for span in mark.spans] == ["抱歉"]


def test_the_question_that_is_left_out_is_named() -> None:
    mark = rated("answers", {"lang": "zh", "buyer": "运费谁出?保修多久?", "reply": "运费您出。"}).mark
    assert (mark.score, mark.why) == (0.5, "1 of 2 questions are answered; not '保修多久?'")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version: 1\nitems: [{title: {en: a}}]", "an item without an id"),
        ("version: 1\nitems: [{id: a, wieght: 2}]", "item a: unknown key wieght"),
        ("version: 1\nitems: [{id: a, checker: guess}]", "checker must be rule or judge"),
        ("version: 1\nitems: [{id: a, checker: rule, applies_if: now}]", "applies_if must be one of"),
        (
            "version: 1\nitems: [{id: a, checker: rule, applies_if: always, weight: 0}]",
            "weight must be a number over 0",
        ),
        ("items: []", "needs version"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_item_and_key(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "scorecard.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScorecardError, match=message):
        load_scorecard(path)


def test_a_warm_reply_is_rated_in_less_than_three_milliseconds() -> None:
    reply = "亲,您好!非常抱歉给您带来不便,请您拍张照片发我,我们核实后24小时内给您答复。" * 6
    thread = (Turn(role="buyer", text="收到就是坏的,运费谁出?保修多久?"),)
    case = Case(id="c", now=NOW, messages=thread)
    proof = proofread(reply, "zh", Grounds(thread=thread, now=NOW))
    spent = []
    for _ in range(15):
        started = time.perf_counter()
        rate(reply, "zh", proof, case=case)
        spent.append((time.perf_counter() - started) * 1000)
    assert sorted(spent)[7] < 3


def printed(lang: str, *, whole: bool | None) -> list[str]:
    reply = "亲,您好!请你拍照发我,核实后24小时内答复您。"
    view = present_scorecard(card({"lang": "zh", "buyer": "收到就是坏的", "reply": reply}))
    assert json.loads(json.dumps(view)) == view
    out = io.StringIO()
    page = Page(Console(file=out, width=120, highlight=False, soft_wrap=True), 120)
    scorecard_page(page, view, reply, lang, whole=whole)
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_the_page_shows_what_lost_points_with_its_place_in_the_agents_language() -> None:
    assert printed("zh", whole=None)[1:] == [
        "  ✗ 说的都有依据 · 0 × 14 · 0 of 1 claims are proved “24小时”",
        "  ✗ 有问题先致歉安抚 · 0 × 8 · the buyer has trouble, and no word of it says sorry or calms",
        "  ✗ 投诉里称“您”不称“你” · 0 × 3 · says 你 to a buyer in trouble “你”",
    ]


def test_the_first_line_of_the_page_says_the_score_the_share_rated_and_what_failed() -> None:
    lines = printed("en", whole=True)
    assert lines[0] == "Scorecard 0 of 100 · rated on 91 % of weight · below one half, so the whole is 0: accuracy"
    assert len([line for line in lines if line.startswith("  ·")]) >= 3, "what is not rated is listed too"
