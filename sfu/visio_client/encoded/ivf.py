"""IVF, the plain container of VP8 pictures: a header of 32 bytes, then each picture behind a header of 12."""

import struct
from collections.abc import Iterator

from visio_client.encoded.errors import NotReadable

_SIGNATURE = b"DKIF"


def pictures(data: bytes) -> Iterator[bytes]:
    """The pictures in order. Raises NotReadable."""
    if data[:4] != _SIGNATURE or len(data) < 8:
        raise NotReadable("This is not an IVF file.")
    (at,) = struct.unpack_from("<H", data, 6)
    while at < len(data):
        if at + 12 > len(data):
            raise NotReadable("The IVF file ends inside a picture.")
        (size,) = struct.unpack_from("<I", data, at)
        at += 12
        if at + size > len(data):
            raise NotReadable("The IVF file ends inside a picture.")
        yield data[at : at + size]
        at += size
