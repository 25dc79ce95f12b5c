"""evals/selftest: every seeder makes a true defect or none, and the scorer counts as it says."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from agent.doors.cli import main
from evals.bench.finding.sources import Missing
from evals.selftest import drift, run, score, shops, stances, values
from evals.selftest.real import real
from evals.selftest.reply import Answer, Reply, Surroundings
from evals.selftest.score import Outcome, figures, verdict, wilson
from evals.selftest.traded import traded
from evals.selftest.truth import number_of, truth_of
from knowledge.bilingual import Lang

PASSED = Answer(True, (), ())
STOPPED = Answer(False, (), ())


async def passes(text: str, twin: str | None) -> Answer:
    return PASSED


def reply(text: str, *true: str, lang: Lang = "zh", twin: str | None = None, **around: object) -> Reply:
    surroundings = Surroundings(**around)  # type: ignore[arg-type]
    return Reply("r1", "r1", "written", lang, text, truth_of((text, *true)), passes, twin, surroundings)


def changes(seeder: object, given: Reply, seeds: int = 40) -> set[tuple[str, str]]:
    """Every (was, now) that the seeder makes of the reply over many seeds."""
    found = (seeder(given, random.Random(seed)) for seed in range(seeds))  # type: ignore[operator]
    return {(defect.was, defect.now) for defect in found if defect is not None}


@pytest.mark.parametrize(("word", "number"), [
    ("7", 7), ("1,200", 1200), ("2.55", 2.55), ("七", 7), ("两", 2), ("十", 10), ("十二", 12), ("二十", 20),
    ("三十五", 35), ("seven", 7), ("Twelve", 12),
])  # fmt: skip
def test_a_number_is_read_in_digits_and_words(word: str, number: float) -> None:
    assert number_of(word) == number


def test_truth_knows_a_value_in_another_unit_and_business_days_apart() -> None:
    amounts = truth_of(("功率1.7千瓦,保修两年,5个工作日,¥339",)).amounts
    assert {("W", 1700.0), ("month", 24.0), ("workday", 5.0), ("CNY", 339.0)} <= amounts
    assert ("hour", 120.0) not in amounts


def test_truth_holds_both_ends_of_a_range_and_dates_of_both_languages() -> None:
    truth = truth_of(("5到8天送达,11月30日截止", "closed from 30 January"))
    assert {("hour", 120.0), ("hour", 192.0)} <= truth.amounts
    assert truth.dates == {(11, 30), (1, 30)}


def test_a_number_never_becomes_one_that_is_true_elsewhere() -> None:
    given = reply("签收次日起7天内可退。", "6天、8天、14天、192小时、10天都有别的规定")
    assert changes(values.number, given) == set()
    assert changes(values.number, reply("签收次日起7天内可退。")) == {("7", "8"), ("7", "6"), ("7", "14"), ("7", "10")}


def test_a_number_in_words_stays_in_words() -> None:
    assert changes(values.number, reply("七天内可退。")) <= {
        ("七", each) for each in ("八", "六", "十四", "十", "十四")
    }
    assert changes(values.number, reply("within seven days.", lang="en")) <= {
        ("seven", each) for each in ("six", "eight", "ten")
    }


@pytest.mark.parametrize(
    "text", ["7天内可以退吗?", "到11月30日截止。", "请拍一张照片,一个就行。", "5.5升可视空气炸锅很好。"]
)
def test_questions_dates_articles_and_names_are_no_numbers_to_change(text: str) -> None:
    assert changes(values.number, reply(text, names={"A": ("5.5升可视空气炸锅",)})) == set()


def test_another_unit_is_another_value() -> None:
    assert changes(values.unit, reply("净重4.9公斤。")) == {("公斤", "克")}
    assert changes(values.unit, reply("净重5公斤。", "每袋5克")) == set()


def test_money_keeps_its_form() -> None:
    for was, now in changes(values.money, reply("That is $1,097.48 in total.", lang="en")):
        assert was == "1,097.48" and now.startswith(("1,", "2,", "9", "3")) and now[-3] == "."
    assert ("20", "40") in changes(values.money, reply("优惠20元。"))


@pytest.mark.parametrize(("text", "lang"), [
    ("I'm afraid I can't agree to 25% off.", "en"),
    ("不好意思,没办法给您降25%。", "zh"),
])  # fmt: skip
def test_another_number_in_a_refusal_is_no_defect(text: str, lang: Lang) -> None:
    assert changes(values.percent, reply(text, lang=lang)) == set()


def test_tenths_are_percents() -> None:
    assert changes(values.percent, reply("先付三成定金。", "40%")) == {("三", "二"), ("三", "五")}


def test_a_date_moves_to_a_day_that_is_no_date_here() -> None:
    found = changes(values.date, reply("11月30日截止。", "11月10日至11月13日"))
    assert found and not {("30", "10"), ("30", "13"), ("30", "30")} & found


def test_a_code_changes_to_one_that_does_not_exist() -> None:
    found = changes(values.sku, reply("WH-AF55有货。", "WH-AF56也有", codes=("WH-AF55", "WH-AF51")))
    assert found and all(now not in ("WH-AF55", "WH-AF56", "WH-AF51") for _, now in found)


def test_another_product_is_named_only_beside_a_number_that_is_not_its_own() -> None:
    around = {"names": {"A": ("大锅",), "B": ("小锅",)}, "about": {"A": "1700瓦", "B": "1400瓦"}}
    assert changes(values.sku, reply("大锅功率1700瓦。", **around)) == {("大锅", "小锅")}
    around["about"] = {"A": "1700瓦", "B": "1700瓦"}
    assert changes(values.sku, reply("大锅功率1700瓦。", **around)) == set()


@pytest.mark.parametrize(("text", "lang", "expected"), [
    ("拆开后不支持退货。", "zh", {("不支持", "支持")}),
    ("定制品除质量问题外不能退换。", "zh", {("不能", "能")}),
    ("如果可以退货就好了。", "zh", set()),
    ("可以退货吗?", "zh", set()),
    ("It cannot be returned.", "en", {("cannot", "can")}),
    ("You can write to me.", "en", set()),
])  # fmt: skip
def test_a_stance_turns_round_in_a_clause_that_asserts_a_rule(
    text: str, lang: Lang, expected: set[tuple[str, str]]
) -> None:
    assert changes(stances.stance, reply(text, lang=lang)) == expected


def test_who_pays_is_swapped() -> None:
    assert changes(stances.who_pays, reply("退货运费由您承担。")) == {("您承担", "我们承担")}
    assert changes(stances.who_pays, reply("and we pay postage both ways.", lang="en")) == {("we pay", "you pay")}


def test_a_saying_that_is_true_here_is_no_defect() -> None:
    old = {"zh": ("拆封不能退。",)}
    assert changes(run.SEEDERS["stale"], reply("您好。", stale=old)) == {("", "拆封不能退。")}
    assert changes(run.SEEDERS["stale"], reply("您好。", "拆封不能退。", stale=old)) == set()


def test_praise_and_other_channels_are_defects_only_where_they_are_forbidden() -> None:
    assert changes(run.SEEDERS["superlative"], reply("您好。", platform="alibaba")) == set()
    assert changes(run.SEEDERS["superlative"], reply("您好。", platform="tmall"))
    assert changes(run.SEEDERS["off_platform"], reply("您好。", platform="own")) == set()


def test_a_twin_drifts_and_the_reply_stays() -> None:
    given = reply("七天内可退,运费您承担。", lang="zh", twin="Return it within seven days; postage is paid by you.")
    defects = [drift.twin(given, random.Random(seed)) for seed in range(20)]
    assert all(defect is not None and defect.text == given.text and defect.twin != given.twin for defect in defects)
    assert drift.twin(reply("七天内可退。"), random.Random(1)) is None


def test_all_forms_of_a_reply_stand_in_one_half() -> None:
    halves = {
        Reply(f"r1{form}", "r1", "written", "zh", "", truth_of(()), passes).half for form in ("", "-twin", "-pair")
    }
    assert len(halves) == 1


def test_wilson_is_no_certainty_at_the_edge() -> None:
    low, high = wilson(60, 60)
    assert (round(low, 3), round(high, 3)) == (0.94, 1.0)
    assert wilson(0, 0) == (0.0, 1.0)


def outcomes(hits: int, n: int) -> list[Outcome]:
    """For every kind in both languages and halves: so many stopped of n. Clean replies all pass."""
    return [
        Outcome(kind, lang, half, "written", kind != "clean" and place < hits)
        for kind in (*score.BARS, "clean")
        for lang in ("zh", "en")
        for half in score.HALVES
        for place in range(n)
    ]  # fmt: skip


def test_a_missed_bar_fails_and_an_unmeasured_one_does_not_pass() -> None:
    whole = figures(outcomes(100, 100))
    assert verdict(whole, 600, 300, {}) is True
    assert verdict(whole, 599, 300, {}) is None
    assert verdict(whole, 600, 300, {"third-party texts": "not there"}) is None
    assert verdict(figures(outcomes(94, 100)), 600, 300, {}) is False
    without = [one for one in outcomes(100, 100) if one.kind != "date"]
    assert verdict(figures(without), 600, 300, {}) is None


def test_three_in_a_hundred_clean_replies_stopped_is_too_many() -> None:
    found = [Outcome("clean", "zh", "dev", "written", place < 3) for place in range(100)]
    (figure,) = [one for one in figures(found) if one["kind"] == "false_alarm" and one["part"] == "all" and one["n"]]
    assert (figure["rate"], figure["met"]) == (0.03, False)


async def test_a_defect_counts_only_in_a_reply_that_passes_clean() -> None:
    async def stops_all(text: str, twin: str | None) -> Answer:
        return STOPPED

    async def stops_eight(text: str, twin: str | None) -> Answer:
        return PASSED if "7天" in text and "保证" not in text else STOPPED

    good = Reply("a", "a", "written", "zh", "7天内可退。", truth_of(()), stops_eight)
    bad = Reply("b", "b", "written", "zh", "7天内可退。", truth_of(()), stops_all)
    tally = await run.run([good, bad], seed=1, each=5, progress=lambda what, done, total: None)
    assert [one.hit for one in tally.outcomes if one.kind == "clean"] == [False, True]
    numbers = [one.hit for one in tally.outcomes if one.kind == "number"]
    assert 1 <= len(numbers) <= 4 and all(numbers), "7 becomes 6, 8, 10 or 14, each once"
    assert tally.unseeded["money"] == 1
    assert tally.unseeded["the clean reply is stopped"] == 1


def test_the_written_replies_name_what_they_are_and_no_id_twice() -> None:
    lines = [line for name in shops.SHOPS for line in shops._lines(f"selftest-{name}.jsonl")]
    assert len({line["id"] for line in lines}) == len(lines) >= 130
    assert all(line["lang"] in ("zh", "en") and line["text"].strip() for line in lines)


def test_absent_texts_are_named(tmp_path: Path) -> None:
    with pytest.raises(Missing, match=r"tau_retail_products\.jsonl is not there"):
        list(traded(tmp_path))
    with pytest.raises(Missing, match=r"tau_retail_policy\.md is not there"):
        list(real(tmp_path))


MEASURED = {
    "seed": 1, "clean": 1, "seeded": 1, "figures": figures(outcomes(1, 1)), "unseeded": {},
    "skipped": {"third-party texts": "/nowhere is not there"}, "all_met": None,
    "misses": [
        {"kind": "unit", "id": "a", "group": "written", "lang": "zh", "was": "天", "now": "小时", "text": "7小时"}
    ],
    "alarms": [{"id": "b", "group": "written", "lang": "zh", "text": "好。", "wrong": ["unproved stance '好'"]}],
}  # fmt: skip


@pytest.mark.parametrize(("all_met", "code"), [(True, 0), (False, 1), (None, 1)])
def test_the_command_ends_with_one_unless_every_bar_is_met(
    all_met: bool | None, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "measure", lambda **asked: {**MEASURED, "all_met": all_met, "seed": asked["seed"]})
    with pytest.raises(SystemExit) as left:
        main(["eval", "selftest", "--seed", "7", "--json"])
    assert left.value.code == code
    assert json.loads(capsys.readouterr().out)["seed"] == 7


def test_the_table_says_what_was_not_measured_and_shows_examples(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "measure", lambda **asked: MEASURED)
    with pytest.raises(SystemExit):
        main(["eval", "selftest"])
    shown = capsys.readouterr().out
    assert "not measured, third-party texts: /nowhere is not there" in shown
    assert "missed unit, a: '天' → '小时'" in shown
    assert "false alarm, b: unproved stance '好'" in shown
