"""Sound for the tests: a square wave is speech, zeros are silence. 100 ms pieces, 16 kHz, signed 16 bit."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterator

import numpy as np
from visio_speech.caption.base import CaptionEvent, CaptionStream

PIECE = 0.1


def speech(seconds: float) -> bytes:
    """Every sample is loud, so that even a short piece counts."""
    count = round(seconds * 16_000)
    return (np.where(np.arange(count) % 16 < 8, 8000, -8000)).astype("<i2").tobytes()


def silence(seconds: float) -> bytes:
    return bytes(2 * round(seconds * 16_000))


def pieces(pcm: bytes, at: float = 0.0) -> Iterator[tuple[bytes, float]]:
    step = round(PIECE * 32_000)
    for first in range(0, len(pcm), step):
        yield pcm[first : first + step], at + first / 32_000


async def say(stream: CaptionStream, pcm: bytes, at: float = 0.0) -> float:
    """All at once, as fast as it is taken. Returns where it ends."""
    for piece, when in pieces(pcm, at):
        await stream.push(piece, when)
    return at + len(pcm) / 32_000


async def all_of(stream: AsyncIterable[CaptionEvent]) -> list[CaptionEvent]:
    return [event async for event in stream]


def finals(events: list[CaptionEvent]) -> list[str]:
    return [event.text for event in events if event.final and event.text]
