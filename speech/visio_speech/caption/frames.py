"""What travels into the recognition process: frames of bytes. Out of it come lines of JSON, one object each.

A frame is kind (1 byte), stream (4), length (4), time (8, a double), all big-endian, and then `length` bytes:

    SETUP  the options as JSON, once, first          OPEN   {"language": "fr" or null} as JSON
    SOUND  16 kHz, mono, signed 16 bit; `at` its time   FLUSH, CLOSE  nothing
    TRANSLATE  {"text": "…", "source": "fr" or "", "targets": ["en"]} as JSON; `stream` is any number, for the answers;
               without targets the translator is only made ready

Lines: `{"ready": name}` · `{"stream": 1, "utterance": 3, "kind": "interim", "start": 0.0, "end": 1.2, "text": "…",
"stable": 4, "language": "fr"}` · `{"closed": 1, "fault": code or null}` · `{"late": true}` · `{"failed": code}`. Of
translation: `{"translator": name}` once it is loaded, and for each target of a text `{"translated": number,
"language": "en", "text": "…"}`, or `"fault": code` in place of the text.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

_HEADER: Final = struct.Struct(">BIId")
LONGEST: Final = 1 << 20
"""Bytes of one frame's content: half a minute of sound."""


class Kind(IntEnum):
    SETUP = 0
    OPEN = 1
    SOUND = 2
    FLUSH = 3
    CLOSE = 4
    TRANSLATE = 5


@dataclass(frozen=True)
class Frame:
    kind: Kind
    stream: int = 0
    content: bytes = b""
    at: float = 0.0


_LAST_KIND: Final = max(Kind)


class FrameInvalid(ValueError):
    """The bytes are no frames; the rest of the flow cannot be read."""


def encode(frame: Frame) -> bytes:
    if len(frame.content) > LONGEST:
        raise FrameInvalid("the content is too long")
    return _HEADER.pack(frame.kind, frame.stream, len(frame.content), frame.at) + frame.content


class FrameReader:
    """Frames out of bytes that come in any pieces. Holds at most one frame."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that are now complete. Raises FrameInvalid."""
        self._held += data
        frames: list[Frame] = []
        while len(self._held) >= _HEADER.size:
            kind, stream, length, at = _HEADER.unpack_from(self._held)
            if kind > _LAST_KIND or length > LONGEST:
                raise FrameInvalid("no such frame")
            end = _HEADER.size + length
            if len(self._held) < end:
                break
            frames.append(Frame(Kind(kind), stream, bytes(self._held[_HEADER.size : end]), at))
            del self._held[:end]
        return frames
