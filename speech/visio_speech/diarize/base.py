"""The seam of diarization: who of several voices on one track speaks when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from visio_speech.activity.base import Span
from visio_speech.audio import Pcm
from visio_speech.words import Turn


class Diarizer(Protocol):
    def diarize(
        self,
        pcm: Pcm,
        *,
        speakers: int | None = None,
        spans: Sequence[Span] | None = None,
        alive: Callable[[], None] | None = None,
    ) -> list[Turn]:
        """Turns in order of start, in seconds from the first sample. Turns of different speakers may overlap.

        `speakers` forces their number; None lets the engine find it. `spans` is where speech was found before; None
        lets the engine look itself. `pcm` may lie in a file, so it is read piece by piece; `alive` is called now and
        then, because hours of sound take a while.
        """
        ...

    def several(self, sounds: Sequence[Pcm]) -> bool:
        """Whether samples of speech, all of one length, sound like more than one voice. Saves `diarize` for most."""
        ...
