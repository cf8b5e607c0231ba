"""A recogniser that says what it was told to, for tests of everything around one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from visio_speech.audio import SAMPLE_RATE, Pcm, samples
from visio_speech.transcribe.base import EngineInfo, Progress
from visio_speech.words import Segment, Word


class Scripted:
    """Says one word of `words` for each second in which it hears anything; begins again when they are used up."""

    def __init__(self, words: Sequence[str] = ("one", "two", "three", "four")) -> None:
        self._words = tuple(words)
        self.hotwords: list[tuple[str, ...]] = []

    def info(self) -> EngineInfo:
        return EngineInfo("scripted", "none", "0" * 64, "MIT", ("en", "fr"))

    def transcribe(
        self,
        pcm: Pcm,
        *,
        language: str | None,
        hotwords: Sequence[str] = (),
        clips: Sequence[tuple[float, float]] | None = None,
        progress: Progress | None = None,
    ) -> Iterator[Segment]:
        self.hotwords.append(tuple(hotwords))
        spans = [(0.0, len(pcm) / SAMPLE_RATE)] if clips is None else list(clips)
        said = 0
        for done, (start, end) in enumerate(spans, start=1):
            words = tuple(self._clip(pcm, start, end, said))
            said += len(words)
            if words:
                text = " ".join(word.text for word in words)
                yield Segment(words[0].start, words[-1].end, text, words, language or "en", 0.0)
            if progress:
                progress(done / len(spans))

    def _clip(self, pcm: Pcm, start: float, end: float, said: int) -> Iterator[Word]:
        at = start
        while at < end:
            until = min(at + 1.0, end)
            if np.any(np.abs(pcm[samples(at) : samples(until)]) > 0.001):
                yield Word(at, until, self._words[said % len(self._words)], 0.9)
                said += 1
            at = until
