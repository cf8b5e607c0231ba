import asyncio

import pytest
from livekit.protocol.models import DisconnectReason
from livekit.protocol.room import CreateRoomRequest, ListParticipantsRequest, SendDataRequest
from livekit.protocol.rtc import LeaveRequest
from serving import PATIENCE_S, Serving, serving, until
from websockets.exceptions import InvalidStatus

pytestmark = pytest.mark.asyncio


async def test_a_client_is_answered_and_pinged_over_a_real_socket() -> None:
    async with serving() as server, server.client(server.token()) as lea:
        assert (await lea.next()).join.participant.identity == "lea"
        await lea.say(ping=1)
        assert await lea.until("pong") > 1_700_000_000_000


async def test_a_token_that_is_forged_is_refused_before_the_upgrade() -> None:
    async with serving() as server:
        with pytest.raises(InvalidStatus) as refused:
            async with server.client(server.token() + "x"):
                pass
        assert refused.value.response.status_code == 401


async def test_a_full_room_is_refused_with_a_sentence() -> None:
    async with serving() as server:
        await server.server.call("CreateRoom", CreateRoomRequest(name="daily", max_participants=1))
        async with server.client(server.token("lea")):
            with pytest.raises(InvalidStatus) as refused:
                async with server.client(server.token("malik")):
                    pass
            assert refused.value.response.status_code == 403
            asked = await server.get("/rtc/validate", params={"access_token": server.token("malik")})
            assert (asked.status_code, asked.text) == (403, "the room is full: it takes at most 1 participants")


async def test_a_doubled_slash_is_tolerated() -> None:
    async with serving() as server, server.client(server.token(), path="//rtc") as lea:
        assert (await lea.next()).WhichOneof("message") == "join"


async def test_one_peer_connection_is_refused_so_that_clients_take_two() -> None:
    async with serving() as server:
        assert (await server.get("/rtc/v1/validate")).status_code == 404
        with pytest.raises(InvalidStatus) as refused:
            async with server.client(server.token(), path="/rtc/v1"):
                pass
        assert refused.value.response.status_code == 404


async def test_bytes_that_are_no_message_end_that_socket_and_no_other() -> None:
    async with serving() as server, server.client(server.token("lea")) as lea:
        async with server.client(server.token("malik")) as malik:
            await malik.socket.send(b"\xff\xff\xff\xff")
            assert await malik.closed() == 1007
        await lea.say(ping=1)
        assert await lea.until("pong")


async def test_a_message_beyond_two_mebibytes_ends_that_socket_and_no_other() -> None:
    async with serving() as server, server.client(server.token("lea")) as lea:
        async with server.client(server.token("malik")) as malik:
            await malik.socket.send(b"\x00" * (2 * 1024 * 1024 + 1))
            assert await malik.closed() == 1009
        await lea.say(ping=1)
        assert await lea.until("pong")


async def test_a_client_that_speaks_json_is_answered_in_json() -> None:
    async with serving() as server, server.client(server.token()) as lea:
        await lea.until("join")
        await lea.socket.send('{"ping": "1"}')
        async with asyncio.timeout(PATIENCE_S):
            while "pong" not in (text := str(await lea.socket.recv())):
                pass
        assert text.startswith("{")


async def test_a_client_that_stops_reading_is_dropped_and_nobody_else_notices() -> None:
    async with serving() as server, server.client(server.token("lea")) as lea:
        # A socket with the smallest buffers, that nobody reads.
        reader, writer = await asyncio.open_connection("127.0.0.1", int(server.base.rpartition(":")[2]), limit=1024)
        writer.write(
            f"GET /rtc?access_token={server.token('malik')}&protocol=16 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
        )
        runtime = server.server._runtime  # pyright: ignore[reportPrivateUsage] - who is spoken to is not told elsewhere
        await until(lambda: len(runtime._sockets) == 2)  # pyright: ignore[reportPrivateUsage]
        big = "x" * 400_000
        count = 0
        while len(runtime._sockets) == 2:  # pyright: ignore[reportPrivateUsage]
            count += 1
            assert count < 100, "what waits for one client is not bounded"
            await lea.say(ping=1)
            await lea.until("pong")
            server.server._runtime.directory.get("daily").set_metadata(f"{count}{big}")  # type: ignore[union-attr]
            runtime.flush()
        await lea.say(ping=1)
        assert await lea.until("pong")
        writer.close()
        del reader


async def test_a_resume_of_somebody_unknown_is_told_to_join_anew_and_the_client_closes() -> None:
    async with serving() as server, server.client(server.token(), reconnect="1", sid="PA_gone") as lea:
        first = (await lea.next()).leave
        assert (first.reason, first.action) == (DisconnectReason.STATE_MISMATCH, LeaveRequest.Action.RECONNECT)
        # The server does not close at once: Firefox hangs when it does.
        await lea.socket.close()


async def test_a_resume_begins_with_reconnect_and_closes_the_older_socket() -> None:
    async with serving() as server, server.client(server.token()) as before:
        sid = (await before.until("join")).participant.sid
        async with server.client(server.token(), reconnect="1", sid=sid) as after:
            assert (await after.next()).WhichOneof("message") == "reconnect"
            assert await before.closed() == 1000
            await after.say(ping=1)
            assert await after.until("pong")
            people = await server.server.call("ListParticipants", ListParticipantsRequest(room="daily"))
            assert [info.sid for info in people.participants] == [sid]


async def test_a_stop_says_why_and_ends_soon() -> None:
    async with serving() as server, server.client(server.token()) as lea:
        await lea.until("join")
        await server.server.stop()
        leave = await lea.until("leave")
        assert leave.reason == DisconnectReason.SERVER_SHUTDOWN
        await lea.closed()


async def test_calls_from_inside_the_process_reach_the_clients() -> None:
    async with serving() as server, server.client(server.token()) as lea:
        await lea.until("join")
        await server.server.call("SendData", SendDataRequest(room="daily", data=b"hello", topic="visio"))
        await until(lambda: any(type(command).__name__ == "SendData" for command in server.media.obeyed))


async def test_health_is_told_to_anybody(server: Serving) -> None:
    answer = await server.get("/")
    assert (answer.status_code, answer.text) == (200, "OK")
    assert answer.headers["access-control-allow-origin"] == "*"
