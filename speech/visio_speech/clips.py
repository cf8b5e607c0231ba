"""Pieces of a track, read in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from visio_speech.activity.base import Span
from visio_speech.audio import Block, Pcm, joined, samples

_LONGEST = 120.0
_SHORTEST = 0.05


def clips(blocks: Iterator[Block], spans: Sequence[Span]) -> Iterator[tuple[float, Pcm]]:
    """Start and samples of each span, in order. A span longer than two minutes comes in pieces."""
    held: list[Block] = []
    ended = False
    for start, end in _shortened(spans):
        while not ended and (not held or held[-1].end < end):
            block = next(blocks, None)
            if block is None:
                ended = True
            elif block.end > start:
                held.append(block)
        held = [block for block in held if block.end > start]
        pcm = joined(held, start, end)
        if len(pcm) >= samples(_SHORTEST):
            yield start, pcm


def _shortened(spans: Sequence[Span]) -> Iterator[Span]:
    for start, end in spans:
        while end - start > _LONGEST:
            yield start, start + _LONGEST
            start += _LONGEST
        yield start, end
