"""An embedder of the shop's choice, beside the bundled one: its narrow edge, and how questions are put to it.

Passages always have the bundled embedder's vectors too: what is chosen ranks better, and when it cannot be asked a
search goes on with the bundled ones instead of failing.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from knowledge.embed import Vectors
from knowledge.faults import EmbeddingFault

COOL_DOWN_SECONDS = 15.0
"""How long an embedder that failed is left alone, so that the next searches do not wait for it too."""
_KEPT = 1024


class Chosen(Protocol):
    """`name` says whose vectors these are, and is the same for the same vectors.

    `embed` takes passages and is patient: it tries again; `ask` takes questions, by default with one short try. Both
    give rows of length 1 (L2), shape (len(texts), d), are thread-safe, and raise EmbeddingFault only. `tokens`: spent.
    """

    @property
    def name(self) -> str: ...

    @property
    def tokens(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Vectors: ...

    def ask(self, texts: Sequence[str], *, patient: bool = False) -> Vectors: ...

    def close(self) -> None: ...


class Questions:
    """Questions as the chosen embedder's vectors: remembered, and not asked for while it is left alone."""

    def __init__(self, chosen: Chosen, clock: Callable[[], float] = time.monotonic) -> None:
        self.chosen = chosen
        self._clock = clock
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._failed: tuple[float, str] | None = None

    def ask(self, texts: Sequence[str]) -> Vectors:
        """One row per text; what is new is asked for in one batch. Raises EmbeddingFault."""
        wanted = list(dict.fromkeys(texts))
        with self._lock:
            found = {text: self._known[text] for text in wanted if text in self._known}
            failed = self._failed
        new = [text for text in wanted if text not in found]
        if new and failed is not None and self._clock() - failed[0] < COOL_DOWN_SECONDS:
            raise EmbeddingFault(failed[1])
        if new:
            found.update(zip(new, self._asked(new), strict=True))
        with self._lock:
            for text in wanted:
                self._known[text] = found[text]
                self._known.move_to_end(text)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return np.array([found[text] for text in texts], dtype=np.float32)

    def forget(self) -> None:
        """As if no text had been seen and nothing had failed."""
        with self._lock:
            self._known.clear()
            self._failed = None

    def _asked(self, texts: list[str]) -> Vectors:
        try:
            rows = self.chosen.ask(texts)
        except EmbeddingFault as exc:
            with self._lock:
                self._failed = (self._clock(), str(exc))
            raise
        with self._lock:
            self._failed = None
        return rows


def writable(texts: Sequence[str]) -> list[str]:
    """Texts that any encoder takes: no NUL, no half characters."""
    return [text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8") for text in texts]


def rows_of(vectors: Sequence[Sequence[float]] | Vectors, whose: str) -> Vectors:
    """What an embedder gave, as rows of length 1. Raises EmbeddingFault for rows that are not vectors of one size."""
    try:
        rows = np.array(vectors, dtype=np.float32)
    except (TypeError, ValueError, OverflowError):
        raise EmbeddingFault(f"{whose} gave vectors of different sizes, or no numbers") from None
    if rows.ndim != 2 or not rows.shape[1] or not np.isfinite(rows).all():
        raise EmbeddingFault(f"{whose} gave something that is no vector of numbers")
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or (lengths < 1e-9).any():
        raise EmbeddingFault(f"{whose} gave a vector without direction")
    return np.asarray(rows / lengths, dtype=np.float32)
