"""What a kill leaves behind: an ingest or a re-index is killed at random moments, and the next run must complete it.

    python -m evals.bench.kills [--kills 100] [--seed 1] [--shop FOLDER]

Before each run some documents of a copy of a sample shop change. The run is a process of its own, ended by SIGKILL
after a random time within what an undisturbed run takes. Then the index must be readable as it is; after
one more, undisturbed run every passage must have its text, words and vectors, in SQL, in the chosen embedder's file
and in Chroma, and nothing else must be there. The chosen embedder is a stand-in for a model at an endpoint.

The runs are forks of this process, which has loaded the encoder and nothing that has threads: use it by its command.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from knowledge.bilingual import Lang
from knowledge.embed import Embedder, Vectors, bundled
from knowledge.folder import ShopFolder, read_folder
from knowledge.index import Index
from knowledge.ingest import ingest
from knowledge.lexical import plain
from knowledge.passages import split
from knowledge.reindex import reindex
from knowledge.sources import Source
from knowledge.vectors import vectors_of

Job = Literal["ingest", "reindex"]
SAMPLE = "wenhuo"
_COMPARED = 20
"""Passages whose vectors are made again to see that they are their own."""


class Stretched:
    """A `Chosen`: the bundled encoder's vectors with one number more, so that every cosine is larger."""

    tokens = 0

    def __init__(self, embedder: Embedder, name: str = "stretched") -> None:
        self.name = name
        self._embedder = embedder

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = self._embedder.embed(texts)
        longer = np.hstack([rows, np.ones((len(rows), 1), dtype=np.float32)])
        return np.asarray(longer / np.sqrt(2), dtype=np.float32)

    def ask(self, texts: Sequence[str], *, patient: bool = False) -> Vectors:
        return self.embed(texts)

    def close(self) -> None:
        """Nothing is held open."""


@dataclass(frozen=True, slots=True)
class Kill:
    """One run killed. in_time: it was still running. faults: what was wrong afterwards; empty when all is well."""

    job: Job
    after_seconds: float
    in_time: bool
    faults: tuple[str, ...]


class Yard:
    """A shop, its data folder and the embedders, for one series of kills."""

    def __init__(self, place: Path, shop: Path, seed: int) -> None:
        self.shop, self.data = place / "shop", place / "data"
        shutil.copytree(shop, self.shop)
        self._chance = random.Random(seed)
        self._embedder = bundled()
        self._embedder.embed(["loaded before the first fork"])
        self._chosen = Stretched(self._embedder)
        self._seconds: dict[Job, float] = {}

    def prepare(self) -> None:
        """Two undisturbed runs, to know how long they take."""
        for job in get_args(Job):
            self._change_documents()
            started = time.monotonic()
            self._finish(self._start(job))
            self._seconds[job] = time.monotonic() - started

    def kill(self, job: Job) -> Kill:
        """One run of `job` killed, looked at, finished and looked at again."""
        self._change_documents()
        after = self._chance.uniform(0.0, self._seconds[job])
        child = self._start(job)
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        in_time = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        if not in_time:
            self._seconds[job] = after
        faults = [f"killed: {fault}" for fault in self._broken_files()]
        faults += self._told(self._start("ingest"), "the next run ended with an error")
        faults += self._told(self._forked(self._look), "after the next run something is wrong (see above)")
        return Kill(job, after, in_time, tuple(faults))

    def _change_documents(self) -> None:
        documents = sorted(self.shop.rglob("*.md"))
        for document in self._chance.sample(documents, min(5, len(documents))):
            text = document.read_text(encoding="utf-8").rstrip()
            number = self._chance.randrange(10**6)
            document.write_text(f"{text}\n\n第{number}号补充说明。Supplement no. {number}.\n", encoding="utf-8")

    def _start(self, job: Job) -> int:
        return self._forked(self._ingest if job == "ingest" else self._reindex)

    def _forked(self, work: Callable[[], None]) -> int:
        """The id of a process that does this work and nothing else."""
        child = os.fork()
        if child:
            return child
        code = 1
        try:
            work()
            code = 0
        finally:
            sys.stderr.flush()
            os._exit(code)

    def _ingest(self) -> None:
        folder = read_folder(self.shop)
        with self._opened(folder, writable=True) as index:
            ingest(folder, index, embedder=self._embedder)

    def _reindex(self) -> None:
        with self._opened(read_folder(self.shop), writable=True) as index:
            reindex(index, embedder=self._embedder)

    def _look(self) -> None:
        """Say on stderr what is wrong, and end with an error if anything is."""
        folder = read_folder(self.shop)
        with self._opened(folder, writable=True) as index:
            faults = list(faults_of(index, folder, self._embedder, self._chosen))
        for fault in faults:
            print(fault, file=sys.stderr)
        if faults:
            raise SystemExit(1)

    def _broken_files(self) -> Iterator[str]:
        for file in self.data.rglob("*.sqlite3"):
            if file.parent.name != "chroma":
                connection = sqlite3.connect(file)
                found = connection.execute("pragma integrity_check").fetchone()[0]
                connection.close()
                if found != "ok":
                    yield f"{file.name}: {found}"

    @contextmanager
    def _opened(self, folder: ShopFolder, *, writable: bool) -> Iterator[Index]:
        with Index.open(self.data, folder.profile.id, writable=writable, chosen=self._chosen) as index:
            yield index

    def _finish(self, child: int) -> None:
        if faults := self._told(child, "an undisturbed run ended with an error"):
            raise RuntimeError(faults[0])

    def _told(self, child: int, fault: str) -> list[str]:
        return [] if os.waitpid(child, 0)[1] == 0 else [fault]


def faults_of(index: Index, folder: ShopFolder, embedder: Embedder, chosen: Stretched) -> Iterator[str]:
    """What keeps this index from being exactly this folder's: a line for each fault."""
    names = {sku: product.name for sku, product in folder.products.items()}
    wanted = {piece.key: piece.text for clause in folder.clauses.values() for piece in split(clause, names)}
    if dict(index.ask("select key, text from passages")) != wanted:
        yield "the passages are not the folder's"
    if not index.is_current(folder.digest, embedder) or not index.is_whole():
        yield "the index does not say that it is current and whole"
    ids = {
        lang: {row[0] for row in index.ask("select id from passages where lang = ?", (lang,))} for lang in ("zh", "en")
    }
    for table, lang in (("native_zh", "zh"), ("native_en", "en"), ("gloss_zh", "zh")):
        if {row[0] for row in index.ask(f"select rowid from {table}")} != ids[lang]:
            yield f"the words in {table} are not the passages'"
    with index.snapshot():
        better = index.chosen_meaning()
        sources: list[tuple[Source, Embedder | Stretched]] = [(index.bundled, embedder)]
        sources += [] if better is None else [(better.source, chosen)]
        for source, by in sources:
            yield from _wrong_vectors(index, source, by)


def _wrong_vectors(index: Index, source: Source, by: Embedder | Stretched) -> Iterator[str]:
    rows = index.ask("select id, prefix, text from passages order by key")
    some = rows[:: max(1, len(rows) // _COMPARED)]
    kept = source.of_rows([row[0] for row in some])
    again = by.embed([plain(f"{prefix}\n{text}") for _, prefix, text in some])
    near = np.sum(vectors_of([kept[row[0]] for row in some], source.dimension) * again, axis=1)
    if (near < 0.9999).any():
        yield f"{int((near < 0.9999).sum())} of {len(some)} vectors of {source.make} are not their text's"
    stamps: dict[Lang, dict[str, str]] = {"zh": {}, "en": {}}
    for lang, key, stamp in index.ask("select lang, key, stamp from passages"):
        stamps[lang][key] = stamp
    for lang, expected in stamps.items():
        if index.chroma().held(source.make, lang) != expected:
            yield f"Chroma does not hold the passages in {lang} of {source.make}"


def run(kills: int, seed: int, shop: Path, told: Callable[[Kill], None] = lambda _: None) -> list[Kill]:
    """As many kills on a copy of this shop as hit a running job, every third a re-index; `told` hears of each.

    A kill that comes too late counts for nothing but its faults; there are three times as many tries at most.
    """
    done: list[Kill] = []
    with tempfile.TemporaryDirectory() as place:
        yard = Yard(Path(place), shop, seed)
        yard.prepare()
        while sum(one.in_time for one in done) < kills and len(done) < 3 * kills:
            done.append(yard.kill("reindex" if len(done) % 3 == 2 else "ingest"))
            told(done[-1])
    return done


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill ingests and re-indexes at random moments; see what is lost.")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shop", type=Path, default=Path(str(files("knowledge"))) / "shops" / SAMPLE)
    asked = parser.parse_args()
    done = run(asked.kills, asked.seed, asked.shop, _print_kill)
    hit, wrong = sum(one.in_time for one in done), sum(bool(one.faults) for one in done)
    print(
        f"\n{hit} kills of a running job, {len(done) - hit} too late, seed {asked.seed}: {wrong} left something wrong"
    )
    return 1 if wrong or hit < asked.kills else 0


def _print_kill(one: Kill) -> None:
    print("·" if not one.faults else f"\n{one}", end="", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
