"""How a search's time grows from 10,000 to 100,000 passages, where Chroma has taken over from memory.

The texts are sentences of others in pairs, one of ten out of force and one of ten for staff alone. Their vectors, and
the questions', are drawn from the text's digest, so that the larger index is made in 3 minutes instead of 8; words,
SQL, memory and Chroma are what a shop would have. The indexes (0.8 GB) stay in the data folder; making the larger
takes 1.3 GB of memory.
"""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import numpy as np

from evals.bench.finding.mixed import NOISE
from evals.bench.finding.shelf import NOW, Bench, Figure, clause, shop
from evals.bench.finding.sources import noise, rows
from knowledge.bilingual import Lang
from knowledge.embed import Vectors, bundled
from knowledge.folder import ShopFolder
from knowledge.index import Index
from knowledge.lexical import plain
from knowledge.passage import Clause, When
from knowledge.search import search

SIZES = (10_000, 100_000)
_LANGS: tuple[Lang, ...] = ("zh", "en")
_QUESTIONS = 100
_DAYS = 5
_TIMES = 2.0


class Drawn:
    """An embedder that knows nothing: a unit vector drawn from each text's digest."""

    name, dimension = "drawn", 512

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        for place, text in enumerate(texts):
            seed = int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8], "little")
            rows[place] = np.random.default_rng(seed).standard_normal(self.dimension, dtype=np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows


def measure(bench: Bench) -> Iterator[Figure]:
    """Median times of the same questions in both indexes, taken in turns, and their ratio. Raises Missing."""
    drawn = replace(bench, embedder=Drawn())
    asked = [str(row["text"]) for row in rows(bench.shared, "intents/multidogo_intents.jsonl")][:_QUESTIONS]
    asked += [text[:40] for text in noise(bench.shared, "zh", NOISE)[:: NOISE // _QUESTIONS]]
    with ExitStack() as stack:
        indexes = [stack.enter_context(drawn.index(_shop(bench, size))) for size in SIZES]
        *times, embedding = _times(indexes, asked)
    medians = [statistics.median(one) for one in times]
    for size, median in zip(SIZES, medians, strict=True):
        yield Figure(
            "growth", f"search without the question's embedding, p50 at {size} passages", median, len(asked), "ms"
        )
    alone = statistics.median(embedding)
    yield Figure("growth", "the question's embedding by the bundled encoder, p50", alone, len(asked), "ms")
    name = f"time of a whole search, {SIZES[1]} passages / {SIZES[0]}"
    whole = (medians[1] + alone) / (medians[0] + alone)
    yield Figure("growth", name, whole, len(asked), "times", _TIMES, at_least=False)
    yield Figure("growth", f"  {name}, without the embedding", medians[1] / medians[0], len(asked), "times")


def _times(indexes: Sequence[Index], asked: Sequence[str]) -> list[list[float]]:
    """Milliseconds of every question in each index, and of its real embedding alone, taken in turns.

    The day changes every now and then, as it does for a shop.
    """
    times: list[list[float]] = [[] for _ in (*indexes, "embedding")]
    embedder, real = Drawn(), bundled()
    real.embed(asked[:3])
    for index in indexes:
        search(index, asked[0], when=NOW, embedder=embedder)
    for number, text in enumerate(asked):
        when = When(NOW.now + timedelta(days=number * _DAYS // len(asked)))
        for place, index in enumerate(indexes):
            started = time.perf_counter()
            search(index, text, when=when, embedder=embedder)
            times[place].append(1000 * (time.perf_counter() - started))
        started = time.perf_counter()
        real.embed([plain(text).strip()])
        times[-1].append(1000 * (time.perf_counter() - started))
    return times


def _shop(bench: Bench, size: int) -> ShopFolder:
    """`size` different texts, half of them in either language; the smaller shop's are the first of the larger's."""
    return shop(f"bench-growth-{size}", (one for lang in _LANGS for one in _clauses(bench, lang, size // 2)))


def _clauses(bench: Bench, lang: Lang, count: int) -> Iterator[Clause]:
    pool = noise(bench.shared, lang, NOISE)
    for number in range(count):
        turn, first = divmod(number, NOISE)
        second = (first + 1 + 613 * turn) % NOISE
        one = clause(f"noise/{lang}#{number}", lang, f"{pool[first]}\n{pool[second]}")
        if number % 10 == 3:
            one = replace(one, valid_until=NOW.now.date() - timedelta(days=30))
        elif number % 10 == 7:
            one = replace(one, audience="staff")
        yield one
