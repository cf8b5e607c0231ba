"""LiveKit's server library against ours and LiveKit's own server: calls, errors, notices."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest
from livekit import api
from livekit.protocol.webhook import WebhookEvent
from people import PATIENCE_S, present, until
from rivals import KEY, SECRET, Server, server_of

pytestmark = [pytest.mark.asyncio, pytest.mark.peers]


async def test_rooms_are_made_listed_changed_and_deleted(stock_server: Server, room_name: str) -> None:
    async with stock_server.api() as server:
        made = await server.room.create_room(
            api.CreateRoomRequest(name=room_name, empty_timeout=120, max_participants=3, metadata="m")
        )
        assert (made.name, made.empty_timeout, made.max_participants, made.metadata) == (room_name, 120, 3, "m")
        assert made.sid.startswith("RM_")
        listed = await server.room.list_rooms(api.ListRoomsRequest(names=[room_name]))
        assert [room.sid for room in listed.rooms] == [made.sid]
        changed = await server.room.update_room_metadata(api.UpdateRoomMetadataRequest(room=room_name, metadata="n"))
        assert changed.metadata == "n"
        await server.room.delete_room(api.DeleteRoomRequest(room=room_name))
        listed = await server.room.list_rooms(api.ListRoomsRequest(names=[room_name]))
        assert not listed.rooms


async def test_participants_and_their_tracks_are_listed(stock_server: Server, room_name: str) -> None:
    async with present(stock_server, room_name, "lea") as lea, stock_server.api() as server:
        publication = await lea.hum(440)
        tracks: list[str] = []
        async with asyncio.timeout(PATIENCE_S):
            while not tracks:
                people = await server.room.list_participants(api.ListParticipantsRequest(room=room_name))
                assert [one.identity for one in people.participants] == ["lea"]
                tracks = [track.sid for track in people.participants[0].tracks]
        assert tracks == [publication.sid]
        one = await server.room.get_participant(api.RoomParticipantIdentity(room=room_name, identity="lea"))
        assert one.name == "Lea"


@pytest.mark.parametrize(
    ("call", "request_", "status", "code"),
    [
        ("delete_room", api.DeleteRoomRequest(room="nowhere"), 404, "not_found"),
        ("get_participant", api.RoomParticipantIdentity(room="nowhere", identity="x"), 404, "not_found"),
        ("remove_participant", api.RoomParticipantIdentity(room="nowhere", identity="x"), 404, "not_found"),
        ("update_participant", api.UpdateParticipantRequest(room="nowhere", identity="x"), 404, "not_found"),
    ],
)
async def test_errors_are_worded_alike(
    stock_server: Server, call: str, request_: object, status: int, code: str
) -> None:
    async with stock_server.api() as server:
        with pytest.raises(api.TwirpError) as error:
            await getattr(server.room, call)(request_)
        assert (error.value.status, error.value.code) == (status, code)


async def test_a_remote_unmute_is_refused_alike(stock_server: Server, room_name: str) -> None:
    async with (
        present(stock_server, room_name, "lea") as lea,
        present(stock_server, room_name, "malik") as malik,
        stock_server.api() as server,
    ):
        publication = await lea.hum(440)
        assert await malik.hears(lea, 440)
        mute = api.MuteRoomTrackRequest(room=room_name, identity="lea", track_sid=publication.sid, muted=True)
        await server.room.mute_published_track(mute)
        await until(lambda: bool(malik.happened("track_muted")))
        with pytest.raises(api.TwirpError) as error:
            mute.muted = False
            await server.room.mute_published_track(mute)
        assert (error.value.status, error.value.code) == (412, "failed_precondition")


class Application:
    """An application that receives notices, checked by LiveKit's own receiver."""

    def __init__(self) -> None:
        self.events: list[WebhookEvent] = []
        self.url = ""
        self._receiver = api.WebhookReceiver(api.TokenVerifier(KEY, SECRET))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = {line.partition(": ")[0].lower(): line.partition(": ")[2] for line in head.split("\r\n")}
        body = await reader.readexactly(int(headers["content-length"]))
        self.events.append(self._receiver.receive(body.decode(), headers["authorization"]))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()


@asynccontextmanager
async def application() -> AsyncGenerator[Application]:
    app = Application()
    listening = await asyncio.start_server(app.serve, "127.0.0.1", 0)
    app.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/"
    async with listening:
        yield app


@pytest.mark.parametrize("kind", ["visio", "livekit"])
async def test_notices_tell_the_story_of_a_call_in_order(kind: str) -> None:
    async with application() as app:
        assert urlsplit(app.url).port
        with server_of(kind, webhook=app.url) as server:
            async with present(server, "story", "lea") as lea:
                await lea.hum(440)
                await until(lambda: "track_published" in [event.event for event in app.events])
            await until(lambda: "participant_left" in [event.event for event in app.events])
            async with server.api() as host:
                await host.room.delete_room(api.DeleteRoomRequest(room="story"))
            await until(lambda: "room_finished" in [event.event for event in app.events])
        assert [event.event for event in app.events] == [
            "room_started",
            "participant_joined",
            "track_published",
            "track_unpublished",
            "participant_left",
            "room_finished",
        ]
        assert app.events[1].participant.identity == "lea"
