"""Who spoke when on one track, by segmentation-3.0 and CAM++.

Windows of ten seconds are segmented into nameless voices; what each says alone is embedded; the embeddings are
clustered over the whole track; then each frame gets as many of the likeliest voices as were counted in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visio_speech.activity.base import Span
from visio_speech.audio import SAMPLE_RATE, Pcm, samples
from visio_speech.diarize.clustering import centres, clustered, nearest
from visio_speech.diarize.embedding import SIZE, SpeakerEmbedding
from visio_speech.diarize.segmentation import FRAME, FRAMES, VOICES, WINDOW, Segmentation
from visio_speech.words import Turn

HOP = 5.0
"""Seconds from one window to the next: each moment is heard twice."""
LIKENESS = 0.5
"""Mean cosine above which two groups of samples are one voice."""
_SURE = 1.0  # seconds alone that a sample needs to take part in finding the voices
_LONGEST_SAMPLE = 6.0
# A cluster with less than this share of the speech, or fewer seconds, is a splinter of another.
_SPLINTER_SHARE, _SPLINTER = 0.02, 3.0
_SHORTEST_TURN, _SHORTEST_GAP = 0.2, 0.3
_SAMPLES, _SAMPLE = 40, 3.0
_SECOND_VOICE = 0.4  # two voices' samples are less alike than this on average


@dataclass(frozen=True)
class _Local:
    """One voice of one window. `active` are its 589 frames, `alone` the seconds in which nobody else speaks."""

    first: int
    active: NDArray[np.bool_]
    alone: float
    vector: Pcm | None


class OnnxDiarizer:
    def __init__(self, *, threads: int = 2, likeness: float = LIKENESS) -> None:
        self._segmentation = Segmentation(threads=threads)
        self._embedding = SpeakerEmbedding(threads=threads)
        self._likeness = likeness

    def diarize(self, pcm: Pcm, *, speakers: int | None = None, spans: Sequence[Span] | None = None) -> list[Turn]:
        local = [voice for window in self._windows(pcm, spans) for voice in window]
        labels = self._named(local, speakers)
        frames = round(len(pcm) / SAMPLE_RATE / FRAME) + FRAMES
        return _turns(_activity(local, labels, frames), _mask(spans, frames), len(pcm) / SAMPLE_RATE)

    def several(self, pcm: Pcm, spans: Sequence[Span]) -> bool:
        vectors = [vector for one in _sampled(pcm, spans) if (vector := self._embedding.of(one)) is not None]
        labels = np.asarray(clustered(vectors, likeness=_SECOND_VOICE))
        counts = np.bincount(labels) if len(labels) else np.zeros(1)
        return int((counts >= max(2, 0.05 * len(labels))).sum()) > 1

    def _windows(self, pcm: Pcm, spans: Sequence[Span] | None) -> Iterator[list[_Local]]:
        seconds = len(pcm) / SAMPLE_RATE
        for start in np.arange(0.0, max(HOP, seconds - HOP), HOP).tolist():
            if spans is None or any(begin < start + WINDOW and start < end for begin, end in spans):
                yield self._window(np.asarray(pcm[samples(start) : samples(start + WINDOW)]), start)

    def _window(self, pcm: Pcm, start: float) -> list[_Local]:
        active = self._segmentation.window(pcm)
        single = active.sum(axis=1) == 1
        voices: list[_Local] = []
        for voice in range(VOICES):
            mine = active[:, voice]
            if mine.any():
                sound = _only(pcm, mine & single)
                vector = self._embedding.of(sound[: samples(_LONGEST_SAMPLE)])
                voices.append(_Local(round(start / FRAME), mine, len(sound) / SAMPLE_RATE, vector))
        return voices

    def _named(self, local: Sequence[_Local], speakers: int | None) -> list[int | None]:
        """A label for each local voice; None where nothing tells whose it is."""
        sure = [voice for voice in local if voice.vector is not None and voice.alone >= _SURE]
        sure = sure or [voice for voice in local if voice.vector is not None]
        if not sure:
            return [None] * len(local)
        points = np.stack([voice.vector for voice in sure if voice.vector is not None])
        seconds = np.array([voice.alone for voice in sure])
        labels = np.asarray(
            clustered(list(points), likeness=self._likeness, clusters=speakers, weights=seconds.tolist())
        )
        middle = centres(points, labels)
        if speakers is None:
            mass = np.bincount(labels, weights=seconds)
            real = mass >= min(max(_SPLINTER, _SPLINTER_SHARE * float(seconds.sum())), float(mass.max()))
            middle = middle[real]
        blank = np.zeros(SIZE, dtype=np.float32)
        everyone = np.stack([voice.vector if voice.vector is not None else blank for voice in local])
        found = nearest(everyone, middle).tolist()
        return [label if voice.vector is not None else None for voice, label in zip(local, found, strict=True)]


def _only(pcm: Pcm, frames: NDArray[np.bool_]) -> Pcm:
    positions = (np.arange(len(pcm)) / (samples(WINDOW) / FRAMES)).astype(np.int64)
    return pcm[frames[np.minimum(positions, FRAMES - 1)]]


def _activity(local: Sequence[_Local], labels: Sequence[int | None], frames: int) -> NDArray[np.bool_]:
    """Shape (frames, speakers): in each frame the likeliest voices, as many as the windows counted on average."""
    speakers = max((label for label in labels if label is not None), default=-1) + 1
    votes = np.zeros((frames, max(1, speakers)), dtype=np.float32)
    counted = np.zeros(frames, dtype=np.float32)
    heard = np.zeros(frames, dtype=np.float32)
    for first in {voice.first for voice in local}:
        heard[first : first + FRAMES] += 1
    for voice, label in zip(local, labels, strict=True):
        place = slice(voice.first, voice.first + FRAMES)
        counted[place] += voice.active
        if label is not None:
            votes[place, label] = votes[place, label] + voice.active
    count = np.rint(counted / np.maximum(heard, 1)).astype(np.int64)
    rank = np.argsort(np.argsort(-votes, axis=1, kind="stable"), axis=1, kind="stable")
    return (rank < count[:, np.newaxis]) & (votes > 0)


def _mask(spans: Sequence[Span] | None, frames: int) -> NDArray[np.bool_]:
    if spans is None:
        return np.ones(frames, dtype=np.bool_)
    mask = np.zeros(frames, dtype=np.bool_)
    for start, end in spans:
        mask[round(start / FRAME) : round(end / FRAME)] = True
    return mask


def _turns(active: NDArray[np.bool_], mask: NDArray[np.bool_], seconds: float) -> list[Turn]:
    turns: list[Turn] = []
    for speaker in range(active.shape[1]):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], (active[:, speaker] & mask).astype(np.int8), [0]])))
        joined: list[list[float]] = []
        for start, end in zip((edges[::2] * FRAME).tolist(), (edges[1::2] * FRAME).tolist(), strict=True):
            if joined and start - joined[-1][1] < _SHORTEST_GAP:
                joined[-1][1] = end
            else:
                joined.append([start, end])
        for start, end in joined:
            if end - start >= _SHORTEST_TURN and start < seconds:
                turns.append(Turn(start, min(end, seconds), str(speaker + 1)))
    return sorted(turns, key=lambda turn: (turn.start, turn.end))


def _sampled(pcm: Pcm, spans: Sequence[Span]) -> Iterator[Pcm]:
    """Samples of three seconds of speech, spread evenly over the track."""
    long = [(start, end) for start, end in spans if end - start >= 1.5]
    chosen = np.unique(np.linspace(0, len(long) - 1, min(_SAMPLES, len(long))).round().astype(np.int64)) if long else []
    for place in chosen:
        start, end = long[int(place)]
        yield np.asarray(pcm[samples(start) : samples(min(end, start + _SAMPLE))])
