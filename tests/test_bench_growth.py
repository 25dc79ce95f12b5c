"""evals/bench/finding/growth.py, on a few passages: the sizes are what it says, and Chroma answers in the larger."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from shelf_of_clauses import data_folder

from evals.bench.finding import growth
from evals.bench.finding.shelf import Bench


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    shared = tmp_path / "shared"
    for lang, sentence in (("zh", "第{}条规定说明退货办法。"), ("en", "Rule number {} tells how returns work.")):
        (shared / "policies" / lang).mkdir(parents=True)
        text = "\n".join(sentence.format(number) for number in range(20))
        (shared / "policies" / lang / "rules.md").write_text(text, encoding="utf-8")
    (shared / "intents").mkdir()
    line = json.dumps({"text": "how do returns work?"})
    (shared / "intents" / "multidogo_intents.jsonl").write_text(line + "\n", encoding="utf-8")
    for name, value in (("NOISE", 20), ("_QUESTIONS", 4), ("SIZES", (40, 120))):
        monkeypatch.setattr(growth, name, value)
    return Bench(shared, data_folder(tmp_path / "data"), growth.Drawn(), lambda *_: None)


def test_the_growth_of_a_search_is_measured_on_shops_of_the_sizes_named(bench: Bench) -> None:
    figures = {figure.name.strip(): figure for figure in growth.measure(bench)}
    whole = figures["time of a whole search, 120 passages / 40"]
    ratio = figures["time of a whole search, 120 passages / 40, without the embedding"]
    alone = figures["the question's embedding by the bundled encoder, p50"].value
    small, large = (
        figures[f"search without the question's embedding, p50 at {size} passages"].value for size in growth.SIZES
    )
    assert ratio.value == pytest.approx(large / small)
    assert whole.value == pytest.approx((large + alone) / (small + alone))
    assert (whole.bar, whole.at_least, ratio.bar) == (2.0, False, None)
    for size in growth.SIZES:
        made = growth._shop(bench, size)
        texts = {one.text.zh or one.text.en for one in made.clauses.values()}
        assert len(texts) == len(made.clauses) == size
        assert sum(one.audience == "staff" for one in made.clauses.values()) == size // 10
        with replace(bench, embedder=growth.Drawn()).index(made) as index:
            assert index.ask("select count(*) from passages") == [(size,)]


def test_drawn_vectors_belong_to_their_texts() -> None:
    first, second, again = growth.Drawn().embed(["a", "b", "a"])
    assert np.array_equal(first, again) and abs(float(first @ second)) < 0.3
    assert float(first @ first) == pytest.approx(1.0, abs=1e-5)
