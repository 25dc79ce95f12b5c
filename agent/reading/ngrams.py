"""Which words speak for which intent: hashed word and character n-grams, scored by their lift over all seeds.

Sentence vectors blur single words; 差价 and "discount" alone say much. Measured on evals/cases/intents-dev.jsonl.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

WIDTH = 8192
"""Hash buckets."""

_HAN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[a-z\u00c0-\u024f']+")
_PRIOR = 0.3
_ALWAYS = 10.0


def buckets(text: str) -> NDArray[np.int64]:
    """The distinct buckets of a text's n-grams: Han 1-3 characters, Latin 1-2 words."""
    text = text.lower()
    found: set[str] = set()
    for run in _HAN.findall(text):
        for size in (1, 2, 3):
            found.update(run[at : at + size] for at in range(len(run) - size + 1))
    words = _WORD.findall(text)
    found.update(words)
    found.update(f"{first} {second}" for first, second in pairwise(words))
    return np.array(sorted({zlib.crc32(gram.encode()) % WIDTH for gram in found}), dtype=np.int64)


def lifts(texts: Sequence[str], labels: Sequence[int], classes: int) -> NDArray[np.float32]:
    """(WIDTH, classes): log of how much likelier a bucket is in a class than anywhere; 0 where never seen."""
    counts = np.zeros((WIDTH, classes), np.float32)
    for text, label in zip(texts, labels, strict=True):
        counts[buckets(text), label] += 1
    seen = counts.sum(axis=1)
    anywhere = (seen + 1) / (len(texts) + 1)
    size = np.bincount(np.asarray(labels), minlength=classes).astype(np.float32)
    within = (counts + _PRIOR * _ALWAYS * anywhere[:, None]) / (size + _PRIOR * _ALWAYS)
    lift = np.log(within / anywhere[:, None])
    lift[seen == 0] = 0
    return np.asarray(lift, dtype=np.float32)


def spoken_for(texts: Sequence[str], lift: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n, classes): the summed lifts of each text's n-grams."""
    rows = [lift[buckets(text)].sum(axis=0) for text in texts]
    return np.array(rows, dtype=np.float32).reshape(len(texts), lift.shape[1])
