"""pyannote segmentation-3.0: who of up to three voices speaks in each 17 ms of a window of ten seconds.

The voices of one window have no names; only their embeddings tie them to those of another. Source: Plaquet and Bredin,
"Powerset multi-class cross entropy loss for neural speaker diarization", 2023.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from visio_speech.activity.silero import session
from visio_speech.audio import Pcm, samples, silence

WINDOW = 10.0
FRAMES = 589
FRAME = WINDOW / FRAMES
"""Seconds of one frame."""
VOICES = 3
# The classes: nobody, each of three alone, each two of three.
_CLASSES = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]], dtype=np.bool_)


class Segmentation:
    def __init__(self, *, threads: int = 1) -> None:
        self._model = session("segmentation", threads=threads)

    def window(self, pcm: Pcm) -> NDArray[np.bool_]:
        """Shape (589, 3): who speaks in each frame. A shorter window is filled up with silence."""
        padded = silence(WINDOW)
        heard = pcm[: samples(WINDOW)]
        padded[: len(heard)] = heard
        scores = np.asarray(self._model.run(None, {"x": padded[np.newaxis, np.newaxis]})[0])[0]
        return _CLASSES[np.argmax(scores, axis=1)]
