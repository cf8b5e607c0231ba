"""A choice for each frame that changes only where it is worth it: Viterbi's algorithm, one cost for all changes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def steady(scores: NDArray[np.float32], *, cost: float) -> NDArray[np.int64]:
    """The column for each row so that the sum of scores, less `cost` for each change, is largest."""
    rows, columns = scores.shape
    back = np.zeros((rows, columns), dtype=np.int32)
    total = scores[0].astype(np.float64) if rows else np.zeros(columns)
    stay: NDArray[np.int64] = np.arange(columns, dtype=np.int64)
    for row in range(1, rows):
        best = int(np.argmax(total))
        change = total[best] - cost > total
        back[row] = np.where(change, best, stay)
        total = np.where(change, total[best] - cost, total) + scores[row]
    out = np.zeros(rows, dtype=np.int64)
    if rows:
        out[-1] = int(np.argmax(total))
    for row in range(rows - 1, 0, -1):
        out[row - 1] = back[row, out[row]]
    return out
