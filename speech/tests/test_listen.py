"""The first pass over a track."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from visio_speech.activity.base import Span
from visio_speech.audio import SAMPLE_RATE, Block, Pcm, silence
from visio_speech.listen import FLOOR, levels, listen
from visio_speech.tracks import HeldSound


class Everything:
    """Takes all it is given for speech, and remembers how much that was."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def segments(self, pcm: Pcm) -> list[Span]:
        return [(0.0, len(pcm) / SAMPLE_RATE)]

    def spans(self, blocks: Iterable[Block]) -> list[Span]:
        found: list[Span] = []
        for block in blocks:
            self.seconds += len(block.pcm) / SAMPLE_RATE
            found.append((block.at, block.end))
        return found


def loud(seconds: float) -> Pcm:
    return np.full(round(seconds * SAMPLE_RATE), 0.1, dtype=np.float32)


def test_levels_are_decibels_below_full_scale():
    assert levels(Block(0, loud(0.05))).tolist() == [-20] * 5
    assert levels(Block(0, silence(0.02))).tolist() == [FLOOR] * 2


def test_silence_is_not_listened_to():
    activity = Everything()
    listen(HeldSound(np.concatenate([silence(100), loud(2), silence(100)])), activity)
    assert 2 <= activity.seconds <= 4


def test_the_envelope_is_on_the_line_of_the_meeting():
    heard = listen(HeldSound(loud(1), offset=10), Everything())
    assert len(heard.levels) == 1100
    assert set(heard.levels[:1000].tolist()) == {FLOOR}
    assert set(heard.levels[1000:].tolist()) == {-20}


def test_twelve_hours_are_kept_in_a_few_megabytes():
    class Long:
        def blocks(self) -> Iterator[Block]:
            second = silence(1)
            return (Block(60.0 * at + 59, second) for at in range(12 * 60))

    heard = listen(Long(), Everything())
    assert heard.levels.nbytes == 12 * 3600 * 100
