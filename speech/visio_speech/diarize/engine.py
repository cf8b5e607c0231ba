"""Who spoke when on one track, by segmentation-3.0 and CAM++.

Segmentation says in each frame how many speak. It cannot tell similar voices that follow closely, so whose voice it is
comes from embeddings of short pieces: these are clustered over the whole track, then each frame is given to the voices
it is most like, with a cost for each change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from visio_speech.activity.base import Span
from visio_speech.activity.spans import joined
from visio_speech.audio import SAMPLE_RATE, Pcm, samples
from visio_speech.diarize.clustering import centres, clustered
from visio_speech.diarize.embedding import SpeakerEmbedding
from visio_speech.diarize.segmentation import FRAME, WINDOW, Segmentation
from visio_speech.diarize.smoothing import steady
from visio_speech.words import Turn

PIECE, STEP = 1.5, 0.75
"""Seconds of one embedded piece, and from one to the next."""
LIKENESS = 0.52
"""Mean cosine above which two groups of pieces are one voice: tuned on four human voices in four languages."""
CHANGE = 0.5
"""What a change of voice must gain: cosine summed over frames."""
_HOP = 5.0  # seconds between windows of segmentation: each moment is heard twice
_AT_ONCE = 32
# A cluster with less than this share of the speech, or fewer seconds, is a splinter of another.
_SPLINTER_SHARE, _SPLINTER = 0.03, 4.0
_SHORTEST_TURN, _SHORTEST_GAP = 0.2, 0.3
# Samples of three seconds of one voice are alike by 0.73 to 0.82 on average, those of two by 0.34 to 0.52.
_CLEARLY_ONE = 0.5


class OnnxDiarizer:
    def __init__(self, *, threads: int = 2, likeness: float = LIKENESS) -> None:
        self._segmentation = Segmentation(threads=threads)
        self._embedding = SpeakerEmbedding(threads=threads)
        self._likeness = likeness

    def diarize(
        self,
        pcm: Pcm,
        *,
        speakers: int | None = None,
        spans: Sequence[Span] | None = None,
        alive: Callable[[], None] | None = None,
    ) -> list[Turn]:
        tell = alive or _nobody_asks
        count = self._counted(pcm, spans, tell)
        starts, vectors = self._pieces(pcm, _spoken(count), tell)
        if not len(vectors):
            return []
        middle = self._voices(vectors, speakers)
        return _turns(_given(count, starts, vectors @ middle.T), len(pcm) / SAMPLE_RATE)

    def several(self, sounds: Sequence[Pcm]) -> bool:
        if len(sounds) < 2:
            return False
        labels = clustered(self._embedding.all(sounds), likeness=_CLEARLY_ONE)
        return int((np.bincount(labels) >= max(2, _SPLINTER_SHARE * len(labels))).sum()) > 1

    def _counted(self, pcm: Pcm, spans: Sequence[Span] | None, tell: Callable[[], None]) -> NDArray[np.int64]:
        """How many speak in each frame: 0, 1 or 2. Outside `spans` nobody does."""
        seconds = len(pcm) / SAMPLE_RATE
        frames = round(seconds / FRAME) + 1
        total = np.zeros(frames, dtype=np.float32)
        heard = np.zeros(frames, dtype=np.float32)
        for start in np.arange(0.0, max(_HOP, seconds - _HOP), _HOP).tolist():
            if spans is not None and not any(begin < start + WINDOW and start < end for begin, end in spans):
                continue
            tell()
            active = self._segmentation.window(np.asarray(pcm[samples(start) : samples(start + WINDOW)]))
            first = round(start / FRAME)
            place = slice(first, min(frames, first + len(active)))
            total[place] += active.sum(axis=1)[: place.stop - first]
            heard[place] += 1
        count = np.rint(total / np.maximum(heard, 1)).astype(np.int64)
        return np.where(_mask(spans, frames), np.minimum(count, 2), 0)

    def _pieces(self, pcm: Pcm, speech: Sequence[Span], tell: Callable[[], None]) -> tuple[NDArray[np.float64], Pcm]:
        """Starts in seconds and embeddings of pieces of equal length that cover the speech."""
        starts = np.array(list(_starts(speech, len(pcm) / SAMPLE_RATE)), dtype=np.float64)
        rows: list[Pcm] = []
        for first in range(0, len(starts), _AT_ONCE):
            tell()
            some = starts[first : first + _AT_ONCE].tolist()
            sounds = [np.asarray(pcm[samples(at) : samples(at) + samples(PIECE)]) for at in some]
            rows.append(self._embedding.all(sounds))
        return starts, np.concatenate(rows) if rows else np.zeros((0, 1), dtype=np.float32)

    def _voices(self, vectors: Pcm, speakers: int | None) -> Pcm:
        """The middle of each voice's cluster; splinters are left out."""
        labels = clustered(vectors, likeness=self._likeness, clusters=speakers)
        if speakers is None:
            sizes = np.bincount(labels) * STEP
            least = min(max(_SPLINTER, _SPLINTER_SHARE * float(sizes.sum())), float(sizes.max()))
            real = np.flatnonzero(sizes >= least)
            kept = np.isin(labels, real)
            vectors, labels = vectors[kept], np.searchsorted(real, labels[kept])
        return centres(vectors, labels)


def _nobody_asks() -> None:
    """Who does not want to know is not told."""


def _spoken(count: NDArray[np.int64]) -> list[Span]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (count > 0).astype(np.int8), [0]])))
    return joined(list(zip((edges[::2] * FRAME).tolist(), (edges[1::2] * FRAME).tolist(), strict=True)))


def _starts(speech: Sequence[Span], seconds: float) -> Iterator[float]:
    """Where pieces begin. A stretch shorter than a piece gets one around its middle."""
    for start, end in speech:
        latest = max(0.0, seconds - PIECE)
        if end - start <= PIECE:
            yield min(max(0.0, (start + end - PIECE) / 2), latest)
            continue
        count = round((end - start - PIECE) / STEP) + 1
        yield from (min(at, latest) for at in np.linspace(start, end - PIECE, max(2, count)).tolist())


def _given(count: NDArray[np.int64], starts: NDArray[np.float64], likeness: Pcm) -> NDArray[np.bool_]:
    """Shape (frames, voices): each frame to as many of the likeliest voices as speak in it."""
    frames = len(count)
    scores = np.zeros((frames, likeness.shape[1]), dtype=np.float32)
    weight = np.zeros(frames, dtype=np.float32)
    for start, row in zip(starts.tolist(), likeness, strict=True):
        # The middle of a piece tells more than its edges, where another voice may be heard.
        first, last = round(start / FRAME), min(frames, round((start + PIECE) / FRAME))
        window = np.hanning(max(1, last - first) + 2)[1:-1].astype(np.float32)[: last - first]
        scores[first:last] += window[:, np.newaxis] * row
        weight[first:last] += window
    scores /= np.maximum(weight, 1e-6)[:, np.newaxis]
    best = steady(scores, cost=CHANGE)
    active = np.zeros(scores.shape, dtype=np.bool_)
    active[np.arange(frames), best] = count > 0
    if scores.shape[1] > 1:
        others = scores.copy()
        others[np.arange(frames), best] = -np.inf
        active[np.arange(frames), np.argmax(others, axis=1)] |= count > 1
    return active


def _mask(spans: Sequence[Span] | None, frames: int) -> NDArray[np.bool_]:
    if spans is None:
        return np.ones(frames, dtype=np.bool_)
    mask = np.zeros(frames, dtype=np.bool_)
    for start, end in spans:
        mask[round(start / FRAME) : round(end / FRAME)] = True
    return mask


def _turns(active: NDArray[np.bool_], seconds: float) -> list[Turn]:
    turns: list[Turn] = []
    for voice in range(active.shape[1]):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], active[:, voice].astype(np.int8), [0]])))
        spans = list(zip((edges[::2] * FRAME).tolist(), (edges[1::2] * FRAME).tolist(), strict=True))
        for start, end in joined(spans, gap=_SHORTEST_GAP):
            if end - start >= _SHORTEST_TURN and start < seconds:
                turns.append(Turn(start, min(end, seconds), str(voice + 1)))
    return sorted(turns, key=lambda turn: (turn.start, turn.end))
