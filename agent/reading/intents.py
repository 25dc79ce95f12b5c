"""Which intent an utterance has: softmax regression over the embedded seeds of prompts/intents.yaml."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import cast, get_args

import numpy as np
from numpy.typing import NDArray

import prompts
from agent.reading.cache import Arrays, keep, kept
from agent.reading.fitting import fit, softmax
from agent.reading.ngrams import WIDTH, lifts, spoken_for
from knowledge.authority import Problem
from knowledge.embed import Embedder, Vectors
from knowledge.passage import Stage
from prompts.loading import PromptError
from prompts.seeds import Seeds, read_seeds

Scores = NDArray[np.float32]

BUNDLED = Path(prompts.__file__).parent / "intents.npz"
"""The bundled seeds as fitted at release; `python -m agent.reading` writes it."""

_LIFT = 0.12
"""What n-grams count beside the sentence vector."""
_FILE = "intents.npz"


@dataclass(frozen=True)
class IntentModel:
    """What the seeds taught. `names` are the classes, such as `defect.minor`; `intents` the intents, `defect`.

    weights: (dimension + 1, classes), bias last. lifts: (n-gram buckets, classes).
    signs: (dimension + 1, risks + 1), the last for all that is harmless.
    """

    names: tuple[str, ...]
    weights: Vectors
    lifts: Vectors
    risks: tuple[str, ...]
    signs: Vectors
    seeds: Seeds

    @classmethod
    def load(cls, embedder: Embedder, *, cache_dir: Path | None = None, seeds: Seeds | None = None) -> IntentModel:
        """The model of these seeds (default: the bundled ones): as released, as cached, or fitted now.

        A cache that cannot be read or written is no error: the seeds are embedded and fitted again.
        """
        seeds = seeds if seeds is not None else read_seeds()
        shapes = {
            "weights": (embedder.dimension + 1, len(seeds.intents)),
            "lifts": (WIDTH, len(seeds.intents)),
            "signs": (embedder.dimension + 1, len(seeds.risks) + 1),
        }
        files = [BUNDLED, *([cache_dir / _FILE] if cache_dir is not None else [])]
        for file in files:
            arrays = kept(file, _key(seeds, embedder), shapes)
            if arrays is not None:
                return cls._of(seeds, arrays)
        return cls.refit(embedder, files[-1] if cache_dir is not None else None, seeds)

    @classmethod
    def refit(cls, embedder: Embedder, file: Path | None, seeds: Seeds | None = None) -> IntentModel:
        """Embed and fit these seeds (default: the bundled ones), and keep the result in `file`."""
        seeds = seeds if seeds is not None else read_seeds()
        arrays = _fitted(seeds, embedder)
        if file is not None:
            keep(file, _key(seeds, embedder), arrays)
        return cls._of(seeds, arrays)

    @classmethod
    def _of(cls, seeds: Seeds, arrays: Arrays) -> IntentModel:
        names, risks = tuple(seeds.intents), tuple(seeds.risks)
        return cls(names, arrays["weights"], arrays["lifts"], risks, arrays["signs"], seeds)

    @cached_property
    def intents(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name.partition(".")[0] for name in self.names))

    @cached_property
    def _members(self) -> NDArray[np.float32]:
        """(classes, intents): which class belongs to which intent."""
        rows = [[float(name.partition(".")[0] == intent) for intent in self.intents] for name in self.names]
        return np.array(rows, dtype=np.float32)

    def classes(self, texts: Sequence[str], vectors: Vectors, prior: Scores | None = None) -> Scores:
        """(n, classes) probabilities of texts and their vectors. prior: (classes,) added to the log scores."""
        scores = vectors @ self.weights[:-1] + self.weights[-1] + _LIFT * spoken_for(texts, self.lifts)
        return softmax(scores if prior is None else scores + prior)

    def by_intent(self, classes: Scores) -> Scores:
        """(n, intents): the kinds of one intent added up."""
        return np.asarray(classes @ self._members, dtype=np.float32)

    def risk(self, vectors: Vectors) -> Scores:
        """(n, risks) probabilities of each risk, all harmless talk being one more class."""
        return softmax(vectors @ self.signs[:-1] + self.signs[-1])[:, :-1]

    def stage(self, intent: str) -> Stage:
        return self._desks[intent]

    def problem(self, intent: str, classes: Mapping[str, float]) -> Problem | None:
        """The authority problem of an intent; of several kinds the likelier one's."""
        kinds = [name for name in self.names if name.partition(".")[0] == intent]
        best = max(kinds, key=lambda name: classes.get(name, 0.0), default=None)
        return None if best is None else self._problems[best]

    @cached_property
    def _desks(self) -> dict[str, Stage]:
        return {name.partition(".")[0]: _desk(name, seed.stage) for name, seed in self.seeds.intents.items()}

    @cached_property
    def _problems(self) -> dict[str, Problem | None]:
        return {name: _problem(name, seed.problem) for name, seed in self.seeds.intents.items()}


def _fitted(seeds: Seeds, embedder: Embedder) -> dict[str, Vectors]:
    texts: list[str] = []
    labels: list[int] = []
    for number, seed in enumerate(seeds.intents.values()):
        texts += seed.texts
        labels += [number] * len(seed.texts)
    vectors = embedder.embed(texts)
    weights = fit(vectors, np.array(labels), len(seeds.intents))
    risky: list[str] = []
    kinds: list[int] = []
    for number, sign in enumerate(seeds.risks.values()):
        risky += sign.texts
        kinds += [number] * len(sign.texts)
    harmless = [row for row, label in enumerate(labels) if not _is_risky(list(seeds.intents)[label])]
    both = np.vstack([embedder.embed(risky), vectors[harmless]])
    signs = fit(both, np.array(kinds + [len(seeds.risks)] * len(harmless)), len(seeds.risks) + 1)
    fitted = {"weights": weights, "lifts": lifts(texts, labels, len(seeds.intents)), "signs": signs}
    return {name: array.astype(np.float16).astype(np.float32) for name, array in fitted.items()}


def _desk(name: str, written: str) -> Stage:
    for stage in get_args(Stage):
        if stage == written:
            return cast(Stage, stage)
    raise PromptError(f"intents.yaml: {name}: stage {written!r} is not one of {', '.join(get_args(Stage))}")


def _problem(name: str, written: str | None) -> Problem | None:
    if written is None or written in get_args(Problem):
        return cast(Problem | None, written)
    raise PromptError(f"intents.yaml: {name}: problem {written!r} is not one of {', '.join(get_args(Problem))}")


def _is_risky(name: str) -> bool:
    """Intents that are themselves a risk teach nothing about harmless talk."""
    return name in {"off_platform", "privacy_other_order", "fake_promise", "bad_review_threat"}


def _key(seeds: Seeds, embedder: Embedder) -> str:
    """What the fitted arrays depend on: the seeds, the embedder, and how this file fits them."""
    return hashlib.sha256(f"{seeds.digest} {embedder.name} {embedder.dimension} fit-1".encode()).hexdigest()
