"""Where the sound of a meeting comes from: one track for each voice, read from its start as often as needed."""

from __future__ import annotations

import importlib
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np

from visio_speech.audio import Block, Pcm, blocks_of, from_pcm16, resample
from visio_speech.decode import decoded
from visio_speech.errors import AudioUnreadable


class Sound(Protocol):
    def blocks(self) -> Iterator[Block]:
        """Blocks in order of time on the meeting's time line. Raises AudioUnreadable. Closing the iterator ends it."""
        ...


@dataclass(frozen=True)
class Track:
    """One published track. `speaker` is the participant's id; `language` None means that it is heard out.

    `shared` says whether several people may speak on it: None finds out.
    """

    id: str
    speaker: str
    name: str
    sound: Sound
    language: str | None = None
    shared: bool | None = None


@dataclass(frozen=True)
class RecordedSound:
    """A track of a recording part, decoded by the native client. `offset` is where the part begins in the meeting."""

    folder: Path
    track: str
    offset: float = 0.0

    def blocks(self) -> Iterator[Block]:
        # Imported here, because whoever transcribes files alone needs no media client.
        record = importlib.import_module("visio_client.record")
        refused = cast(type[Exception], importlib.import_module("visio_client.errors").ClientError)
        try:
            for piece in record.audio(self.folder, self.track, rate=16_000):
                yield Block(self.offset + float(piece.start), from_pcm16(piece.samples))
        except (OSError, ValueError, refused) as error:
            raise AudioUnreadable() from error


@dataclass(frozen=True)
class WaveSound:
    """A WAV file of 16-bit samples; several channels are averaged."""

    path: Path
    offset: float = 0.0

    def blocks(self) -> Iterator[Block]:
        try:
            with wave.open(str(self.path), "rb") as file:
                if file.getsampwidth() != 2:
                    raise AudioUnreadable()
                yield from self._read(file)
        except (OSError, EOFError, wave.Error) as error:
            raise AudioUnreadable() from error

    def _read(self, file: Any) -> Iterator[Block]:
        rate, channels, at = int(file.getframerate()), int(file.getnchannels()), 0
        while data := file.readframes(rate * 10):
            pcm = from_pcm16(data)
            mono = pcm[: len(pcm) // channels * channels].reshape(-1, channels).mean(axis=1, dtype=np.float32)
            yield Block(self.offset + at / rate, resample(mono, rate))
            at += len(mono)


@dataclass(frozen=True)
class ImportedSound:
    """Any file that the ffmpeg program reads."""

    path: Path
    offset: float = 0.0

    def blocks(self) -> Iterator[Block]:
        for block in decoded(self.path):
            yield Block(block.at + self.offset, block.pcm)


@dataclass(frozen=True)
class HeldSound:
    """Sound that is already in memory."""

    pcm: Pcm
    offset: float = 0.0

    def blocks(self) -> Iterator[Block]:
        return blocks_of(self.pcm, start=self.offset)
