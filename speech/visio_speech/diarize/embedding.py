"""CAM++: a voice as a point on a sphere. Two samples of one voice lie close together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from visio_speech.activity.silero import session
from visio_speech.audio import Pcm, samples
from visio_speech.diarize.fbank import fbank

SIZE = 192
SHORTEST = 0.4
"""Seconds below which a sample says nothing about a voice."""


class SpeakerEmbedding:
    def __init__(self, *, threads: int = 1) -> None:
        self._model = session("campplus", threads=threads)

    def of(self, pcm: Pcm) -> Pcm | None:
        """A unit vector of 192 numbers, or None for a sample that is too short."""
        if len(pcm) < samples(SHORTEST):
            return None
        features = fbank(pcm)[np.newaxis]
        vector = np.asarray(self._model.run(None, {"x": features})[0], dtype=np.float32)[0]
        length = float(np.linalg.norm(vector))
        return vector / length if length > 0 else None


def mean(vectors: Sequence[Pcm]) -> Pcm:
    """The direction in the middle."""
    total = np.sum(np.stack(vectors), axis=0)
    return (total / max(float(np.linalg.norm(total)), 1e-9)).astype(np.float32)
