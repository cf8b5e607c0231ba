"""An engine without a model, for tests: each stretch of sound is "heard" as words that count it."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from visio_speech.audio import Pcm
from visio_speech.caption.embedded import EmbeddedCaptions, Heard
from visio_speech.caption.utterances import FRAME, Take

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_LOUD = 0.02


class LoudnessActivity:
    """Speech is whatever is louder than -34 dB."""

    def __init__(self) -> None:
        self._rest: Pcm = np.zeros(0, dtype=np.float32)

    def push(self, pcm: Pcm) -> NDArray[np.float32]:
        self._rest = np.concatenate([self._rest, pcm])
        count = len(self._rest) // FRAME
        frames, self._rest = self._rest[: count * FRAME].reshape(count, FRAME), self._rest[count * FRAME :]
        return (np.abs(frames).max(axis=1, initial=0.0) > _LOUD).astype(np.float32)

    def reset(self) -> None:
        self._rest = np.zeros(0, dtype=np.float32)


class CountingRecogniser:
    """One word for each second of speech, counted from one: "one two three"."""

    def hear(self, take: Take, language: str | None) -> Heard:
        seconds = round(take.spoken * FRAME / 16_000)
        return Heard(" ".join(_WORDS[: max(1, min(seconds, len(_WORDS)))]), language or "en")


class ScriptedCaptions(EmbeddedCaptions):
    """A CaptionEngine."""

    def __init__(self) -> None:
        super().__init__("scripted", [CountingRecogniser()], LoudnessActivity, time.monotonic)
