"""The recorder in a real room, against every server it must get along with, and what it leaves."""

import asyncio
import json
import shutil
import signal
import subprocess
import sys
import wave
from array import array
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import pairwise
from pathlib import Path

import pytest
from footage import SIZES, Footage, make_h264, repeated
from playing import play
from servers import LiveServer
from visio_client import JoinFailed, Participant
from visio_client.encoded import opus_packets
from visio_client.record import (
    Capture,
    Ended,
    Manifest,
    NotARecording,
    OpusDecoder,
    Person,
    RecordError,
    TrackClosed,
    TrackOpened,
    Written,
    audio,
    finish,
    read,
)
from visio_client.record.capture import MIN_FREE_BYTES

Enter = Callable[..., Awaitable[Participant]]

TONE = 440
RECORD = """
import asyncio, sys
from pathlib import Path
from visio_client.record import Capture, Written
async def main():
    capture = await Capture.start(sys.argv[1], sys.argv[2], Path(sys.argv[3]), picture_height=144)
    capture.permit("lea", participant="p-lea", name="Léa")
    async for event in capture:
        capture.beat()
        if isinstance(event, Written):
            print(event.seconds, flush=True)
asyncio.run(main())
"""


@asynccontextmanager
async def recording(
    server: LiveServer, room: str, folder: Path, *, picture_height: int = 360, min_free_bytes: int = MIN_FREE_BYTES
) -> AsyncGenerator[Capture]:
    """A recorder whose source of permissions is well."""
    capture = await Capture.start(
        server.url, server.token("recorder", room), folder, picture_height=picture_height, min_free_bytes=min_free_bytes
    )

    async def beat() -> None:
        while True:
            capture.beat()
            await asyncio.sleep(0.5)

    beating = asyncio.create_task(beat())
    try:
        yield capture
    finally:
        beating.cancel()
        await capture.stop()


async def until(capture: Capture, kind: type) -> None:
    async with asyncio.timeout(20):
        async for event in capture:
            if isinstance(event, kind):
                return
    raise AssertionError(f"{kind.__name__} was never told")


async def recorded(
    lea: Participant,
    server: LiveServer,
    room: str,
    folder: Path,
    footage: Footage,
    *,
    layers: list[list[bytes]] | None = None,
) -> Manifest:
    """Records all of the footage as Léa sends it."""
    microphone = await lea.publish_audio("microphone")
    codec, sizes = ("vp8", SIZES) if layers is None else ("h264", SIZES[1:2])
    camera = await lea.publish_video("camera", codec=codec, layers=sizes)
    async with recording(server, room, folder, picture_height=144) as capture:
        capture.permit("lea", participant="p-lea", name="Léa")
        await play(footage, microphone, camera, layers=layers)
    return await asyncio.to_thread(finish, folder)


def probe(path: Path) -> dict[str, str]:
    command = (
        f"ffprobe -v error -count_frames -show_entries format=duration:stream=nb_read_frames,codec_name -of json {path}"
    )
    told = json.loads(subprocess.run(command.split(), check=True, capture_output=True).stdout)
    return {**told["format"], **told["streams"][0]}


def decoded_frames(path: Path) -> list[str]:
    """A digest of each decoded picture; fails when one cannot be decoded."""
    command = f"ffmpeg -v error -xerror -i {path} -fps_mode passthrough -f framemd5 -"
    lines = subprocess.run(command.split(), check=True, capture_output=True, text=True).stdout.splitlines()
    return [line.split(",")[-1].strip() for line in lines if not line.startswith("#")]


async def test_what_was_sent_is_recorded_and_plays(
    enter: Enter, server: LiveServer, room: str, footage: Footage, tmp_path: Path
) -> None:
    manifest = await recorded(await enter("lea"), server, room, tmp_path / "part", footage)
    sound, pictures = sorted(manifest.tracks, key=lambda track: track.kind)
    assert (sound.codec, sound.participant, sound.name) == ("opus", "p-lea", "Léa")
    assert (manifest.complete, manifest.why) == (True, "stopped")
    seconds = float(probe(tmp_path / "part" / sound.file)["duration"])
    assert abs(seconds - manifest.seconds) < 0.3
    assert len(set(decoded_frames(tmp_path / "part" / pictures.file))) > 45
    assert pictures.pictures[-1].height <= 144
    blocks = list(audio(tmp_path / "part", sound.id))
    heard = sum(len(block.samples) for block in blocks) / 2 / 16_000
    assert abs(heard - (sound.end - sound.start)) < 0.3
    assert loudness(b"".join(block.samples for block in blocks)) > 500


async def test_h264_becomes_a_fragmented_mp4_that_plays(
    enter: Enter, server: LiveServer, room: str, footage: Footage, tmp_path: Path
) -> None:
    card = make_h264(tmp_path, 4)
    manifest = await recorded(await enter("lea"), server, room, tmp_path / "part", footage, layers=[card])
    track = next(track for track in manifest.tracks if track.kind == "video")
    assert (track.codec, track.file) == ("h264", f"{track.id}.mp4")
    assert len(set(decoded_frames(tmp_path / "part" / track.file))) > 30
    head = (tmp_path / "part" / track.file).read_bytes()[:2000]
    assert b"mvex" in head
    assert b"sidx" in head


async def test_nobody_is_recorded_before_they_are_permitted_nor_after_they_are_forbidden(
    enter: Enter, server: LiveServer, room: str, footage: Footage, tmp_path: Path
) -> None:
    lea, malik = await enter("lea"), await enter("malik")
    tracks = [await person.publish_audio("microphone") for person in (lea, malik)]
    async with recording(server, room, tmp_path / "part") as capture, asyncio.TaskGroup() as playing:
        for track in tracks:
            playing.create_task(play(footage, track, None))
        capture.permit("lea", participant="p-lea", name="Léa")
        await until(capture, TrackOpened)
        await until(capture, Written)
        capture.forbid("lea")
        await until(capture, TrackClosed)
        size = (tmp_path / "part" / "t1.mkv").stat().st_size
    assert (tmp_path / "part" / "t1.mkv").stat().st_size == size
    manifest = finish(tmp_path / "part")
    assert [track.identity for track in manifest.tracks] == ["lea"]


async def test_without_a_beat_nothing_is_written_until_the_whole_list_is_given(
    enter: Enter, server: LiveServer, room: str, minute_of_footage: Footage, tmp_path: Path
) -> None:
    lea = await enter("lea")
    microphone = await lea.publish_audio("microphone")
    capture = await Capture.start(server.url, server.token("recorder", room), tmp_path / "part")
    playing = asyncio.create_task(play(minute_of_footage, microphone, None))
    try:
        capture.permit("lea", participant="p-lea", name="Léa")
        told = [type(event).__name__ async for event in until_freed(capture)]
    finally:
        playing.cancel()
        await capture.stop()
    assert told.index("RecorderHeld") < told.index("RecorderFreed")
    assert finish(tmp_path / "part").gaps


async def until_freed(capture: Capture) -> AsyncGenerator[object]:
    async with asyncio.timeout(30):
        async for event in capture:
            yield event
            if type(event).__name__ == "RecorderHeld":
                capture.permit_only({"lea": Person("p-lea", "Léa")})
            if type(event).__name__ == "RecorderFreed":
                return


@pytest.mark.peers
async def test_a_recorder_that_is_killed_loses_the_last_second_at_most(
    enter: Enter, server: LiveServer, room: str, footage: Footage, tmp_path: Path
) -> None:
    lea = await enter("lea")
    microphone = await lea.publish_audio("microphone")
    camera = await lea.publish_video("camera", layers=SIZES)
    folder = tmp_path / "part"
    recorder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", RECORD, server.url, server.token("recorder", room), str(folder), stdout=subprocess.PIPE
    )
    assert recorder.stdout is not None
    # More than a minute, so that there is something to lose when the recorder is killed.
    playing = asyncio.create_task(play(repeated(footage, 12), microphone, camera))
    seconds = 0.0
    async with asyncio.timeout(90):
        while seconds < 60:
            seconds = float(await recorder.stdout.readline())
    recorder.send_signal(signal.SIGKILL)
    await recorder.wait()
    playing.cancel()
    with suppress(asyncio.CancelledError):
        await playing
    manifest = await asyncio.to_thread(finish, folder)
    assert (manifest.complete, manifest.why) == (False, "crashed")
    assert len(manifest.tracks) == 2
    for track in manifest.tracks:
        assert track.end > seconds - 1.2, f"{track.kind} ends at {track.end} of {seconds}"
        if track.kind == "video":
            pictures = decoded_frames(folder / track.file)
            assert len(pictures) > 800
            assert len(set(pictures)) > 80


async def test_a_disk_that_is_nearly_full_ends_the_part_in_order(
    enter: Enter, server: LiveServer, room: str, minute_of_footage: Footage, tmp_path: Path
) -> None:
    lea = await enter("lea")
    playing = asyncio.create_task(play(minute_of_footage, await lea.publish_audio("microphone"), None))
    token = server.token("recorder", room)
    capture = await Capture.start(server.url, token, tmp_path / "part", min_free_bytes=1 << 60)
    capture.permit("lea", participant="p-lea", name="Léa")
    await until(capture, Ended)
    playing.cancel()
    assert capture.ended == "disk"
    await capture.stop()
    assert finish(tmp_path / "part").why == "disk"


async def test_a_disk_that_is_full_ends_the_part_and_loses_nothing_that_was_written(
    enter: Enter, server: LiveServer, room: str, minute_of_footage: Footage, tiny_disk: Path, tmp_path: Path
) -> None:
    lea = await enter("lea")
    camera = await lea.publish_video("camera", layers=SIZES)
    playing = asyncio.create_task(play(minute_of_footage, None, camera))
    async with recording(server, room, tiny_disk / "part", min_free_bytes=0) as capture:
        capture.permit("lea", participant="p-lea", name="Léa")
        await until(capture, Ended)
    playing.cancel()
    assert capture.ended == "disk"
    with pytest.raises(RecordError) as full:
        finish(tiny_disk / "part")
    assert full.value.code == "disk"
    shutil.copytree(tiny_disk / "part", tmp_path / "part", ignore=shutil.ignore_patterns("*.part"))
    (track,) = finish(tmp_path / "part").tracks
    assert len(decoded_frames(tmp_path / "part" / track.file)) > 15


async def test_a_room_that_ends_ends_the_part(enter: Enter, server: LiveServer, room: str, tmp_path: Path) -> None:
    await enter("lea")
    capture = await Capture.start(server.url, server.token("recorder", room), tmp_path / "part")
    await server.call("DeleteRoom", room)
    await until(capture, Ended)
    assert capture.ended == "stopped"
    await capture.stop()


async def test_a_room_that_cannot_be_entered_is_said_so(server: LiveServer, room: str, tmp_path: Path) -> None:
    with pytest.raises(JoinFailed) as refused:
        await Capture.start(server.url, server.token("recorder", room)[:-4] + "AAAA", tmp_path / "part")
    assert refused.value.code == "not-allowed"


async def test_a_folder_that_holds_a_part_is_refused(server: LiveServer, room: str, tmp_path: Path) -> None:
    async with recording(server, room, tmp_path / "part"):
        with pytest.raises(RecordError) as refused:
            await Capture.start(server.url, server.token("other", room), tmp_path / "part")
    assert refused.value.code == "occupied"


async def test_a_folder_that_cannot_be_made_is_said_so(server: LiveServer, room: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RecordError) as refused:
        await Capture.start(server.url, server.token("recorder", room), tmp_path / "file" / "part")
    assert refused.value.code == "unwritable"


def test_a_folder_without_a_part_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NotARecording):
        finish(tmp_path)
    with pytest.raises(NotARecording):
        read(tmp_path)


def test_opus_is_decoded_as_ffmpeg_decodes_it(tmp_path: Path) -> None:
    tone = f"-f lavfi -i sine=frequency={TONE}:duration=3:sample_rate=48000"
    encode = f"ffmpeg -v error -y {tone} -c:a libopus -b:a 32k -f ogg {tmp_path}/tone.opus"
    subprocess.run(encode.split(), check=True)
    decode = f"ffmpeg -v error -y -c:a libopus -i {tmp_path}/tone.opus -ar 48000 -ac 1 {tmp_path}/tone.wav"
    subprocess.run(decode.split(), check=True)
    with wave.open(f"{tmp_path}/tone.wav") as file:
        theirs = array("h", file.readframes(file.getnframes()))
    decoder = OpusDecoder(48_000)
    packets = opus_packets((tmp_path / "tone.opus").read_bytes())
    ours = array("h", b"".join(decoder.decode(packet) for packet in packets))
    # The beginning that the encoder wants skipped is cut by ffmpeg alone.
    skipped = len(ours) - len(theirs)
    best = min(distance(ours[skip:], theirs) for skip in (312, skipped))
    assert best < 3, "more than rounding lies between both"


@pytest.mark.parametrize("rate", [16_000, 48_000])
def test_a_tone_is_heard_at_its_pitch(tmp_path: Path, rate: int) -> None:
    tone = f"-f lavfi -i sine=frequency={TONE}:duration=2:sample_rate=48000"
    encode = f"ffmpeg -v error -y {tone} -c:a libopus -b:a 32k -f ogg {tmp_path}/tone.opus"
    subprocess.run(encode.split(), check=True)
    decoder = OpusDecoder(16_000 if rate == 16_000 else 48_000)
    packets = opus_packets((tmp_path / "tone.opus").read_bytes())
    samples = array("h", b"".join(decoder.decode(packet) for packet in packets))
    middle = samples[rate // 2 : rate // 2 + rate]
    rises = sum(1 for earlier, later in pairwise(middle) if earlier < 0 <= later)
    assert abs(rises - TONE) <= 2


def test_what_is_no_opus_is_refused_and_the_next_packet_is_decoded() -> None:
    decoder = OpusDecoder()
    with pytest.raises(ValueError, match="Opus"):
        decoder.decode(b"")
    assert len(decoder.decode(b"\xf8\xff\xfe")) == 640


def distance(ours: Sequence[int], theirs: Sequence[int]) -> float:
    """The middle difference of two sounds."""
    return sum(abs(one - other) for one, other in zip(ours, theirs, strict=False)) / max(1, min(len(ours), len(theirs)))


def loudness(samples: bytes) -> float:
    values = array("h", samples)
    return (sum(value * value for value in values) / max(1, len(values))) ** 0.5
