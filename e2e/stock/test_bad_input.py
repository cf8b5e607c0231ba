"""Whatever one client sends, the others' meeting goes on."""

import os
import socket
from collections.abc import Iterable

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from e2e.media import LEA, MALIK
from e2e.stock.conftest import Enter, Visitor
from e2e.stock.servers import LiveKitServer

# Each is sent by a participant of its own: nothing, noise, a valid tag with a length beyond the end, text where
# bytes are due, an offer whose SDP is no SDP, and more than any message may hold.
OFFER_OF_NOISE = b"\x0a\x14\x0a\x05offer\x12\x0bm=\xff\xfe\x00 v=0"
MESSAGES: dict[str, bytes | str] = {
    "empty": b"",
    "noise": bytes(range(256)),
    "length beyond the end": b"\x0a\xff\xff\xff\xff\x0f",
    "text": "hello",
    "broken offer": OFFER_OF_NOISE,
    "three megabytes": b"\x00" * 3_000_000,
}


def two_in_a_meeting(server: LiveKitServer, enter: Enter) -> tuple[str, Visitor, Visitor]:
    room = server.fresh_room()
    lea, malik = enter("chromium", LEA, room), enter("chromium", MALIK, room)
    still_hear_each_other(lea, malik)
    return room, lea, malik


def still_hear_each_other(lea: Visitor, malik: Visitor) -> None:
    lea.person.hears(MALIK)
    malik.person.hears(LEA)
    malik.person.sees(LEA, malik.video_of(lea))
    for visitor in (lea, malik):
        assert visitor.happened("disconnected") == []
        assert visitor.happened("reconnecting") == []


def send(server: LiveKitServer, room: str, messages: Iterable[bytes | str]) -> None:
    """Joins and sends; whether the server hangs up is its own affair."""
    token = server.token(room, f"stranger-{os.urandom(4).hex()}")
    with connect(f"{server.ws}/rtc?protocol=16&access_token={token}", max_size=None) as stranger:
        stranger.recv()
        try:
            for message in messages:
                stranger.send(message)
            while True:
                stranger.recv(timeout=0.5)
        except (ConnectionClosed, TimeoutError):
            pass


@pytest.fixture
def ours(server: LiveKitServer) -> LiveKitServer:
    if server.kind != "visio":
        pytest.skip("what others make of bad input is theirs")
    return server


def test_malformed_messages_trouble_nobody_else(ours: LiveKitServer, enter: Enter) -> None:
    room, lea, malik = two_in_a_meeting(ours, enter)

    for message in MESSAGES.values():
        send(ours, room, [message])
    send(ours, room, [b"\x0a\x00"] * 2000)

    still_hear_each_other(lea, malik)


def test_malformed_datagrams_trouble_nobody_else(ours: LiveKitServer, enter: Enter) -> None:
    _room, lea, malik = two_in_a_meeting(ours, enter)

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for first in range(256):
            for size in (1, 20, 60, 1200):
                stranger.sendto(bytes([first]) + os.urandom(size - 1), ("127.0.0.1", ours.udp_port))
        stranger.sendto(b"", ("127.0.0.1", ours.udp_port))
        stranger.sendto(os.urandom(60_000), ("127.0.0.1", ours.udp_port))

    still_hear_each_other(lea, malik)


def test_a_client_that_stops_reading_troubles_nobody_else(ours: LiveKitServer, enter: Enter) -> None:
    room, lea, malik = two_in_a_meeting(ours, enter)
    host, port = ours.http.removeprefix("http://").split(":")
    token = ours.token(room, "deaf")
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect((host, int(port)))
        deaf.sendall(f"GET /rtc?protocol=16&access_token={token} HTTP/1.1\r\nHost: {host}:{port}\r\n".encode())
        deaf.sendall(b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n")
        deaf.sendall(b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        for turn in range(40):
            lea.do("send", f"{turn} " + "x" * 10_000, True)
        malik.do("microphone", False)
        malik.do("microphone", True)

        still_hear_each_other(lea, malik)
