"""16 kHz to 24 kHz, piece by piece without a seam."""

from __future__ import annotations

from typing import Final

import numpy as np

from visio_speech.audio import Pcm

RATE: Final = 24_000
_HALF: Final = 16
"""Taps on each side of a windowed sinc; the sound comes out this many samples (1 ms) later."""


def _filters() -> Pcm:
    """Of every two samples come three: at the first one, and at 2/3 and 4/3 of a sample behind it."""
    taps = np.arange(-_HALF + 1, _HALF + 2, dtype=np.float64)
    rows = [np.sinc(taps - shift) * np.kaiser(len(taps), 8.6) for shift in (0.0, 2 / 3, 4 / 3)]
    return np.asarray([row / row.sum() for row in rows], dtype=np.float32)


class Upsampler:
    def __init__(self) -> None:
        self._filters = _filters()
        self._held: Pcm = np.zeros(self._filters.shape[1] - 1, dtype=np.float32)

    def push(self, pcm: Pcm) -> Pcm:
        """The samples that can be told by now: three for each two."""
        held = np.concatenate([self._held, pcm])
        width = self._filters.shape[1]
        pairs = max(0, (len(held) - width + 1) // 2)
        if not pairs:
            self._held = held
            return np.zeros(0, dtype=np.float32)
        windows = np.lib.stride_tricks.sliding_window_view(held, width)[: 2 * pairs : 2]
        self._held = held[2 * pairs :]
        return (windows @ self._filters.T).reshape(-1).astype(np.float32)
