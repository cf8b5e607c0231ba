"""Filterbank features as Kaldi computes them, which the speaker embedding was trained on: 80 log-mel bands of 25 ms
windows every 10 ms, the mean over time subtracted. Source: Kaldi, src/feat/feature-fbank.cc, mel-computations.cc."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from visio_speech.audio import SAMPLE_RATE, Pcm

BANDS = 80
_LENGTH, _SHIFT, _FFT = 400, 160, 512
_LOWEST_HZ = 20.0
_EMPHASIS = 0.97


def fbank(pcm: Pcm) -> Pcm:
    """Features, shape (frames, 80). Fewer than 400 samples give no frame."""
    if len(pcm) < _LENGTH:
        return np.zeros((0, BANDS), dtype=np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(pcm, _LENGTH)[::_SHIFT].astype(np.float32)
    frames = frames - frames.mean(axis=1, keepdims=True)
    frames = frames - _EMPHASIS * np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    spectrum = np.fft.rfft(frames * _povey(), _FFT, axis=1)
    power = (spectrum.real**2 + spectrum.imag**2)[:, : _FFT // 2].astype(np.float32)
    bands = np.log(np.maximum(power @ _filters().T, np.finfo(np.float32).eps))
    return (bands - bands.mean(axis=0)).astype(np.float32)


@cache
def _povey() -> Pcm:
    return (np.hanning(_LENGTH) ** 0.85).astype(np.float32)


@cache
def _filters() -> Pcm:
    """Triangles on the mel scale 1127 ln(1 + f/700), shape (80, 256)."""
    low, high = _mel(np.array([_LOWEST_HZ, SAMPLE_RATE / 2], dtype=np.float64)).tolist()
    edges: NDArray[np.float64] = np.linspace(low, high, BANDS + 2, dtype=np.float64)
    mels = _mel(np.arange(_FFT // 2, dtype=np.float64) * SAMPLE_RATE / _FFT)
    rising = (mels - edges[:-2, np.newaxis]) / np.diff(edges)[:-1, np.newaxis]
    falling = (edges[2:, np.newaxis] - mels) / np.diff(edges)[1:, np.newaxis]
    return np.maximum(0.0, np.minimum(rising, falling)).astype(np.float32)


def _mel(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1127.0 * np.log1p(hertz / 700.0)
