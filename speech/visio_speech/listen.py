"""The first pass over a track: how loud it is each 10 ms, and where somebody speaks. Keeps no samples."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visio_speech.activity.base import Span, VoiceActivity
from visio_speech.audio import SAMPLE_RATE, Block, samples
from visio_speech.tracks import Sound

Alive = Callable[[], None]

STEP = 0.01
"""Seconds of one value of an envelope."""
FLOOR = -100
"""Decibels below full scale that stand for silence."""
# Nobody is understood below this level, so the detector of speech need not look.
_AUDIBLE = -60
_PIECE = 0.5  # seconds that are skipped or heard together
LONGEST = 12 * 3600.0
"""Seconds of a meeting that are listened to."""


@dataclass(frozen=True)
class Heard:
    """`levels` are decibels below full scale each 10 ms from time 0; one byte each, so 12 h are 4 MB."""

    speech: list[Span]
    levels: NDArray[np.int8]


class Envelope:
    """Levels of one track, filled block by block."""

    def __init__(self) -> None:
        self._levels: NDArray[np.int8] = np.full(0, FLOOR, dtype=np.int8)
        self._length = 0

    def add(self, block: Block) -> None:
        first = round(block.at / STEP)
        values = levels(block)
        if first < 0 or not len(values):
            return
        self._grow(first + len(values))
        self._levels[first : first + len(values)] = values

    def finished(self) -> NDArray[np.int8]:
        return self._levels[: self._length].copy()

    def _grow(self, length: int) -> None:
        self._length = max(self._length, length)
        if length > len(self._levels):
            more = np.full(max(length, 2 * len(self._levels)), FLOOR, dtype=np.int8)
            more[: len(self._levels)] = self._levels
            self._levels = more


def levels(block: Block) -> NDArray[np.int8]:
    """Root mean square in decibels for each 10 ms."""
    step = samples(STEP)
    count = len(block.pcm) // step
    power = np.mean(np.square(block.pcm[: count * step].reshape(count, step)), axis=1)
    decibels = 10.0 * np.log10(np.maximum(power, 1e-10))
    return np.clip(np.rint(decibels), FLOOR, 0).astype(np.int8)


def listen(sound: Sound, activity: VoiceActivity, *, alive: Alive | None = None) -> Heard:
    """One pass over the track; `alive` is called for each block. Raises what the sound raises."""
    envelope = Envelope()
    speech = activity.spans(_audible(_measured(sound, envelope, alive)))
    return Heard(speech, envelope.finished())


def _measured(sound: Sound, envelope: Envelope, alive: Alive | None) -> Iterator[Block]:
    for block in sound.blocks():
        if alive:
            alive()
        if block.at > LONGEST:
            return
        envelope.add(block)
        yield block


def _audible(blocks: Iterator[Block]) -> Iterator[Block]:
    """Pieces loud enough to hold speech, with the piece before and after each."""
    before: Block | None = None
    wanted_after = False
    for piece in _pieces(blocks):
        values = levels(piece)
        loud = bool(len(values)) and int(values.max()) > _AUDIBLE
        if loud and before is not None:
            yield before
        if loud or wanted_after:
            yield piece
            before = None
        else:
            before = piece
        wanted_after = loud


def _pieces(blocks: Iterator[Block]) -> Iterator[Block]:
    step = samples(_PIECE)
    for block in blocks:
        for first in range(0, len(block.pcm), step):
            yield Block(block.at + first / SAMPLE_RATE, block.pcm[first : first + step])
