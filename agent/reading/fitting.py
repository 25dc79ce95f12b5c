"""Softmax regression in numpy: small, deterministic, a fraction of a second for two thousand seeds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_ROUNDS = 150
_RATE = 0.05
_SHRINK = 1e-3
_REACH = 10.0
"""Unit vectors are scaled by this for fitting, and the weights by it afterwards: 512 small numbers learn slowly."""


def softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Row-wise probabilities of (n, k) scores."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)


def fit(vectors: NDArray[np.float32], labels: NDArray[np.int64], classes: int) -> NDArray[np.float32]:
    """Weights (dimension + 1, classes), bias last, of a softmax regression with L2, by full-batch Adam."""
    count, dimension = vectors.shape
    inputs = np.hstack([vectors * np.float32(_REACH), np.ones((count, 1), np.float32)])
    wanted = np.eye(classes, dtype=np.float32)[labels]
    weights = np.zeros((dimension + 1, classes), np.float32)
    drift, spread = np.zeros_like(weights), np.zeros_like(weights)
    for turn in range(1, _ROUNDS + 1):
        slope = inputs.T @ (softmax(inputs @ weights) - wanted) / np.float32(count) + np.float32(_SHRINK) * weights
        drift = 0.9 * drift + 0.1 * slope
        spread = 0.99 * spread + 0.01 * slope * slope
        weights -= _RATE * (drift / (1 - 0.9**turn)) / (np.sqrt(spread / (1 - 0.99**turn)) + 1e-8)
    weights[:-1] *= _REACH
    return weights.astype(np.float32)
