"""A call as the captioner sees it: events that are put in, texts that come out, time that is moved by hand."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

from visio.captions.captioner.captioner import Captioner


@dataclass
class Room:
    """What the captioner uses of `visio_client.Participant`: events that are put in, texts that come out."""

    identity: str = "captioner-identity"
    people: dict[str, Any] = field(default_factory=dict[str, Any])
    left: str | None = None
    sent: list[SimpleNamespace] = field(default_factory=list[SimpleNamespace])
    subscribed: list[str] = field(default_factory=list[str])
    events: asyncio.Queue[Any] = field(default_factory=asyncio.Queue[Any])

    def subscribe(self, track: str) -> None:
        self.subscribed.append(track)

    def send_text_stream(self, text: str, **told: Any) -> None:
        self.sent.append(SimpleNamespace(text=text, **told))

    async def __aiter__(self) -> AsyncIterator[Any]:
        while (event := await self.events.get()) is not None:
            yield event

    def finals(self) -> list[SimpleNamespace]:
        return [sent for sent in self.sent if sent.attributes["lk.transcription_final"] == "true"]


class Loud:
    """Stands for the Opus decoder: a packet is the number of its loudness."""

    def decode(self, packet: bytes) -> bytes:
        return struct.pack("<320h", *([int(packet)] * 320))


@dataclass
class Time:
    now: float = 0.0


@dataclass
class Meeting:
    """A call with Léa, who reads, and Malik, who speaks into the microphone TR_malik."""

    lea: Any
    malik: Any
    room: Room
    captioner: Captioner
    running: asyncio.Task[None]
    time: Time
    on_thread: Callable[..., Any]

    def microphone(self, identity: str, track: str, *, muted: bool = False, present: bool = True) -> None:
        tracks = [(track, "audio", "microphone", muted), ("TR_cam", "video", "camera", False)]
        self.room.events.put_nowait(person(identity, tracks, present=present))

    def speak(self, track: str, seconds: float, *, at: float = 0.0) -> None:
        """Packets of loud sound; then a second passes without any."""
        for number in range(round(seconds * 50)):
            timestamp = number * 960 + int(at * 48_000)
            self.room.events.put_nowait(frame(track, 8000, timestamp, at + number * 0.02))
        self.time.now = max(self.time.now, at + seconds + 1)

    async def act(self, person: Any, path: str, body: object = None, *, method: str = "PUT") -> Any:
        return await self.on_thread(lambda: person.act(path, body, method=method).ok())


def person(identity: str, tracks: list[Any], *, present: bool = True) -> Any:
    return cast(Any, FakePerson(identity, tracks, present))


def frame(track: str, loudness: int, timestamp: int, arrival: float) -> Any:
    return cast(Any, FakeFrame(track, str(loudness).encode(), timestamp, int(arrival * 1_000_000)))


@dataclass
class FakePerson:
    identity: str
    tracks: list[Any]
    present: bool


@dataclass
class FakeFrame:
    track_sid: str
    payload: bytes
    timestamp: int
    arrival_us: int


async def until(true: Callable[[], Any]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 (what is waited for is in another process)
            await asyncio.sleep(0.01)
