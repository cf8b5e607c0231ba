"""Sound of a recording, decoded by the native library."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from visio_sfu.media import _native

from visio_client.record.errors import NotARecording, RecordError
from visio_client.record.manifest import read

BLOCK_MS: Final = 200

Rate = Literal[8_000, 12_000, 16_000, 24_000, 48_000]
"""Samples per second that Opus can be decoded to."""


@dataclass(frozen=True)
class Pcm:
    """A block of sound: its beginning in seconds on the line of the part, and mono samples, 16 bit little-endian."""

    start: float
    samples: bytes


def audio(folder: Path, track: str, rate: Rate = 16_000) -> Iterator[Pcm]:
    """The sound of one track of a finished part in blocks of 200 ms, from its start to its end, silence included.

    Memory does not grow with length. Raises NotARecording, RecordError (`unknown-track`, `not-opus`).
    """
    found = next((entry for entry in read(folder).tracks if entry.id == track), None)
    if found is None:
        raise RecordError("unknown-track", "The recording has no such track.")
    if found.codec != "opus":
        raise RecordError("not-opus", "The track holds no sound.")
    try:
        reader = _native.RecordedSound(str(folder / found.file), rate, BLOCK_MS)
    except (OSError, ValueError) as error:
        raise NotARecording from error
    while (block := reader.read()) is not None:
        yield Pcm(*block)


class OpusDecoder:
    """Decodes the Opus packets of one stream in order: mono, 16 bit little-endian."""

    def __init__(self, rate: Rate = 16_000) -> None:
        self._decoder = _native.OpusDecoder(rate)

    def decode(self, packet: bytes) -> bytes:
        """The samples of one packet. Raises ValueError when it is not Opus; the next packet may be fed nevertheless."""
        return self._decoder.decode(packet)

    def conceal(self, milliseconds: int) -> bytes:
        """What may have been heard in place of lost packets, fading to silence."""
        return self._decoder.conceal(milliseconds)
