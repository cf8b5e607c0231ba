"""People in a running product who are heard: a browser's HTTP, and sound sent by `visio_client`."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from visio_client import AudioTrack, Participant, join

from visio.testing.product import PATIENCE_SECONDS, Running

PASSWORD = "wind over seven hills"
ORIGIN_HEADER = "Origin"

# 20 ms of Opus that decode to silence (RFC 6716, section 3.1: one CELT frame without content).
SILENCE = bytes.fromhex("f8fffe")
PACKET_SAMPLES = 960
PACKET_SECONDS = 0.02

# Says that a packet bears its number (four bytes after it), so that a file tells until when somebody was written.
NUMBERED = b"\xf8number"

# The state of a call may be read 300 times a minute (visio.limits.rates.READ).
LOOK_AGAIN_SECONDS = 0.25


@dataclass
class Speaker:
    """Somebody who enters rooms and speaks."""

    product: Running
    http: httpx.Client = field(init=False)
    ticket: str = ""
    call: str = ""
    participant: str = ""
    media: Participant | None = None
    numbers: bool = False
    """Whether the packets are numbered."""
    sent: list[float] = field(default_factory=list)
    """When each packet was sent, on the monotonic clock."""
    _talking: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.http = httpx.Client(
            base_url=self.product.url, headers={ORIGIN_HEADER: self.product.url}, timeout=PATIENCE_SECONDS
        )

    def ask(self, method: str, path: str, body: object = None, *, ticket: bool = True) -> httpx.Response:
        headers = {"Authorization": f"Ticket {self.ticket}"} if self.ticket and ticket else {}
        return self.http.request(method, f"/api/v1/{path}", json=body, headers=headers)

    def act(self, path: str, body: object = None) -> None:
        self.ask("POST", f"calls/{self.call}/{path}", body or {}).raise_for_status()

    def answer(self, *, accept: bool) -> None:
        """One's own answer to the recording that goes on."""
        self.act("recording/consent", {"recording": self.state()["recording"]["id"], "accept": accept})

    def state(self) -> Any:
        return self.ask("GET", f"calls/{self.call}/state").raise_for_status().json()

    def set_up(self) -> Speaker:
        """The first administrator, with a session."""
        body = {"token": self.product.ready["setup_url"].split("#")[1], "name": "Léa", "email": "lea@example.org"}
        made = self.ask("POST", "setup", {**body, "password": PASSWORD}).raise_for_status()
        self.http.headers["X-CSRFToken"] = made.json()["csrf_token"]
        return self

    def new_room(self) -> str:
        code = str(self.ask("POST", "rooms", {"title": "Budget"}).raise_for_status().json()["code"])
        self.ask("PATCH", f"rooms/{code}/settings", {"access": "public"}).raise_for_status()
        return code

    async def enter(self, code: str, name: str | None = None, accepts: bool | None = None) -> Speaker:
        """Joins, connects and publishes a microphone. `accepts`: the answer to the recording told of at the door."""
        wish: dict[str, object] = {"name": name}
        if accepts is not None:
            entrance = self.ask("GET", f"rooms/{code}").raise_for_status().json()
            wish["consent"] = {"recording": entrance["recording"]["id"], "accept": accepts}
        answer = self.ask("POST", f"rooms/{code}/join", wish).raise_for_status().json()
        self.ticket, self.call = answer["ticket"], answer["call"]["id"]
        self.participant = answer["participant"]["id"]
        self.media = await join(answer["media"]["url"], answer["media"]["token"])
        track = await self.media.publish_audio("microphone")
        self._talking = asyncio.create_task(self._talk(track))
        return self

    async def leave(self) -> None:
        if self._talking is not None:
            self._talking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._talking
        if self.media is not None:
            await self.media.leave()
        self.http.close()

    async def _talk(self, track: AudioTrack) -> None:
        """Packets at their pace, for as long as it is let."""
        begun = time.monotonic()
        while True:
            number = len(self.sent)
            track.send(NUMBERED + number.to_bytes(4) if self.numbers else SILENCE, number * PACKET_SAMPLES)
            self.sent.append(time.monotonic())
            await asyncio.sleep(max(0.0, begun + len(self.sent) * PACKET_SECONDS - time.monotonic()))


async def until(true: Callable[[], Any] | Callable[[], Awaitable[Any]], what: str) -> Any:
    """Waits for something to become true, and returns it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        found = true()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return found
        assert time.monotonic() < deadline, what
        await asyncio.sleep(LOOK_AGAIN_SECONDS)


async def running_with(lea: Speaker, written: set[str]) -> Any:
    """The recording, once exactly these are being written."""

    def now() -> Any:
        recording = lea.state()["recording"]
        return recording if recording and set(recording["written"]) == written else None

    return await until(now, f"written: {written}, but {lea.state()['recording']}")


async def in_library(lea: Speaker, recording: str) -> Any:
    """The recording as the library shows it, once it is ready."""

    def now() -> Any:
        found = lea.ask("GET", f"recordings/{recording}", ticket=False)
        return found.json() if found.status_code == 200 and found.json()["state"] == "ready" else None

    return await until(now, f"no recording: {lea.product.log.read_text()[-3000:]}")
