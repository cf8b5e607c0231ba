"""Cross-talk: what a microphone hears of a voice that has a track of its own belongs to that other track.

Where another track is more than 15 dB louder within ±50 ms (sound takes time across a room, and clocks are not exact),
a track is taken to hold leakage there. A quiet microphone must not lose its owner's voice to a loud talker, so each
track's own level is learned where nobody is louder, and speech near that level stays.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from visio_speech.activity.base import Span
from visio_speech.activity.spans import joined
from visio_speech.listen import FLOOR, STEP, Heard

DOMINANCE = 15
"""Decibels by which another track must be louder."""
REACH = 0.05
"""Seconds of delay to either side that are searched."""
_SMOOTH = 20  # values, 200 ms: gaps between syllables are not the end of a voice
_LEAST_CUT = 0.3  # seconds; a shorter dip is a pause inside speech
_LEAST_KEPT = 0.25
_MARGIN = 0.1  # seconds put back around what is kept, where the gate closed a little early
# A track's own voice: the level that a tenth of its undominated speech exceeds, and how far below it still counts.
_OWN_QUANTILE = 90.0
_OWN_RANGE = 8
_LEAST_OWN = 2.0


def gated(heard: Sequence[Heard]) -> list[list[Span]]:
    """For each track the speech that is its own. Tracks need the same time line."""
    if len(heard) < 2:
        return [track.speech for track in heard]
    smooth = [_smoothed(track.levels) for track in heard]
    first, second, owner = _loudest_two(smooth)
    out: list[list[Span]] = []
    for index, track in enumerate(heard):
        others = np.where(owner == index, second, first)[: len(smooth[index])]
        dominated = others.astype(np.int16) - smooth[index] > DOMINANCE
        out.append(_kept(track.speech, smooth[index], dominated))
    return out


def _smoothed(levels: NDArray[np.int8]) -> NDArray[np.int8]:
    """The loudest of 200 ms around each value: syllables make one hill."""
    return _widest(levels, _SMOOTH // 2)


def _loudest_two(tracks: Sequence[NDArray[np.int8]]) -> tuple[NDArray[np.int8], NDArray[np.int8], NDArray[np.int16]]:
    """At each time: the loudest level within ±50 ms, the loudest of another track, and whose the first is."""
    length = max(len(levels) for levels in tracks)
    first = np.full(length, FLOOR, dtype=np.int8)
    second = np.full(length, FLOOR, dtype=np.int8)
    owner = np.full(length, -1, dtype=np.int16)
    for index, levels in enumerate(tracks):
        wide = np.full(length, FLOOR, dtype=np.int8)
        wide[: len(levels)] = _widest(levels, round(REACH / STEP))
        wins = wide > first
        second = np.where(wins, first, np.maximum(second, wide))
        first = np.where(wins, wide, first)
        owner = np.where(wins, np.int16(index), owner)
    return first, second, owner


def _widest(levels: NDArray[np.int8], reach: int) -> NDArray[np.int8]:
    """Largest value within `reach` places to either side."""
    out = levels.copy()
    for shift in range(1, reach + 1):
        np.maximum(out[shift:], levels[:-shift], out=out[shift:])
        np.maximum(out[:-shift], levels[shift:], out=out[:-shift])
    return out


def _kept(speech: Sequence[Span], levels: NDArray[np.int8], dominated: NDArray[np.bool_]) -> list[Span]:
    own = _own_level(speech, levels, dominated)
    if own is not None:
        dominated = dominated & (levels < own - _OWN_RANGE)
    kept: list[Span] = []
    for start, end in speech:
        first, last = round(start / STEP), min(round(end / STEP), len(dominated))
        for begin, finish in _runs(~dominated[first:last]):
            kept.append((start + begin * STEP, start + finish * STEP))
    long_enough = [(start, end) for start, end in joined(kept, gap=_LEAST_CUT) if end - start >= _LEAST_KEPT]
    return _padded(long_enough, speech)


def _own_level(speech: Sequence[Span], levels: NDArray[np.int8], dominated: NDArray[np.bool_]) -> int | None:
    mask = np.zeros(len(levels), dtype=np.bool_)
    for start, end in speech:
        mask[round(start / STEP) : round(end / STEP)] = True
    values = levels[mask & ~dominated]
    if len(values) * STEP < _LEAST_OWN:
        return None
    return round(float(np.percentile(values, _OWN_QUANTILE)))


def _padded(kept: Sequence[Span], speech: Sequence[Span]) -> list[Span]:
    """A little more on both sides of what is kept, but nothing outside the speech it was cut from."""
    out: list[Span] = []
    for start, end in kept:
        for begin, finish in speech:
            if begin - STEP <= start and end <= finish + STEP:
                out.append((max(begin, start - _MARGIN), min(finish, end + _MARGIN)))
                break
        else:
            out.append((start, end))
    return joined(out)


def _runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """From, to (not included) of the stretches that are true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
