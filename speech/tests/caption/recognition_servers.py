"""Recognition servers of the tests' own, which speak the protocols byte for byte and hear speech in what is loud."""

from __future__ import annotations

import asyncio
import base64
import json
import struct
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
LOUD = 0.02


@dataclass
class FakeServer:
    """`url` is where it listens; `behaviour` may be "right", "silent" (never answers), "wrong" (nonsense), "cut"."""

    behaviour: str = "right"
    key: str = ""
    url: str = ""
    connections: int = 0
    paths: list[str] = field(default_factory=list[str])
    received: deque[Any] = field(default_factory=lambda: deque[Any](maxlen=100))

    def check(self, _connection: ServerConnection, request: Request) -> Response | None:
        self.paths.append(request.path)
        said = request.headers.get("kyutai-api-key") or request.headers.get("Authorization", "").removeprefix("Bearer ")
        return Response(401, "Unauthorized", Headers()) if self.key and said != self.key else None


Talk = Callable[[FakeServer, ServerConnection], Awaitable[None]]


@asynccontextmanager
async def running(server: FakeServer, talk: Talk) -> AsyncGenerator[FakeServer]:
    async def answer(connection: ServerConnection) -> None:
        server.connections += 1
        await talk(server, connection)

    async with serve(answer, "127.0.0.1", 0, process_request=server.check) as listening:
        server.url = f"ws://127.0.0.1:{next(iter(listening.sockets)).getsockname()[1]}"
        yield server


# ---- moshi-server


class Moshi:
    """Half a second behind what it hears; a word each second of speech; a pause after half a second of silence."""

    DELAY = 6

    def __init__(self) -> None:
        self.step = 0
        self.words = 0
        self.loud = 0
        self.quiet = 0
        self.heard: list[bool] = []
        self.markers: list[tuple[int, int]] = []

    def audio(self, pcm: np.ndarray) -> list[bytes]:
        assert len(pcm) == 1920, len(pcm)
        self.heard.append(bool(np.abs(pcm).max() > LOUD))
        self.step += 1
        out: list[bytes] = []
        place = self.step - 1 - self.DELAY
        if place >= 0:
            out += self._at(place)
        while self.markers and self.markers[0][0] + self.DELAY <= self.step:
            out.append(packed_map(type="Marker", id=self.markers.pop(0)[1]))
        return out

    def _at(self, place: int) -> list[bytes]:
        out: list[bytes] = []
        if self.heard[place]:
            if self.loud % 12 == 5:
                out.append(packed_map(type="Word", text=WORDS[self.words % 12], start_time=place * 0.08))
                self.words += 1
            self.loud += 1
            self.quiet = 0
        else:
            if self.quiet == 0 and self.loud:
                out.append(packed_map(type="EndWord", stop_time=place * 0.08))
            self.quiet += 1
            self.loud = 0
        paused = 0.9 if self.quiet == 6 else 0.1
        if self.quiet == 6:
            self.words = 0
        out.append(packed_map(type="Step", step_idx=place, prs=[paused] * 4, buffered_pcm=0))
        return out


async def moshi(server: FakeServer, connection: ServerConnection) -> None:
    state = Moshi()
    await connection.send(packed_map(type="Ready"))
    async for message in connection:
        assert isinstance(message, bytes)
        server.received.append(message)
        if server.behaviour == "silent":
            continue
        if server.behaviour == "wrong":
            await connection.send(b"\xc1\xff")
            continue
        body = unpacked_map(message)
        if body["type"] == "Marker":
            state.markers.append((state.step, body["id"]))
            continue
        for answer in state.audio(body["pcm"]):
            await connection.send(answer)
        if server.behaviour == "cut" and state.words >= 2:
            connection.transport.abort()
            return


def packed_map(**fields: Any) -> bytes:
    """As rmp-serde writes an internally tagged enum with named fields."""
    return bytes([0x80 | len(fields)]) + b"".join(_packed(name) + _packed(value) for name, value in fields.items())


def _packed(value: Any) -> bytes:
    if isinstance(value, str):
        return bytes([0xA0 | len(value.encode())]) + value.encode()
    if isinstance(value, int):
        return bytes([value]) if value < 128 else struct.pack(">BH", 0xCD, value)
    if isinstance(value, float):
        return struct.pack(">Bd", 0xCB, value)
    return bytes([0x90 | len(value)]) + b"".join(struct.pack(">Bf", 0xCA, each) for each in value)


def unpacked_map(message: bytes) -> dict[str, Any]:
    """Only what a client of moshi-server may send, each byte accounted for."""
    if message.startswith(b"\x82\xa4type\xa6Marker\xa2id"):
        rest = message[16:]
        return {"type": "Marker", "id": rest[0] if len(rest) == 1 else struct.unpack(">Bq", rest)[1]}
    assert message.startswith(b"\x82\xa4type\xa5Audio\xa3pcm\xdc"), message[:20]
    (count,) = struct.unpack_from(">H", message, 17)
    records = np.frombuffer(message, dtype=[("type", "u1"), ("value", ">f4")], offset=19)
    assert len(records) == count
    assert (records["type"] == 0xCA).all()
    return {"type": "Audio", "pcm": records["value"].astype(np.float32)}


# ---- vLLM's realtime endpoint


async def vllm(server: FakeServer, connection: ServerConnection) -> None:
    """One text at a time, a word for each second of speech; sound that comes before it is done is lost, as there."""
    await connection.send(json.dumps({"type": "session.created", "id": "sess-1", "created": 1}))
    generating, named = False, False
    pcm = np.zeros(0, dtype=np.float32)
    async for message in connection:
        body = json.loads(message)
        server.received.append(body)
        if server.behaviour == "silent":
            continue
        if server.behaviour == "wrong":
            await connection.send("{")
            continue
        match body["type"]:
            case "session.update":
                named = "model" in body
            case "input_audio_buffer.append":
                sound = np.frombuffer(base64.b64decode(body["audio"]), dtype="<i2").astype(np.float32) / 32768
                before, pcm = counted(pcm), np.concatenate([pcm, sound])
                for word in WORDS[before : counted(pcm)]:
                    await connection.send(json.dumps({"type": "transcription.delta", "delta": f" {word}"}))
                    if server.behaviour == "cut":
                        connection.transport.abort()
                        return
            case "input_audio_buffer.commit" if not named:
                await connection.send(json.dumps({"type": "error", "error": "no model", "code": "model_not_validated"}))
            case "input_audio_buffer.commit" if not body["final"]:
                assert not generating, "the text before is not done"
                generating = True
            case "input_audio_buffer.commit":
                await asyncio.sleep(0)
                text = " ".join(WORDS[: counted(pcm)])
                await connection.send(json.dumps({"type": "transcription.done", "text": text, "usage": None}))
                generating, pcm = False, np.zeros(0, dtype=np.float32)
            case other:
                raise AssertionError(other)


def counted(pcm: np.ndarray) -> int:
    """Seconds of speech, rounded, at least one as soon as somebody speaks."""
    loud = int((np.abs(pcm) > LOUD).sum())
    return min(len(WORDS), max(1, round(loud / 16_000))) if loud else 0
