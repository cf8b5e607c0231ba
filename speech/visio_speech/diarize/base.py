"""The seam of diarization: who of several voices on one track speaks when."""

from __future__ import annotations

from typing import Protocol

from visio_speech.audio import Pcm
from visio_speech.words import Turn


class Diarizer(Protocol):
    def diarize(self, pcm: Pcm, *, speakers: int | None = None) -> list[Turn]:
        """Turns in order of start, in seconds from the first sample. Turns of different speakers may overlap.

        `speakers` forces their number; None lets the engine find it.
        """
        ...
