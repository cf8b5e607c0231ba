"""H.264 with start codes (ITU-T H.264, annex B)."""

import re
from collections.abc import Iterator

from visio_client.encoded.errors import NotReadable

_START = re.compile(rb"\x00{2,}\x01")
_LONG_START = b"\x00\x00\x00\x01"
_NON_IDR, _IDR, _DELIMITER = 1, 5, 9


def pictures(data: bytes) -> Iterator[bytes]:
    """The pictures in order, each with its parameter sets, behind start codes of four bytes.

    Access unit delimiters are left out, as RTP has no need of them. Slices belong to the picture whose first
    macroblock is 0. Raises NotReadable.
    """
    picture: list[bytes] = []
    complete = False
    for unit in _units(data):
        kind = unit[0] & 0x1F
        slice_of_picture = kind in (_NON_IDR, _IDR)
        # first_mb_in_slice is an unsigned Exp-Golomb code: its first bit is 1 exactly for 0.
        begins = not slice_of_picture or (len(unit) > 1 and unit[1] & 0x80 != 0)
        if complete and begins:
            yield b"".join(picture)
            picture, complete = [], False
        if kind != _DELIMITER:
            picture += (_LONG_START, unit)
        complete = complete or slice_of_picture
    if complete:
        yield b"".join(picture)


def _units(data: bytes) -> Iterator[bytes]:
    starts = list(_START.finditer(data))
    if not starts or starts[0].start() != 0:
        raise NotReadable("This is not H.264 with start codes.")
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        unit = data[start.end() : following.start() if following else len(data)].rstrip(b"\x00")
        if unit:
            yield unit
