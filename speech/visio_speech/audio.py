"""Sound as numbers: 16 kHz, mono, float32 between -1 and 1. Everything in this package hears that and nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
Pcm = NDArray[np.float32]

# Taps of the resampling filter on each side, in periods of the lower of the two rates. 32 keep the band up to 7 kHz
# within 0.1 dB and images 70 dB down.
_HALF_WIDTH = 32


@dataclass(frozen=True)
class Block:
    """A piece of one track. `at` is the time of its first sample, in seconds on the meeting's time line."""

    at: float
    pcm: Pcm

    @property
    def end(self) -> float:
        return self.at + len(self.pcm) / SAMPLE_RATE


def silence(seconds: float) -> Pcm:
    return np.zeros(samples(seconds), dtype=np.float32)


def samples(seconds: float) -> int:
    """Samples in a duration, rounded to the nearest."""
    return round(seconds * SAMPLE_RATE)


def from_pcm16(data: bytes) -> Pcm:
    """Little-endian signed 16-bit samples. An odd last byte is left out."""
    usable = len(data) & ~1
    return np.frombuffer(data[:usable], dtype="<i2").astype(np.float32) / np.float32(32768.0)


def to_pcm16(pcm: Pcm) -> bytes:
    return np.clip(np.rint(pcm * 32767.0), -32768, 32767).astype("<i2").tobytes()


def rms(pcm: Pcm) -> float:
    """Root of the mean square, 0 for no samples."""
    if not len(pcm):
        return 0.0
    return float(np.sqrt(np.mean(np.square(pcm, dtype=np.float64))))


def resample(pcm: Pcm, rate: int) -> Pcm:
    """The same sound at 16 kHz. `rate` is that of `pcm`, in Hz.

    Windowed sinc (Kaiser, beta 8.6) evaluated at the polyphase points of the rate ratio.
    """
    if rate <= 0:
        raise ValueError("a sample rate is above 0")
    if rate == SAMPLE_RATE or not len(pcm):
        return pcm
    divisor = math.gcd(rate, SAMPLE_RATE)
    up, down = SAMPLE_RATE // divisor, rate // divisor
    filters, reach = _polyphase(up, down)
    length = -(-len(pcm) * up // down)
    padded = np.concatenate([np.zeros(reach, np.float32), pcm, np.zeros(reach + 1, np.float32)])
    out = np.empty(length, dtype=np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(padded, filters.shape[1])
    for phase in range(up):
        positions = np.arange(phase, length, up, dtype=np.int64) * down // up
        positions = np.minimum(positions, len(windows) - 1)
        out[phase::up] = windows[positions] @ filters[phase]
    return out


def _polyphase(up: int, down: int) -> tuple[Pcm, int]:
    """One filter for each of the `up` phases, and how many input samples each reaches to both sides."""
    cutoff = min(1.0, up / down) * 0.96
    reach = math.ceil(_HALF_WIDTH / min(1.0, up / down))
    taps = np.arange(-reach, reach + 1, dtype=np.float64)
    rows: list[NDArray[np.float64]] = []
    for phase in range(up):
        offset = taps - (phase * down % up) / up
        inside = np.clip(1.0 - np.square(offset / (reach + 1)), 0.0, None)
        window = np.i0(8.6 * np.sqrt(inside)) / np.i0(8.6)
        row = np.sinc(offset * cutoff) * window * cutoff
        rows.append(row / row.sum())
    return np.asarray(rows, dtype=np.float32), reach


def joined(blocks: Iterable[Block], start: float, end: float) -> Pcm:
    """The samples from `start` to `end` as one array; what no block covers is silence."""
    out = silence(max(0.0, end - start))
    for block in blocks:
        first = samples(block.at - start)
        begin, finish = max(0, first), min(len(out), first + len(block.pcm))
        if finish > begin:
            out[begin:finish] = block.pcm[begin - first : finish - first]
    return out


def blocks_of(pcm: Pcm, *, start: float = 0.0, seconds: float = 10.0) -> Iterator[Block]:
    """`pcm` cut into blocks of at most `seconds`."""
    step = samples(seconds)
    for first in range(0, len(pcm), step):
        yield Block(start + first / SAMPLE_RATE, pcm[first : first + step])
