"""LiveKit's Python client (libwebrtc) in rooms of ours and of LiveKit's own server."""

import asyncio

import pytest
from livekit import api, rtc
from people import PATIENCE_S, Person, present, until
from rivals import Server

pytestmark = [pytest.mark.asyncio, pytest.mark.peers]


async def test_two_people_hear_and_see_each_other(stock_server: Server, room_name: str) -> None:
    async with present(stock_server, room_name, "lea") as lea, present(stock_server, room_name, "malik") as malik:
        await asyncio.gather(lea.hum(440), lea.show(200), malik.hum(880), malik.show(90))
        assert await lea.hears(malik, 880)
        assert await malik.hears(lea, 440)
        await lea.sees(malik, 90)
        await malik.sees(lea, 200)


async def test_one_who_comes_late_sees_and_hears(stock_server: Server, room_name: str) -> None:
    async with present(stock_server, room_name, "lea") as lea:
        await lea.hum(440)
        await lea.show(200)
        async with present(stock_server, room_name, "malik") as malik:
            await malik.sees(lea, 200)
            assert await malik.hears(lea, 440)


async def test_simulcast_brings_the_whole_picture(stock_server: Server, room_name: str) -> None:
    async with present(stock_server, room_name, "lea") as lea, present(stock_server, room_name, "malik") as malik:
        await lea.show(200, width=1280, height=720)
        async with asyncio.timeout(PATIENCE_S):
            while await malik.sees(lea, 200) != (1280, 720):
                pass


async def test_mute_and_unmute_are_seen(stock_server: Server, room_name: str) -> None:
    async with present(stock_server, room_name, "lea") as lea, present(stock_server, room_name, "malik") as malik:
        publication = await lea.hum(440)
        assert await malik.hears(lea, 440)
        track = publication.track
        assert isinstance(track, rtc.LocalAudioTrack)
        track.mute()
        await until(lambda: bool(malik.happened("track_muted")))
        track.unmute()
        await until(lambda: bool(malik.happened("track_unmuted")))
        assert await malik.hears(lea, 440)


async def test_an_unpublished_track_goes_and_a_new_one_comes(stock_server: Server, room_name: str) -> None:
    async with present(stock_server, room_name, "lea") as lea, present(stock_server, room_name, "malik") as malik:
        first = await lea.hum(440)
        assert await malik.hears(lea, 440)
        await lea.room.local_participant.unpublish_track(first.sid)
        await until(lambda: bool(malik.happened("track_unsubscribed")))
        malik.events.clear()
        await lea.hum(660, name="another")
        assert await malik.hears(lea, 660)


async def test_messages_reach_everybody_and_some(stock_server: Server, room_name: str) -> None:
    async with (
        present(stock_server, room_name, "lea") as lea,
        present(stock_server, room_name, "malik") as malik,
        present(stock_server, room_name, "ana") as ana,
    ):
        await know(lea, malik, ana)
        for reliable in (True, False):
            await send_until(lea, malik, f"hello-{reliable}".encode(), reliable=reliable)
        await lea.room.local_participant.publish_data(b"secret", destination_identities=["ana"], topic="aside")
        await until(lambda: any(packet.data == b"secret" for (packet,) in ana.happened("data_received")))
        packet = next(packet for (packet,) in ana.happened("data_received") if packet.data == b"secret")
        assert packet.topic == "aside"
        assert packet.participant is not None
        assert packet.participant.identity == "lea"
        assert not any(packet.data == b"secret" for (packet,) in malik.happened("data_received"))


async def test_text_streams_and_calls_between_participants_work(stock_server: Server, room_name: str) -> None:
    async with present(stock_server, room_name, "lea") as lea, present(stock_server, room_name, "malik") as malik:
        await know(lea, malik)
        texts: list[str] = []

        async def read(reader: rtc.TextStreamReader) -> None:
            texts.append(await reader.read_all())

        tasks: list[asyncio.Task[None]] = []
        malik.room.register_text_stream_handler(
            "chat", lambda reader, _: tasks.append(asyncio.create_task(read(reader)))
        )
        await lea.room.local_participant.send_text("good morning " * 5_000, topic="chat")
        await until(lambda: texts == ["good morning " * 5_000])

        async def greet(call: rtc.RpcInvocationData) -> str:
            return f"hello {call.caller_identity}: {call.payload}"

        malik.room.local_participant.register_rpc_method("greet", greet)
        answer = await lea.room.local_participant.perform_rpc(
            destination_identity="malik", method="greet", payload="morning"
        )
        assert answer == "hello lea: morning"


async def test_name_metadata_and_attributes_travel(stock_server: Server, room_name: str) -> None:
    own = {"can_update_own_metadata": True}
    async with (
        present(stock_server, room_name, "lea", grants=own) as lea,
        present(stock_server, room_name, "malik") as malik,
    ):
        await know(lea, malik)
        await lea.room.local_participant.set_name("Léa B.")
        await lea.room.local_participant.set_metadata("m")
        await lea.room.local_participant.set_attributes({"hand": "up"})
        seen = malik.room.remote_participants["lea"]
        await until(lambda: (seen.name, seen.metadata, seen.attributes) == ("Léa B.", "m", {"hand": "up"}))


async def test_somebody_who_speaks_is_told(stock_server: Server, room_name: str) -> None:
    async with present(stock_server, room_name, "lea") as lea, present(stock_server, room_name, "malik") as malik:
        await lea.hum(440)
        assert await malik.hears(lea, 440)

        def told() -> bool:
            return any("lea" in [one.identity for one in who] for (who,) in malik.happened("active_speakers_changed"))

        await until(told)


async def test_departures_are_told(stock_server: Server, room_name: str) -> None:
    async with present(stock_server, room_name, "lea") as lea:
        async with present(stock_server, room_name, "malik") as malik:
            await know(lea, malik)
        await until(lambda: bool(lea.happened("participant_disconnected")))
        assert not lea.room.remote_participants


async def test_the_newest_connection_of_an_identity_wins(stock_server: Server, room_name: str) -> None:
    async with (
        present(stock_server, room_name, "malik") as malik,
        present(stock_server, room_name, "lea") as first,
        present(stock_server, room_name, "lea") as second,
    ):
        await until(lambda: bool(first.happened("disconnected")))
        assert first.happened("disconnected")[0] == (rtc.DisconnectReason.DUPLICATE_IDENTITY,)
        await second.hum(440)
        await until(lambda: bool(malik.happened("track_subscribed")))


async def test_a_host_mutes_removes_and_ends(stock_server: Server, room_name: str) -> None:
    async with present(stock_server, room_name, "lea") as lea, present(stock_server, room_name, "malik") as malik:
        publication = await lea.hum(440)
        assert await malik.hears(lea, 440)
        async with stock_server.api() as server:
            await server.room.mute_published_track(
                api.MuteRoomTrackRequest(room=room_name, identity="lea", track_sid=publication.sid, muted=True)
            )
            await until(lambda: bool(malik.happened("track_muted")))
            await server.room.remove_participant(api.RoomParticipantIdentity(room=room_name, identity="malik"))
            await until(lambda: bool(malik.happened("disconnected")))
            assert malik.happened("disconnected")[0] == (rtc.DisconnectReason.PARTICIPANT_REMOVED,)
            await server.room.delete_room(api.DeleteRoomRequest(room=room_name))
            await until(lambda: bool(lea.happened("disconnected")))
            assert lea.happened("disconnected")[0] == (rtc.DisconnectReason.ROOM_DELETED,)


async def test_messages_of_the_application_have_no_sender(stock_server: Server, room_name: str) -> None:
    async with present(stock_server, room_name, "lea") as lea, stock_server.api() as server:

        async def heard() -> bool:
            request = api.SendDataRequest(
                room=room_name, data=b"hello", topic="visio", kind=api.DataPacket.Kind.RELIABLE
            )
            await server.room.send_data(request)
            await asyncio.sleep(0.05)
            return bool(lea.happened("data_received"))

        async with asyncio.timeout(PATIENCE_S):
            while not await heard():
                pass
        packet = lea.happened("data_received")[0][0]
        assert (packet.data, packet.topic, packet.participant) == (b"hello", "visio", None)


async def test_permissions_that_are_taken_are_obeyed(stock_server: Server, room_name: str) -> None:
    async with present(stock_server, room_name, "lea") as lea, present(stock_server, room_name, "malik") as malik:
        await lea.hum(440)
        assert await malik.hears(lea, 440)
        async with stock_server.api() as server:
            permission = api.ParticipantPermission(can_subscribe=True, can_publish=False, can_publish_data=False)
            await server.room.update_participant(
                api.UpdateParticipantRequest(room=room_name, identity="lea", permission=permission)
            )
        await until(lambda: bool(malik.happened("track_unsubscribed")))
        await until(lambda: not lea.room.local_participant.permissions.can_publish)


async def test_a_publisher_learns_that_somebody_listens(stock_server: Server, room_name: str) -> None:
    async with present(stock_server, room_name, "lea") as lea:
        publication = await lea.hum(440)
        async with present(stock_server, room_name, "malik"), asyncio.timeout(PATIENCE_S):
            await publication.wait_for_subscription()


async def know(*people: Person) -> None:
    """Waits until everybody knows everybody."""
    names = {person.identity for person in people}
    await until(lambda: all(set(person.room.remote_participants) | {person.identity} == names for person in people))


async def send_until(sender: Person, receiver: Person, data: bytes, *, reliable: bool) -> None:
    """A lossy message may be lost on its way, so it is sent until it arrives."""
    async with asyncio.timeout(PATIENCE_S):
        while not any(packet.data == data for (packet,) in receiver.happened("data_received")):
            await sender.room.local_participant.publish_data(data, reliable=reliable)
            await asyncio.sleep(0.05)
