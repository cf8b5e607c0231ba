"""One contract for the engines: the double, and the real signalling server by its API over HTTP."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from visio.engine.base import Engine, EngineFailed, Source
from visio.engine.livekit import LiveKitEngine
from visio.engine.scripted import ScriptedEngine

CREDENTIALS = ("devkey", "a secret that is long enough for hs256")


class _ThroughAsgi(httpx.BaseTransport):
    """Hands requests to an ASGI application on a loop of its own thread."""

    def __init__(self, application: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._inner = httpx.ASGITransport(application)
        self._loop = loop

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        async def ask() -> httpx.Response:
            answer = await self._inner.handle_async_request(request)
            return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())

        return asyncio.run_coroutine_threadsafe(ask(), self._loop).result(10)


@pytest.fixture
def media_server() -> Iterator[tuple[Any, asyncio.AbstractEventLoop]]:
    from visio_sfu.media.scripted import ScriptedMedia
    from visio_sfu.options import MediaOptions
    from visio_sfu.serve import MediaServer

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> MediaServer:
        server = MediaServer(MediaOptions(keys=dict([CREDENTIALS])), media=ScriptedMedia())
        await server.start()
        return server

    server = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    yield server, loop
    asyncio.run_coroutine_threadsafe(server.stop(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


@pytest.fixture(params=["scripted", "livekit", "embedded"])
def real(request: pytest.FixtureRequest) -> Engine:
    if request.param == "scripted":
        return ScriptedEngine()
    server, loop = request.getfixturevalue("media_server")
    if request.param == "livekit":
        return LiveKitEngine("ws://engine.test", *CREDENTIALS, transport=_ThroughAsgi(server.app, loop))
    from visio.engine.embedded import EmbeddedEngine

    return EmbeddedEngine(server, loop, CREDENTIALS)


def test_a_room_is_made_once_and_ended_for_good(real):
    real.create_room("c")
    real.create_room("c")
    assert real.participants("c") == []
    real.delete_room("c")
    real.delete_room("c")


def test_what_is_gone_already_is_no_fault(real):
    real.remove("nowhere", "nobody")
    real.mute("nowhere", "nobody", [Source.MICROPHONE])
    real.send("nowhere", b'{"type": "x"}', None)
    real.send("nowhere", b'{"type": "x"}', ["nobody"])
    real.set_attributes("nowhere", "nobody", {"visio.role": "guest"})
    assert real.participants("nowhere") == []


def test_an_engine_that_does_not_answer_is_a_fault_of_its_own():
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route")

    engine = LiveKitEngine("wss://engine.test", *CREDENTIALS, transport=httpx.MockTransport(refuse))
    with pytest.raises(EngineFailed) as fault:
        engine.create_room("c")
    assert fault.value.code == "unreachable"


def test_wrong_credentials_are_a_fault(media_server):
    server, loop = media_server
    wrong = LiveKitEngine(
        "ws://engine.test", "devkey", "another secret, long enough as well", transport=_ThroughAsgi(server.app, loop)
    )
    with pytest.raises(EngineFailed) as fault:
        wrong.create_room("c")
    assert fault.value.code == "unauthenticated"


@pytest.mark.parametrize(
    ("given", "told"), [("https://x.example", "wss://x.example"), ("ws://x.example", "ws://x.example")]
)
def test_browsers_are_told_a_websocket_address(given, told):
    assert LiveKitEngine(given, *CREDENTIALS).url == told
