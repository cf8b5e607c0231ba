"""Samples of voices put together by likeness: agglomerative clustering with average linkage."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from visio_speech.audio import Pcm

MOST_SAMPLES = 1500
"""More than these are clustered from an even choice of them; the rest joins the nearest cluster."""


def clustered(
    vectors: Sequence[Pcm], *, likeness: float, clusters: int | None = None, weights: Sequence[float] | None = None
) -> list[int]:
    """A cluster number, from 0, for each unit vector.

    Two clusters become one while their mean cosine is above `likeness`, or until `clusters` are left. `weights` are the
    seconds behind each sample.
    """
    if not vectors:
        return []
    points = np.stack(list(vectors)).astype(np.float32)
    masses = np.ones(len(points)) if weights is None else np.asarray(weights, dtype=np.float64)
    if len(points) <= MOST_SAMPLES:
        return _agglomerated(points, masses, likeness, clusters).tolist()
    chosen = np.linspace(0, len(points) - 1, MOST_SAMPLES).round().astype(np.int64)
    labels = _agglomerated(points[chosen], masses[chosen], likeness, clusters)
    return nearest(points, centres(points[chosen], labels)).tolist()


def centres(points: Pcm, labels: NDArray[np.int64]) -> Pcm:
    """The unit vector in the middle of each cluster."""
    rows = [points[labels == label].sum(axis=0) for label in range(int(labels.max()) + 1)]
    stacked = np.stack(rows)
    return (stacked / np.maximum(np.linalg.norm(stacked, axis=1, keepdims=True), 1e-9)).astype(np.float32)


def nearest(points: Pcm, middle: Pcm) -> NDArray[np.int64]:
    return np.argmax(points @ middle.T, axis=1)


def _agglomerated(points: Pcm, masses: NDArray[np.float64], likeness: float, clusters: int | None) -> NDArray[np.int64]:
    count = len(points)
    alike = (points @ points.T).astype(np.float64)
    np.fill_diagonal(alike, -np.inf)
    size = masses.copy()
    owner = np.arange(count)
    left = count
    while left > 1:
        place = int(np.argmax(alike))
        one, other = divmod(place, count)
        enough = alike[one, other] < likeness if clusters is None else left <= clusters
        if enough:
            break
        row = (alike[one] * size[one] + alike[other] * size[other]) / (size[one] + size[other])
        row[one] = row[other] = -np.inf
        alike[one], alike[:, one] = row, row
        alike[other], alike[:, other] = -np.inf, -np.inf
        size[one] += size[other]
        owner[owner == other] = one
        left -= 1
    return np.unique(owner, return_inverse=True)[1].astype(np.int64)
