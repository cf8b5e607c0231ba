"""The seam of voice activity."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from visio_speech.audio import Block, Pcm

Span = tuple[float, float]
"""From, to, in seconds."""


class VoiceActivity(Protocol):
    def segments(self, pcm: Pcm) -> list[Span]:
        """Where somebody speaks, in seconds from the first sample, in order and without overlap."""
        ...

    def spans(self, blocks: Iterable[Block]) -> list[Span]:
        """The same for a track of any length that is read block by block, on the blocks' own time line."""
        ...
