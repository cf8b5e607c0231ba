"""The seam of captions: one stream per voice, sound in, events out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal, Protocol

SAMPLE_RATE = 16_000


@dataclass(frozen=True)
class CaptionEvent:
    """A text of one utterance, which replaces every earlier one of the same `utterance`.

    Each utterance ends with exactly one `final`, and nothing follows it. Its text is empty when nothing was said after
    all.
    The first `stable_chars` characters of an interim are not expected to change. `start` and `end` are seconds on the
    time line of `push`. `language` is an ISO 639 code, or empty when it is not known.
    """

    utterance: int
    kind: Literal["interim", "final"]
    start: float
    end: float
    text: str
    stable_chars: int = 0
    language: str = ""

    @property
    def final(self) -> bool:
        return self.kind == "final"


class CaptionStream(Protocol):
    """One voice. Iterate it for events; the iteration ends after `close`, or raises SpeechError."""

    async def push(self, pcm16: bytes, at: float) -> None:
        """Sound at 16 kHz, mono, little-endian signed 16 bit; `at` is the time of its first sample, in seconds.

        Times grow; a gap means that nothing was heard in between.
        """
        ...

    async def flush(self) -> None:
        """Nothing more comes for now: what is open becomes final."""
        ...

    async def close(self) -> None:
        """Flushes and ends. Idempotent."""
        ...

    def __aiter__(self) -> AsyncIterator[CaptionEvent]: ...


class CaptionEngine(Protocol):
    """Makes streams. Used by one event loop."""

    @property
    def name(self) -> str:
        """Engine and model, as people are told: "whisper-base"."""
        ...

    @property
    def late(self) -> bool:
        """Whether text comes with a delay since there is too much to decode."""
        ...

    async def open(self, *, language: str | None) -> CaptionStream:
        """A stream for one voice. `language` is an ISO 639-1 code; None: the engine finds out. Raises SpeechError."""
        ...

    async def close(self) -> None:
        """Ends all streams. Idempotent."""
        ...
