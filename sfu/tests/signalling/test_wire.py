import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from livekit.protocol.rtc import SignalRequest, SignalResponse
from visio_sfu.errors import MalformedMessage
from visio_sfu.signalling.wire import decode, encode, encode_text


@given(st.binary(max_size=500))
def test_any_bytes_are_a_message_or_refused(data: bytes) -> None:
    with contextlib.suppress(MalformedMessage):
        assert isinstance(decode(data), SignalRequest)


@given(st.text(max_size=500))
def test_any_text_is_a_message_or_refused(data: str) -> None:
    with contextlib.suppress(MalformedMessage):
        assert isinstance(decode(data), SignalRequest)


def test_text_of_great_depth_is_refused() -> None:
    with pytest.raises(MalformedMessage):
        decode('{"offer":' * 5_000)


def test_a_message_of_a_newer_protocol_is_read_as_empty() -> None:
    assert decode(b"\xfa\x07\x01x").WhichOneof("message") is None


def test_what_is_larger_than_any_clients_is_refused() -> None:
    for request in (
        SignalRequest(offer={"sdp": "x" * (512 * 1024 + 1)}),
        SignalRequest(trickle={"candidateInit": "x" * 4_097}),
    ):
        with pytest.raises(MalformedMessage):
            decode(request.SerializeToString())
    with pytest.raises(MalformedMessage):
        decode(b"\x00" * (2 * 1024 * 1024 + 1))


def test_answers_are_bytes_or_json() -> None:
    message = SignalResponse(pong=5)
    assert SignalResponse.FromString(encode(message)).pong == 5
    assert encode_text(message) == '{"pong": "5"}'
