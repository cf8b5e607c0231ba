"""Samples of voices put together by likeness: agglomerative clustering with average linkage."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from visio_speech.audio import Pcm

MOST_SAMPLES = 1500
"""More than these are clustered from an even choice of them; the rest joins the nearest cluster."""


def clustered(points: Pcm, *, likeness: float, clusters: int | None = None) -> NDArray[np.int64]:
    """A cluster number, from 0, for each unit vector; `points` has shape (samples, dimensions).

    Two clusters become one while their mean cosine is above `likeness`, or until `clusters` are left.
    """
    if len(points) <= MOST_SAMPLES:
        return _agglomerated(points, likeness, clusters)
    chosen = points[np.linspace(0, len(points) - 1, MOST_SAMPLES).round().astype(np.int64)]
    labels = _agglomerated(chosen, likeness, clusters)
    return nearest(points, centres(chosen, labels))


def centres(points: Pcm, labels: NDArray[np.int64]) -> Pcm:
    """The unit vector in the middle of each cluster."""
    rows = [points[labels == label].sum(axis=0) for label in range(int(labels.max()) + 1)]
    stacked = np.stack(rows)
    return (stacked / np.maximum(np.linalg.norm(stacked, axis=1, keepdims=True), 1e-9)).astype(np.float32)


def nearest(points: Pcm, middle: Pcm) -> NDArray[np.int64]:
    return np.argmax(points @ middle.T, axis=1)


def _agglomerated(points: Pcm, likeness: float, clusters: int | None) -> NDArray[np.int64]:
    count = len(points)
    alike = (points @ points.T).astype(np.float64)
    np.fill_diagonal(alike, -np.inf)
    size = np.ones(count)
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
