"""The log-mel spectrogram that Whisper hears. Source: "Robust Speech Recognition via Large-Scale Weak Supervision"
(Radford et al., 2022), section 2.2: 25 ms windows every 10 ms, 80 bands (128 for large-v3), scaled to about ±1."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from visio_speech.audio import SAMPLE_RATE, Pcm

HOP = 160
"""Samples from one column to the next: 10 ms."""
_WINDOW = 400
_RANGE = 8.0  # bels below the loudest point that still count
_COLUMNS_AT_ONCE = 6000


def log_mel(pcm: Pcm, *, bands: int) -> Pcm:
    """The spectrogram, shape (bands, columns); one column for each whole 10 ms of `pcm`."""
    columns = len(pcm) // HOP
    padded = np.pad(pcm, (_WINDOW // 2, _WINDOW // 2), mode="reflect" if len(pcm) > _WINDOW // 2 else "constant")
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::HOP][:columns]
    window = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)
    filters = mel_filters(bands)
    parts: list[NDArray[np.float32]] = []
    for first in range(0, columns, _COLUMNS_AT_ONCE):
        spectrum = np.fft.rfft(frames[first : first + _COLUMNS_AT_ONCE] * window, axis=1)
        power = np.square(np.abs(spectrum)).astype(np.float32)
        parts.append(power @ filters.T)
    mel = np.concatenate(parts) if parts else np.zeros((0, bands), np.float32)
    bels = np.log10(np.maximum(mel, 1e-10))
    loudest = float(bels.max(initial=-10.0))
    return np.ascontiguousarray(((np.maximum(bels, loudest - _RANGE) + 4.0) / 4.0).T, dtype=np.float32)


@cache
def mel_filters(bands: int) -> Pcm:
    """Triangular filters of equal area on Slaney's mel scale, shape (bands, 201), from 0 to 8 kHz."""
    frequencies = np.linspace(0.0, SAMPLE_RATE / 2, _WINDOW // 2 + 1)
    edges = _hertz(np.linspace(_mel(0.0), _mel(SAMPLE_RATE / 2), bands + 2))
    rising = (frequencies[np.newaxis] - edges[:-2, np.newaxis]) / np.diff(edges)[:-1, np.newaxis]
    falling = (edges[2:, np.newaxis] - frequencies[np.newaxis]) / np.diff(edges)[1:, np.newaxis]
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    return (triangles * (2.0 / (edges[2:] - edges[:-2]))[:, np.newaxis]).astype(np.float32)


# Slaney's scale: linear up to 1 kHz, then 27 steps for each factor of 6.4.
_LINEAR_STEP = 200.0 / 3
_KNEE_HZ = 1000.0
_KNEE_MEL = _KNEE_HZ / _LINEAR_STEP
_LOG_STEP = float(np.log(6.4)) / 27.0


def _mel(hertz: float) -> float:
    if hertz < _KNEE_HZ:
        return hertz / _LINEAR_STEP
    return _KNEE_MEL + float(np.log(hertz / _KNEE_HZ)) / _LOG_STEP


def _hertz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    above = _KNEE_HZ * np.exp(_LOG_STEP * (np.maximum(mel, _KNEE_MEL) - _KNEE_MEL))
    return np.where(mel < _KNEE_MEL, mel * _LINEAR_STEP, above)
