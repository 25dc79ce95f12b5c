"""What a search and an ingest cost beside their one unavoidable part, the embedding; what an unchanged ingest costs."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from evals.bench.finding.mixed import NOISE
from evals.bench.finding.shelf import NOW, Bench, Figure, clause, shop
from evals.bench.finding.sources import noise, rows
from knowledge.bilingual import Lang
from knowledge.embed import Embedder, bundled
from knowledge.index import Index
from knowledge.ingest import ingest
from knowledge.lexical import plain
from knowledge.passage import Clause
from knowledge.search import search
from knowledge.tokens import count as count_tokens

_LANGS: tuple[Lang, ...] = ("zh", "en")
_QUESTIONS = 100
_TOKENS = 110
_SEARCH = """
import sys
from pathlib import Path
from knowledge.embed import bundled
from knowledge.index import Index
from knowledge.passage import When
from knowledge.search import search
from datetime import datetime, timezone
with Index.open(Path(sys.argv[1]), sys.argv[2], writable=False) as index:
    now = When(datetime.now(timezone.utc))
    for text in ("多少钱包邮", "how long is the warranty"):
        search(index, text, when=now, embedder=bundled())
"""
_INGEST = """
import json, sys
from pathlib import Path
from evals.bench.finding.shelf import clause, shop
from knowledge.embed import bundled
from knowledge.index import Index
from knowledge.ingest import ingest
folder = shop(sys.argv[2], [clause(*one) for one in json.load(sys.stdin)])
with Index.open(Path(sys.argv[1]), sys.argv[2], writable=True) as index:
    ingest(folder, index, embedder=bundled())
"""
_PEAK = """
lines = Path("/proc/self/status").read_text().splitlines()
print(next(line.split()[1] for line in lines if line.startswith("VmHWM")))
"""


def measure(bench: Bench) -> Iterator[Figure]:
    """Ratios at 10,000 passages, nothing remembered between questions. Raises Missing."""
    passages = [
        clause(f"noise/{lang}#{n}", lang, text) for lang in _LANGS for n, text in enumerate(_noise(bench, lang))
    ]
    folder = shop("bench-ratios", passages)
    bare = bundled()
    with closing(bench.index(folder)) as index:
        asked = [str(row["text"]) for row in rows(bench.shared, "intents/multidogo_intents.jsonl")][:_QUESTIONS]
        whole, embedding = _interleaved(index, asked, bare)
        started = time.perf_counter()
        ingest(folder, index, embedder=bare)
        again = time.perf_counter() - started
    name = f"at {len(passages)} passages"
    yield Figure("speed", f"whole search, p50 {name}", whole, len(asked), "ms")
    yield Figure("speed", "bare embedding of the question, p50", embedding, len(asked), "ms")
    ratio = whole / embedding
    yield Figure("speed", "whole search / bare embedding", ratio, len(asked), "times", 6.0, at_least=False)
    yield Figure("speed", f"unchanged re-ingest {name}", again, 1, "s", 5.0, at_least=False)
    yield from _throughput(passages, bare)
    if sys.platform == "linux":
        with tempfile.TemporaryDirectory() as place:
            made = [(one.id, lang, one.text.get(lang)) for one in passages for lang in _LANGS if one.text.get(lang)]
            ingesting = _peak(_INGEST, Path(place), json.dumps(made))
        searching = _peak(_SEARCH, bench.data)
        yield Figure("speed", f"memory of one searching process {name}", searching, 1, "MB", 400.0, at_least=False)
        yield Figure("speed", f"memory of a first ingest {name}", ingesting, 1, "MB", 400.0, at_least=False)


def _throughput(passages: Sequence[Clause], embedder: Embedder) -> Iterator[Figure]:
    """Passages a second of a first ingest, and of embedding its texts alone right after; all is loaded before.

    The bar is for passages as long as the index makes them; single sentences are told beside it.
    """
    whole, alone, count = _both_ways(list(_as_long_as_passages(passages)), embedder)
    yield Figure("speed", f"first ingest, passages of {_TOKENS} tokens", whole, count, "a second")
    yield Figure("speed", "bare embedding of the same texts", alone, count, "a second")
    yield Figure("speed", "ingest / bare embedding", whole / alone, count, "times", 0.8)
    whole, alone, count = _both_ways(passages, embedder)
    yield Figure("speed", "  ingest / bare embedding, single sentences", whole / alone, count, "times")


def _both_ways(passages: Sequence[Clause], embedder: Embedder) -> tuple[float, float, int]:
    """Texts a second: ingested, and embedded alone; and how many they are."""
    with tempfile.TemporaryDirectory() as place:
        for name, some in (("bench-warm", passages[:: len(passages) // 100]), ("bench-throughput", passages)):
            with Index.open(Path(place), name, writable=True) as index:
                report = ingest(shop(name, some), index, embedder=embedder)
                texts = [plain(f"{prefix}\n{text}") for prefix, text in index.ask("select prefix, text from passages")]
        started = time.perf_counter()
        embedder.embed(texts)
        embedding = time.perf_counter() - started
    return len(texts) / report.seconds, len(texts) / embedding, len(texts)


def _as_long_as_passages(sentences: Sequence[Clause]) -> Iterator[Clause]:
    """Sentences of one language put together until they are about as long as a passage may be."""
    for lang in _LANGS:
        held: list[str] = []
        for sentence in sentences:
            text = sentence.text.get(lang)
            if text is None:
                continue
            held.append(text)
            if count_tokens("\n".join(held)) >= _TOKENS:
                yield clause(f"long/{lang}#{sentence.anchor}", lang, "\n".join(held[:-1]))
                held = held[-1:]


def _noise(bench: Bench, lang: Lang) -> list[str]:
    return noise(bench.shared, lang, NOISE)


def _interleaved(index: Index, asked: list[str], embedder: Embedder) -> tuple[float, float]:
    """Median milliseconds of a search and of its embedding alone, taken in turns on the same questions."""

    def timed(run: Callable[[], object]) -> float:
        started = time.perf_counter()
        run()
        return 1000 * (time.perf_counter() - started)

    searches, embeddings = [], []
    for text in [*asked[:5], *asked]:
        embeddings.append(timed(lambda text=text: embedder.embed([plain(text).strip()])))  # type: ignore[misc]
        searches.append(timed(lambda text=text: search(index, text, when=NOW, embedder=embedder)))  # type: ignore[misc]
    return statistics.median(searches[5:]), statistics.median(embeddings[5:])


def _peak(code: str, data: Path, told: str = "") -> float:
    """The most memory, in MB, that a process has which does this."""
    command = [sys.executable, "-c", code + _PEAK, str(data), "bench-ratios"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, input=told)
    return int(done.stdout) / 1024
