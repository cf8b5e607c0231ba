"""What the headless participant promises, against every server it must get along with."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from footage import SIZES, Footage, make_h264
from playing import assert_same_pictures, assert_same_sound, play
from servers import LiveServer
from visio_client import (
    Frame,
    JoinFailed,
    KeyframeWanted,
    Left,
    Message,
    Participant,
    Person,
    PublishFailed,
    Resumed,
    join,
)

Enter = Callable[..., Awaitable[Participant]]


async def test_two_people_know_of_each_other(enter: Enter) -> None:
    lea = await enter("lea")
    malik = await enter("malik")
    await until(malik, lambda: "lea" in malik.people)
    await until(lea, lambda: "malik" in lea.people)
    assert malik.people["lea"].name == "Lea"
    assert malik.sid.startswith("PA_")


async def test_sound_and_pictures_arrive_as_they_were_sent(enter: Enter, server: LiveServer, footage: Footage) -> None:
    await sound_and_pictures(await enter("lea"), await enter("malik"), server, footage)


@pytest.mark.peers
async def test_a_minute_of_sound_and_pictures_arrives_whole(
    enter: Enter, server: LiveServer, minute_of_footage: Footage
) -> None:
    await sound_and_pictures(await enter("lea"), await enter("malik"), server, minute_of_footage)


async def sound_and_pictures(lea: Participant, malik: Participant, server: LiveServer, footage: Footage) -> None:
    microphone = await lea.publish_audio("microphone")
    camera = await lea.publish_video("camera", layers=SIZES)
    async with asyncio.timeout(footage_seconds(footage) + 20):
        playing = asyncio.create_task(play(footage, microphone, camera))
        last = {microphone.sid: footage.packets[-1:], camera.sid: last_of(footage.layers)}
        frames = await frames_until_last(malik, last)
        await playing
    assert_same_sound(frames[microphone.sid], footage)
    layers = assert_same_pictures(frames[camera.sid], footage.layers, seamless=server.kind == "visio")
    assert 2 in layers, "the largest size was never received"
    assert all(frame.participant == "lea" for frame in frames[camera.sid])
    assert malik.frames_lost == 0


async def test_h264_pictures_arrive_as_they_were_sent(enter: Enter, footage: Footage, tmp_path: Path) -> None:
    lea, malik = await enter("lea"), await enter("malik")
    pictures = make_h264(tmp_path, 3)
    camera = await lea.publish_video("camera", codec="h264", layers=[SIZES[1]])
    async with asyncio.timeout(20):
        playing = asyncio.create_task(play(footage, None, camera, layers=[pictures]))
        frames = await frames_until_last(malik, {camera.sid: pictures[-1:]})
        await playing
    assert frames[camera.sid][0].codec == "h264"
    assert_same_pictures(frames[camera.sid], [pictures])


async def test_a_small_picture_is_enough_for_who_asks_for_one(enter: Enter, footage: Footage) -> None:
    lea, malik = await enter("lea"), await enter("malik", auto_subscribe=False)
    camera = await lea.publish_video("camera", layers=SIZES)
    async with asyncio.timeout(20):
        playing = asyncio.create_task(play(footage, None, camera))
        await until(malik, lambda: has_track(malik, "lea", camera.sid))
        malik.subscribe(camera.sid)
        malik.want_size(camera.sid, *SIZES[0])
        frames = await frames_until_last(malik, {camera.sid: [footage.layers[0][-1]]})
        await playing
    small = set(footage.layers[0])
    second_half = frames[camera.sid][-len(footage.layers[0]) // 2 :]
    assert all(frame.payload in small for frame in second_half)


async def test_who_needs_a_picture_makes_the_sender_asked_for_a_keyframe(enter: Enter, footage: Footage) -> None:
    lea, malik = await enter("lea"), await enter("malik")
    camera = await lea.publish_video("camera", layers=[SIZES[0]])
    async with asyncio.timeout(20):
        playing = asyncio.create_task(play(footage, None, camera, layers=footage.layers[:1]))
        await malik.next(Frame)
        malik.request_keyframe(camera.sid)
        wanted = await lea.next(KeyframeWanted)
        playing.cancel()
    assert wanted.local == camera.number


async def test_the_call_goes_on_while_the_signalling_is_cut(enter: Enter, footage: Footage) -> None:
    lea, malik = await enter("lea"), await enter("malik")
    microphone = await lea.publish_audio("microphone")
    sid = microphone.sid
    async with asyncio.timeout(40):
        playing = asyncio.create_task(play(footage, microphone, None))
        await malik.next(Frame)
        lea.interrupt()
        await lea.next(Resumed)
        malik.interrupt()
        frames, resumed = await frames_and_resumption(malik, sid, footage.packets[-1])
        await playing
    assert resumed
    assert microphone.sid == sid
    assert [frame.payload for frame in frames] == footage.packets[-len(frames) :]
    lea.send_data(b"back")
    malik.send_data(b"back too")
    async with asyncio.timeout(10):
        assert (await malik.next(Message)).payload == b"back"
        assert (await lea.next(Message)).payload == b"back too"


async def test_what_is_published_after_a_resume_is_received(enter: Enter, footage: Footage) -> None:
    lea, malik = await enter("lea"), await enter("malik")
    microphone = await lea.publish_audio("microphone")
    async with asyncio.timeout(30):
        # A cut before the first exchange is over is a matter of its own: crates/io/tests/meeting.rs cuts at each step.
        speaking = asyncio.create_task(play(footage, microphone, None))
        await malik.next(Frame)
        lea.interrupt()
        await lea.next(Resumed)
        speaking.cancel()
        camera = await lea.publish_video("camera", layers=[SIZES[0]])
        playing = asyncio.create_task(play(footage, None, camera, layers=footage.layers[:1]))
        while (await malik.next(Frame)).track_sid != camera.sid:
            pass
        playing.cancel()


async def test_a_mute_is_told_and_keeps_the_sound_back(enter: Enter, footage: Footage) -> None:
    lea, malik = await enter("lea"), await enter("malik")
    microphone = await lea.publish_audio("microphone")
    async with asyncio.timeout(30):
        playing = asyncio.create_task(play(footage, microphone, None))
        await malik.next(Frame)
        microphone.mute()
        await until(malik, lambda: is_muted(malik, "lea"))
        microphone.unmute()
        await until(malik, lambda: not is_muted(malik, "lea"))
        frames = await frames_until_last(malik, {microphone.sid: footage.packets[-1:]})
        await playing
    known = {packet: number for number, packet in enumerate(footage.packets)}
    numbers = [known[frame.payload] for frame in frames[microphone.sid] if frame.payload in known]
    assert numbers == sorted(numbers)
    assert numbers[-1] == len(footage.packets) - 1


async def test_a_track_that_is_taken_back_is_gone_for_others(enter: Enter) -> None:
    lea, malik = await enter("lea"), await enter("malik")
    microphone = await lea.publish_audio("microphone")
    await until(malik, lambda: has_track(malik, "lea", microphone.sid))
    microphone.unpublish()
    await until(malik, lambda: not malik.people["lea"].tracks)


async def test_a_place_that_is_free_again_carries_the_next_track(enter: Enter, footage: Footage) -> None:
    lea, malik = await enter("lea"), await enter("malik")
    async with asyncio.timeout(40):
        for _ in range(3):
            camera = await lea.publish_video("camera", layers=[SIZES[0]])
            playing = asyncio.create_task(play(footage, None, camera, layers=footage.layers[:1]))
            while (await malik.next(Frame)).track_sid != camera.sid:
                pass
            playing.cancel()
            camera.unpublish()
            await until(malik, lambda: not malik.people["lea"].tracks)


@pytest.mark.parametrize("reliable", [True, False])
async def test_a_message_bears_the_name_of_who_sent_it(enter: Enter, reliable: bool) -> None:
    lea, malik = await enter("lea"), await enter("malik")
    # A lossy message may be lost before the channel stands: the first one opens it.
    lea.send_data(b"first")
    async with asyncio.timeout(15):
        await malik.next(Message)
        lea.send_data(b"\x00\xff" * 5000, reliable=reliable, topic="drawing")
        message = await malik.next(Message)
    assert (message.participant, message.topic) == ("lea", "drawing")
    assert message.payload == b"\x00\xff" * 5000


async def test_many_reliable_messages_come_whole_and_in_order(server: LiveServer, enter: Enter) -> None:
    lea, malik = await enter("lea"), await enter("malik")
    # Stock LiveKit drops what it could not hand on within 50 ms, even of the reliable channel, so it gets one packet at
    # a time (its pkg/sfu/datachannel/datachannel_writer.go).
    together, words = (1, 250) if server.kind == "livekit" else (100, 5000)
    sent = [number.to_bytes(4, "big") * words for number in range(100)]
    received: list[bytes] = []
    async with asyncio.timeout(40):
        for first in range(0, len(sent), together):
            for payload in sent[first : first + together]:
                lea.send_data(payload)
            received += [(await malik.next(Message)).payload for _ in range(together)]
    assert received == sent


async def test_who_leaves_is_told_to_the_others(enter: Enter) -> None:
    lea, malik = await enter("lea"), await enter("malik")
    await until(malik, lambda: "lea" in malik.people)
    await lea.leave()
    assert lea.left == "left"
    await until(malik, lambda: "lea" not in malik.people)


async def test_the_same_identity_again_ends_the_first(enter: Enter) -> None:
    first = await enter("lea")
    second = await enter("lea")
    async with asyncio.timeout(10):
        assert (await first.next(Left)).reason == "duplicate-identity"
    assert second.left is None


async def test_who_is_removed_is_told_so(enter: Enter, server: LiveServer, room: str) -> None:
    lea = await enter("lea")
    await server.call("RemoveParticipant", room, identity="lea")
    async with asyncio.timeout(10):
        assert (await lea.next(Left)).reason == "removed"


async def test_the_end_of_the_room_is_told(enter: Enter, server: LiveServer, room: str) -> None:
    lea = await enter("lea")
    await server.call("DeleteRoom", room)
    async with asyncio.timeout(10):
        assert (await lea.next(Left)).reason == "room-ended"


async def test_a_forged_token_is_refused(server: LiveServer, room: str) -> None:
    with pytest.raises(JoinFailed) as refused:
        await join(server.url, server.token("lea", room)[:-4] + "AAAA")
    assert refused.value.code == "not-allowed"


async def test_a_server_that_is_not_there_is_unreachable(unused_tcp_port: int) -> None:
    with pytest.raises(JoinFailed) as refused:
        await join(f"ws://127.0.0.1:{unused_tcp_port}", "token")
    assert refused.value.code == "unreachable"


async def test_what_is_not_an_address_is_refused() -> None:
    with pytest.raises(JoinFailed) as refused:
        await join("127.0.0.1", "token")
    assert refused.value.code == "invalid-url"


async def test_who_may_not_publish_is_refused(enter: Enter) -> None:
    lea = await enter("lea", can_publish=False)
    async with asyncio.timeout(15):
        with pytest.raises(PublishFailed) as refused:
            await lea.publish_audio("microphone")
    assert refused.value.code == "not-allowed"


async def until(participant: Participant, condition: Callable[[], bool]) -> None:
    """Takes events until something has become true."""
    async with asyncio.timeout(15):
        while not condition():
            await anext(participant)


async def frames_until_last(participant: Participant, last: dict[str, list[bytes]]) -> dict[str, list[Frame]]:
    """All frames of these tracks, until the last one of each has come (in any of the given forms)."""
    frames: dict[str, list[Frame]] = {sid: [] for sid in last}
    waiting = set(last)
    while waiting:
        frame = await participant.next(Frame)
        if frame.track_sid in frames:
            frames[frame.track_sid].append(frame)
            if frame.payload in last[frame.track_sid]:
                waiting.discard(frame.track_sid)
    return frames


async def frames_and_resumption(participant: Participant, sid: str, last: bytes) -> tuple[list[Frame], bool]:
    frames: list[Frame] = []
    resumed = False
    async for event in participant:
        if isinstance(event, Frame) and event.track_sid == sid:
            frames.append(event)
            if event.payload == last:
                break
        resumed = resumed or isinstance(event, Resumed)
    return frames, resumed


def last_of(layers: list[list[bytes]]) -> list[bytes]:
    return [pictures[-1] for pictures in layers]


def footage_seconds(footage: Footage) -> float:
    return len(footage.packets) / 50


def has_track(participant: Participant, identity: str, sid: str) -> bool:
    return any(track[0] == sid for track in tracks(participant.people.get(identity)))


def is_muted(participant: Participant, identity: str) -> bool:
    return any(track[3] for track in tracks(participant.people.get(identity)))


def tracks(person: Person | None) -> list[tuple[str, str, str, bool]]:
    return person.tracks if person is not None else []
