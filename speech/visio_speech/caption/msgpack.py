"""The part of MessagePack that moshi-server speaks: maps with text keys, numbers, text, lists of 32-bit floats.

Source: the MessagePack specification (github.com/msgpack/msgpack, spec.md).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from visio_speech.audio import Pcm

MOST_DEPTH: Final = 8
MOST_ITEMS: Final = 10_000


class MessageInvalid(ValueError):
    """The bytes are not one value of this part of MessagePack."""


def pack(message: Mapping[str, str | int | Pcm]) -> bytes:
    """A map of at most 15 entries. Arrays become lists of 32-bit floats."""
    out = bytearray([0x80 | len(message)])
    for name, value in message.items():
        out += _text(name)
        if isinstance(value, str):
            out += _text(value)
        elif isinstance(value, int):
            out += struct.pack(">Bq", 0xD3, value) if not 0 <= value < 128 else bytes([value])
        else:
            out += _floats(value)
    return bytes(out)


def unpack(data: bytes) -> Any:
    """One value. Raises MessageInvalid, also for bytes that follow it."""
    reader = _Reader(data)
    try:
        value = reader.value(0)
    except (struct.error, IndexError, UnicodeDecodeError, TypeError):
        raise MessageInvalid("cut off, or not of this kind") from None
    if reader.at != len(data):
        raise MessageInvalid("bytes follow the value")
    return value


def _text(text: str) -> bytes:
    data = text.encode()
    if len(data) < 32:
        return bytes([0xA0 | len(data)]) + data
    return struct.pack(">BH", 0xDA, len(data)) + data


def _floats(values: Pcm) -> bytes:
    """Each float is a byte of type and four of value: one array of records."""
    records = np.empty(len(values), dtype=[("type", "u1"), ("value", ">f4")])
    records["type"] = 0xCA
    records["value"] = values
    if len(values) < 16:
        return bytes([0x90 | len(values)]) + records.tobytes()
    return struct.pack(">BH", 0xDC, len(values)) + records.tobytes()


# First byte → struct format of what follows.
_NUMBERS: Final = {
    0xCA: ">f",
    0xCB: ">d",
    0xCC: ">B",
    0xCD: ">H",
    0xCE: ">I",
    0xCF: ">Q",
    0xD0: ">b",
    0xD1: ">h",
    0xD2: ">i",
    0xD3: ">q",
}
_CONSTANTS: Final = {0xC0: None, 0xC2: False, 0xC3: True}
# First byte → kind and format of the length that follows.
_SIZED: Final = {
    0xC4: ("bytes", ">B"),
    0xC5: ("bytes", ">H"),
    0xC6: ("bytes", ">I"),
    0xD9: ("text", ">B"),
    0xDA: ("text", ">H"),
    0xDB: ("text", ">I"),
    0xDC: ("list", ">H"),
    0xDD: ("list", ">I"),
    0xDE: ("map", ">H"),
    0xDF: ("map", ">I"),
}


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def value(self, depth: int) -> Any:
        if depth > MOST_DEPTH:
            raise MessageInvalid("nested too deeply")
        first = self.data[self.at]
        self.at += 1
        if first < 0x80:
            return first
        if first >= 0xE0:
            return first - 0x100
        if first < 0xC0:
            return self._short(first, depth)
        if first in _CONSTANTS:
            return _CONSTANTS[first]
        if first in _NUMBERS:
            return self._number(_NUMBERS[first])
        if first in _SIZED:
            kind, length = _SIZED[first]
            return self._sized(kind, int(self._number(length)), depth)
        raise MessageInvalid("of a kind that is not used here")

    def _short(self, first: int, depth: int) -> Any:
        if first >= 0xA0:
            return self._sized("text", first & 0x1F, depth)
        return self._sized("map" if first < 0x90 else "list", first & 0x0F, depth)

    def _number(self, layout: str) -> int | float:
        (value,) = struct.unpack_from(layout, self.data, self.at)
        self.at += struct.calcsize(layout)
        return value

    def _sized(self, kind: str, length: int, depth: int) -> Any:
        if kind in ("text", "bytes"):
            if length > len(self.data) - self.at:
                raise MessageInvalid("cut off")
            held = self.data[self.at : self.at + length]
            self.at += length
            return held.decode() if kind == "text" else held
        if length > MOST_ITEMS:
            raise MessageInvalid("too many items")
        if kind == "list":
            return [self.value(depth + 1) for _ in range(length)]
        return {self.value(depth + 1): self.value(depth + 1) for _ in range(length)}
