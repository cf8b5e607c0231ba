"""Opus packets in Ogg (RFC 3533, RFC 7845)."""

from collections.abc import Iterator

from visio_client.encoded.errors import NotReadable

_SIGNATURE = b"OggS"
_HEADER = 27
_FULL = 255


def packets(data: bytes) -> Iterator[bytes]:
    """The Opus packets of a file with one stream, in order, without its two headers. Raises NotReadable."""
    for index, packet in enumerate(_all_packets(data)):
        if index == 0 and not packet.startswith(b"OpusHead"):
            raise NotReadable("This is not an Opus file.")
        if index > 1:
            yield packet


def _all_packets(data: bytes) -> Iterator[bytes]:
    at = 0
    begun = b""
    while at < len(data):
        if data[at : at + 4] != _SIGNATURE or at + _HEADER > len(data):
            raise NotReadable("This is not an Ogg file.")
        count = data[at + _HEADER - 1]
        lengths = data[at + _HEADER : at + _HEADER + count]
        at += _HEADER + count
        if len(lengths) < count or at + sum(lengths) > len(data):
            raise NotReadable("The Ogg file ends inside a page.")
        for length in lengths:
            begun += data[at : at + length]
            at += length
            if length < _FULL:
                yield begun
                begun = b""
