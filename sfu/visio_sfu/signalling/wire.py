"""Bytes on the signalling socket ↔ messages.

Clients speak binary protobuf; one that sends text speaks the JSON form of the same messages and is answered in it.
"""

from typing import Final

from google.protobuf import json_format
from google.protobuf.message import DecodeError
from livekit.protocol.rtc import SignalRequest, SignalResponse
from visio_sfu.errors import MalformedMessage

MAX_MESSAGE_BYTES: Final = 2 * 1024 * 1024
"""Before and after decompression; the socket's driver enforces it too."""
MAX_DESCRIPTION_BYTES: Final = 512 * 1024
"""A session description with several hundred media sections is still smaller."""
MAX_CANDIDATE_BYTES: Final = 4_096


def decode(data: bytes | str) -> SignalRequest:
    """Raises MalformedMessage when the bytes are no message, or a part of it is larger than any client's."""
    if len(data) > MAX_MESSAGE_BYTES:
        raise MalformedMessage("a message is larger than 2 MiB")
    try:
        request = _parse(data)
    except (DecodeError, json_format.ParseError, UnicodeError, RecursionError, ValueError):
        raise MalformedMessage("the bytes are no signalling message") from None
    if max(len(request.offer.sdp), len(request.answer.sdp)) > MAX_DESCRIPTION_BYTES:
        raise MalformedMessage("a session description is larger than 512 KiB")
    if len(request.trickle.candidateInit) > MAX_CANDIDATE_BYTES:
        raise MalformedMessage("a candidate is larger than 4 KiB")
    return request


def encode(message: SignalResponse) -> bytes:
    return message.SerializeToString()


def encode_text(message: SignalResponse) -> str:
    return json_format.MessageToJson(message, indent=None)


def _parse(data: bytes | str) -> SignalRequest:
    if isinstance(data, str):
        return json_format.Parse(data, SignalRequest(), ignore_unknown_fields=True)
    return SignalRequest.FromString(data)
