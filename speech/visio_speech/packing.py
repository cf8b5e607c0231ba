"""Speech without its pauses: clips put one behind the other, and the way back to their own times.

A recogniser costs the same for a window of speech and for a window of silence, so clips that lie far apart share one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from visio_speech.activity.base import Span
from visio_speech.audio import SAMPLE_RATE, Pcm, rms, samples, silence
from visio_speech.words import Segment, Word

PAUSE = 0.4
"""Seconds of silence between two clips: enough to be heard as a pause, too little to be heard as an end."""
_SEARCH = 6.0  # a clip that is too long is cut at the quietest point of its last seconds
_STEP = 0.05


@dataclass(frozen=True)
class Piece:
    """`seconds` of sound that begin at `at` in the packed array and at `source` on the time line they come from."""

    at: float
    source: float
    seconds: float


@dataclass(frozen=True)
class Packed:
    """Packed sound. `time` and `restored` lead back to the time line of the clips."""

    pcm: Pcm
    pieces: tuple[Piece, ...]

    @property
    def seconds(self) -> float:
        return len(self.pcm) / SAMPLE_RATE

    def spans(self) -> list[Span]:
        """Where speech lies in the packed array."""
        return [(piece.at, piece.at + piece.seconds) for piece in self.pieces]

    def piece(self, at: float) -> Piece:
        """The piece that is nearest to a time in the packed array; half of each pause belongs to either side."""
        starts = [piece.at - PAUSE / 2 for piece in self.pieces]
        return self.pieces[max(0, bisect_right(starts, at) - 1)]

    def word(self, word: Word) -> Word:
        """The word on the time line of the clips. A word never reaches over the end of its clip."""
        piece = self.piece((word.start + word.end) / 2)
        start = min(max(word.start - piece.at, 0.0), piece.seconds) + piece.source
        end = min(max(word.end - piece.at, 0.0), piece.seconds) + piece.source
        return Word(start, max(start, end), word.text, word.prob)

    def restored(self, segment: Segment) -> Iterator[Segment]:
        """The segment on the time line of the clips; one whose words come from several clips becomes several."""
        if not segment.words:
            as_word = self.word(Word(segment.start, segment.end, segment.text))
            yield Segment(as_word.start, as_word.end, segment.text, (), segment.language, segment.no_speech)
            return
        for words in self._by_piece(segment.words):
            moved = tuple(self.word(word) for word in words)
            text = " ".join(word.text for word in moved)
            yield Segment(moved[0].start, moved[-1].end, text, moved, segment.language, segment.no_speech)

    def _by_piece(self, words: Sequence[Word]) -> list[list[Word]]:
        groups: list[list[Word]] = []
        last: Piece | None = None
        for word in words:
            piece = self.piece((word.start + word.end) / 2)
            if piece is not last:
                groups.append([])
                last = piece
            groups[-1].append(word)
        return groups


class Packer:
    """Collects clips until `full`. Holds no more sound than one clip beyond `longest` seconds."""

    def __init__(self, *, longest: float) -> None:
        self._longest = longest
        self._parts: list[Pcm] = []
        self._pieces: list[Piece] = []
        self._seconds = 0.0

    def fits(self, seconds: float) -> bool:
        return not self._pieces or self._seconds + PAUSE + seconds <= self._longest

    def add(self, pcm: Pcm, source: float) -> None:
        if self._pieces:
            self._parts.append(silence(PAUSE))
            self._seconds += len(self._parts[-1]) / SAMPLE_RATE
        self._pieces.append(Piece(self._seconds, source, len(pcm) / SAMPLE_RATE))
        self._parts.append(pcm)
        self._seconds += len(pcm) / SAMPLE_RATE

    def taken(self) -> Packed | None:
        """What was collected, or None for nothing; then begin again."""
        if not self._pieces:
            return None
        packed = Packed(np.concatenate(self._parts), tuple(self._pieces))
        self._parts, self._pieces, self._seconds = [], [], 0.0
        return packed


def windows(pcm: Pcm, clips: Sequence[Span] | None, *, longest: float) -> Iterator[Packed]:
    """`clips` of `pcm` packed into windows of at most `longest` seconds; all of `pcm` when None."""
    whole = [(0.0, len(pcm) / SAMPLE_RATE)]
    packer = Packer(longest=longest)
    for span in whole if clips is None else clips:
        for start, end in cut(pcm, span, longest=longest):
            if not packer.fits(end - start) and (packed := packer.taken()):
                yield packed
            packer.add(pcm[samples(start) : samples(end)], start)
    if packed := packer.taken():
        yield packed


def cut(pcm: Pcm, span: Span, *, longest: float) -> Iterator[Span]:
    """`span` in pieces of at most `longest` seconds, cut where it is quietest. What lies outside `pcm` is left out."""
    start, end = max(0.0, span[0]), min(span[1], len(pcm) / SAMPLE_RATE)
    while end - start > longest:
        at = _quietest(pcm, start + max(longest - _SEARCH, longest / 2), start + longest)
        yield start, at
        start = at
    if end > start:
        yield start, end


def _quietest(pcm: Pcm, start: float, end: float) -> float:
    points = np.arange(start, end - _STEP, _STEP)
    levels = [rms(pcm[samples(at) : samples(at + _STEP)]) for at in points.tolist()]
    return float(points[int(np.argmin(levels))]) + _STEP / 2
