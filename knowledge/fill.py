"""Passages' vectors by the chosen embedder, into its space: what is missing, or all of them anew beside the old.

Nobody searches by what is added until it is put to use: vectors of new texts by the commit that brings the passages and
the languages' means (knowledge.ingest), a new epoch, whose means are kept before, by its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from knowledge.bilingual import Lang
from knowledge.calibrate import Scale, calibrated
from knowledge.centres import keep_centres
from knowledge.chosen import Chosen
from knowledge.embed import Embedder
from knowledge.faults import EmbeddingFault
from knowledge.index import Index
from knowledge.sources import SpaceSource
from knowledge.space import Space, drop_others

_BATCH = 64


class Text(NamedTuple):
    """A passage as it is embedded; `body` is the digest that stands for the text."""

    lang: Lang
    body: str
    text: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What the chosen embedder did: its name, numbers in a vector (0: not learnt), texts embedded, tokens it counted.

    trouble: why its vectors are not all there; a search does without them until they are. "" when all is well.
    """

    name: str
    dimension: int
    texts: int
    tokens: int
    seconds: float
    trouble: str = ""


def fill(
    index: Index,
    texts: Sequence[Text],
    bundled: Embedder,
    progress: Callable[[int, int], None] | None = None,
    *,
    anew: bool = False,
    patient: bool = True,
) -> Filled | None:
    """Bring the chosen embedder's space of this index up to date; None when none is chosen.

    anew: every vector is made again, in an epoch beside the one in use. Kept batches of a run that was cut short are
    used. patient: False gives up at once when the embedder does not answer a first short question. A failing embedder
    is told in the result, not raised: what it did is kept.
    """
    if index.questions is None or not texts:
        return None
    chosen, started = index.questions.chosen, time.monotonic()
    before, work = chosen.tokens, _Work(index, texts, chosen, bundled, progress)
    trouble = ""
    try:
        work.run(anew, patient)
    except EmbeddingFault as exc:
        trouble = str(exc)
    finally:
        work.close()
    index.questions.forget()
    return Filled(chosen.name, work.dimension, work.done, chosen.tokens - before, time.monotonic() - started, trouble)


class _Work:
    """One filling: the space being written, and how far it is."""

    def __init__(
        self,
        index: Index,
        texts: Sequence[Text],
        chosen: Chosen,
        bundled: Embedder,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self._index, self._folder, self._texts = index, index.folder, texts
        self._chosen, self._bundled, self._progress = chosen, bundled, progress
        self._space: Space | None = None
        self.dimension = 0
        self.done = 0

    def run(self, anew: bool, patient: bool) -> None:
        """Embed what is missing and put it to use. Raises EmbeddingFault."""
        wanted = {text.body: text.text for text in self._texts}
        known = Space.reading(self._folder, self._chosen.name)
        if known is not None:
            self.dimension, epoch, scale = known.dimension, known.epoch, known.scale
            held, kept = known.bodies(epoch), known.bodies(epoch + 1)
            known.close()
            if epoch and not anew:
                if held != wanted.keys():
                    self._try_it(patient)
                    self._finish(epoch, wanted, held, scale)
                return
        self._try_it(patient)
        learnt = calibrated(self._chosen, self._bundled)
        if known is None or learnt.dimension != self.dimension:
            self.dimension, epoch, kept = learnt.dimension, 0, set()
        self._finish(epoch + 1, wanted, kept, learnt.scale)
        drop_others(self._folder, self._chosen.name, self.dimension)

    def _try_it(self, patient: bool) -> None:
        if not patient:
            self._chosen.ask(["?"])

    def close(self) -> None:
        if self._space is not None:
            self._space.close()

    def _finish(self, epoch: int, wanted: Mapping[str, str], held: set[str], scale: Scale) -> None:
        """Write the vectors that this epoch lacks, batch by batch, then put it in its place."""
        space = self._space = Space.writing(self._folder, self._chosen.name, self.dimension)
        missing = [body for body in wanted if body not in held]
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            rows = self._chosen.embed([wanted[body] for body in batch])
            if rows.shape != (len(batch), self.dimension):
                reason = f"gives vectors of {rows.shape[1]} numbers, not {self.dimension} as before"
                raise EmbeddingFault(f"the embedder {self._chosen.name} {reason}; run `youju reindex`")
            space.add(epoch, batch, rows)
            self.done += len(batch)
            if self._progress is not None:
                self._progress(self.done, len(missing))
        source = SpaceSource(self._index, space, epoch)
        if epoch != space.epoch and source.has_all():
            with self._index.change() as sql:
                keep_centres(sql, self._index, source)
        in_use = {row[0] for row in self._index.ask("select body from passages")}
        space.use(epoch, in_use | wanted.keys(), scale)
