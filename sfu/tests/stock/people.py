"""People who use LiveKit's own Python client: each hums a tone and shows a colour, and listens and looks."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
from livekit import rtc
from numpy.typing import NDArray
from rivals import Server

RATE_HZ = 48_000
FRAME = RATE_HZ // 100
WIDTH, HEIGHT = 320, 180
PATIENCE_S = 60.0


class Person:
    """One participant; what happens to it is in `events` as (name, arguments)."""

    def __init__(self, room: rtc.Room) -> None:
        self.room = room
        self.events: list[tuple[str, tuple[Any, ...]]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        for name in (
            "participant_connected",
            "participant_disconnected",
            "track_subscribed",
            "track_unsubscribed",
            "track_muted",
            "track_unmuted",
            "data_received",
            "active_speakers_changed",
            "disconnected",
            "reconnecting",
            "reconnected",
            "participant_name_changed",
            "participant_metadata_changed",
            "participant_attributes_changed",
            "participant_permissions_changed",
            "room_metadata_changed",
            "connection_quality_changed",
            "local_track_subscribed",
        ):
            room.on(name, self._keep(name))  # pyright: ignore[reportUnknownMemberType, reportArgumentType] - for any event

    @property
    def identity(self) -> str:
        return self.room.local_participant.identity

    def happened(self, name: str) -> list[tuple[Any, ...]]:
        return [arguments for event, arguments in self.events if event == name]

    async def hum(self, frequency_hz: float, *, name: str = "microphone") -> rtc.LocalTrackPublication:
        """Publishes a tone as the microphone."""
        source = rtc.AudioSource(RATE_HZ, 1)
        track = rtc.LocalAudioTrack.create_audio_track(name, source)
        self._start(self._play(source, frequency_hz))
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        return await self.room.local_participant.publish_track(track, options)

    async def show(self, red: int, *, width: int = WIDTH, height: int = HEIGHT) -> rtc.LocalTrackPublication:
        """Publishes a picture with that much red and a bar that moves, as the camera."""
        source = rtc.VideoSource(width, height)
        track = rtc.LocalVideoTrack.create_video_track("camera", source)
        self._start(self._film(source, red, width, height))
        options = rtc.TrackPublishOptions(
            source=rtc.TrackSource.SOURCE_CAMERA, simulcast=width >= 640, video_codec=rtc.VideoCodec.VP8
        )
        return await self.room.local_participant.publish_track(track, options)

    async def track_of(self, other: "Person", kind: str) -> Any:
        """The track of another participant, once it is received."""

        def found() -> Any:
            for track, _, participant in self.happened("track_subscribed"):
                if participant.identity == other.identity and isinstance(
                    track, rtc.RemoteAudioTrack if kind == "audio" else rtc.RemoteVideoTrack
                ):
                    return track
            return None

        await until(lambda: found() is not None)
        return found()

    async def hears(self, other: "Person", frequency_hz: float) -> bool:
        """Whether the tone is the loudest of what is heard of the other within the patience."""
        stream = rtc.AudioStream(await self.track_of(other, "audio"), sample_rate=RATE_HZ, num_channels=1)
        heard: list[NDArray[np.int16]] = []
        try:
            async with asyncio.timeout(PATIENCE_S):
                async for event in stream:
                    heard.append(np.frombuffer(event.frame.data, dtype=np.int16))
                    if sum(map(len, heard)) >= RATE_HZ // 2:
                        if abs(loudest_hz(np.concatenate(heard)) - frequency_hz) < 15:
                            return True
                        heard.clear()
        except TimeoutError:
            return False
        finally:
            await stream.aclose()
        return False

    async def sees(self, other: "Person", red: int) -> tuple[int, int]:
        """Size of the other's picture once it has that much red and has changed."""
        stream = rtc.VideoStream(await self.track_of(other, "video"), format=rtc.VideoBufferType.RGBA)
        pictures: set[bytes] = set()
        try:
            async with asyncio.timeout(PATIENCE_S):
                async for event in stream:
                    frame = event.frame
                    pixels = np.frombuffer(frame.data, dtype=np.uint8).reshape(frame.height, frame.width, 4)
                    if abs(int(np.median(pixels[:, :, 0])) - red) < 25:
                        pictures.add(pixels[:: max(1, frame.height // 16), :: max(1, frame.width // 16)].tobytes())
                    if len(pictures) >= 5:
                        return frame.width, frame.height
        finally:
            await stream.aclose()
        raise AssertionError("the pictures ended")

    async def leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.room.disconnect()

    # ---- details

    def _keep(self, name: str) -> Callable[..., None]:
        def keep(*arguments: Any) -> None:
            self.events.append((name, arguments))

        return keep

    def _start(self, work: Any) -> None:
        self._tasks.add(asyncio.create_task(work))

    async def _play(self, source: rtc.AudioSource, frequency_hz: float) -> None:
        position = 0
        while True:
            phase = 2 * np.pi * frequency_hz * (np.arange(FRAME) + position) / RATE_HZ
            samples = (np.sin(phase) * 12_000).astype(np.int16)
            position += FRAME
            # Returns when there is room for more, in the pace of a sound card.
            await source.capture_frame(rtc.AudioFrame(samples.tobytes(), RATE_HZ, 1, FRAME))

    async def _film(self, source: rtc.VideoSource, red: int, width: int, height: int) -> None:
        count = 0
        while True:
            picture = np.zeros((height, width, 4), dtype=np.uint8)
            picture[:, :] = (red, 128, 64, 255)
            left = (count * 8) % (width - 20)
            picture[:, left : left + 20] = (0, 0, 0, 255)
            source.capture_frame(rtc.VideoFrame(width, height, rtc.VideoBufferType.RGBA, picture.tobytes()))
            count += 1
            await asyncio.sleep(1 / 20)


def loudest_hz(samples: NDArray[np.int16]) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum)) * RATE_HZ / len(samples)


@asynccontextmanager
async def present(server: Server, room_name: str, identity: str, **more: Any) -> AsyncGenerator[Person]:
    """Somebody is in the room until the end of the block."""
    grants = more.pop("grants", None)
    room = rtc.Room()
    person = Person(room)
    await room.connect(
        server.url.replace("http", "ws", 1), server.token(room_name, identity, grants=grants), rtc.RoomOptions(**more)
    )
    try:
        yield person
    finally:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                await person.leave()


async def until(condition: Callable[[], bool], *, patience: float = PATIENCE_S) -> None:
    """Waits for a condition that the library's events bring about."""
    async with asyncio.timeout(patience):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)
