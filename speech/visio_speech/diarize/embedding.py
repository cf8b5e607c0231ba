"""CAM++: a voice as a point on a sphere. Two samples of one voice lie close together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from visio_speech.activity.silero import session
from visio_speech.audio import Pcm, samples
from visio_speech.diarize.fbank import fbank

SHORTEST = 0.4
"""Seconds below which a sample says nothing about a voice."""


class SpeakerEmbedding:
    def __init__(self, *, threads: int = 1) -> None:
        self._model = session("campplus", threads=threads)

    def of(self, pcm: Pcm) -> Pcm | None:
        """A unit vector of 192 numbers, or None for a sample that is too short."""
        if len(pcm) < samples(SHORTEST):
            return None
        return self.all([pcm])[0]

    def all(self, sounds: Sequence[Pcm]) -> Pcm:
        """The same for samples of one length, at once: shape (samples, 192)."""
        features = np.stack([fbank(pcm) for pcm in sounds])
        vectors = np.asarray(self._model.run(None, {"x": features})[0], dtype=np.float32)
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
