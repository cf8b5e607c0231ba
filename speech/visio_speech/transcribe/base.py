"""The seam of recognition: one voice in, text with times out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from visio_speech.audio import Pcm
from visio_speech.words import Segment

Progress = Callable[[float], None]


@dataclass(frozen=True)
class EngineInfo:
    """What made a text. Kept with each transcript. `digest` is the model's SHA-256, empty where only a server knows.

    `languages` holds ISO 639-1 codes; empty means that the engine does not say.
    """

    name: str
    model: str
    digest: str = ""
    licence: str = ""
    languages: tuple[str, ...] = ()
    device: str = "cpu"


class Transcriber(Protocol):
    """Recognition of one mono track, 16 kHz."""

    def info(self) -> EngineInfo: ...

    def transcribe(
        self,
        pcm: Pcm,
        *,
        language: str | None,
        hotwords: Sequence[str] = (),
        clips: Sequence[tuple[float, float]] | None = None,
        progress: Progress | None = None,
    ) -> Iterator[Segment]:
        """Segments in order of time, in seconds from the first sample of `pcm`.

        Only `clips` (start, end) are heard, or all of `pcm` when None. `language` None means: find out. `progress` is
        given the share of the speech that is done, 0 to 1. Closing the iterator ends the work. Raises SpeechError.
        """
        ...
