"""evals/bench/search.py: the search benchmark says what it measured, what is not met and what it could not measure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evals.bench.finding import dated
from evals.bench.finding.goods import sheets
from evals.bench.finding.shelf import NOW, Figure
from evals.bench.search import measure
from knowledge.search import search


def silent(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def run(place: Path, *sets: str, shared: Path | None = None) -> dict[str, Any]:
    return measure(data=place, shared=shared, progress=silent, sets=sets)


def test_a_figure_is_met_on_its_side_of_the_bar_and_has_no_verdict_without_one() -> None:
    assert Figure("x", "recall", 96.0, 10, bar=96.0).met is True
    assert Figure("x", "recall", 95.9, 10, bar=96.0).met is False
    assert Figure("x", "leaks", 1.0, 10, bar=0.0, at_least=False).met is False
    assert Figure("x", "told", 1.0, 10).met is None


def test_dated_policies_are_measured_on_sixty_cases_in_each_direction(tmp_path: Path) -> None:
    found = run(tmp_path, "dated")
    assert [(one["n"], one["value"], one["met"]) for one in found["figures"]] == [(60, 100.0, True)] * 2
    assert found["all_met"] is True and found["embedding"] == "lite"


def test_a_search_that_forgets_the_dates_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dated, "search", lambda index, text, **asked: search(index, text, **(asked | {"when": NOW})))
    found = run(tmp_path, "dated")
    assert [one["met"] for one in found["figures"]] == [False, True]
    assert found["all_met"] is False


def test_a_set_without_its_texts_is_not_measured_and_not_met(tmp_path: Path) -> None:
    found = run(tmp_path, "mixed", shared=tmp_path / "nowhere")
    assert found["figures"] == [] and found["all_met"] is None
    assert list(found["skipped"]) == ["mixed"] and str(tmp_path / "nowhere") in found["skipped"]["mixed"]


def test_every_question_about_others_goods_is_of_a_document_in_one_language(shared_data: Path) -> None:
    made = list(sheets(shared_data))
    assert {one.document.doc for one in made} == {"ecom", "litemall", "tau", "wixqa", "bitod"}
    assert len({one.document.id for one in made}) == len(made)
    for one in made:
        assert len(one.document.text.texts()) == 1
        assert all(said for asked in one.questions for said in asked.values())
