"""`GET /api/v1/lobby/events`: the waiting person's event stream, beside Django.

The credential is checked once, on a request thread; then a stream holds no thread and no database connection, only the
latest event that was not sent yet.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from visio.config.answers import Receive, Scope, Send, answer, header
from visio.events.bus import Data

if TYPE_CHECKING:
    from visio.lobby.listening import RequestOf

log = logging.getLogger("visio.lobby")

KEEP_ALIVE_SECONDS = 15.0

# One tab holds one stream; a flood of them ends here.
MOST_STREAMS = 2_000


class Stream:
    """What one page has not been sent yet. A later event replaces an earlier one: each holds the whole state."""

    def __init__(self) -> None:
        self.latest: Data | None = None
        self.closed = False
        self.changed = asyncio.Event()

    def put(self, event: Data) -> None:
        self.latest = event
        self.changed.set()

    def close(self) -> None:
        self.closed = True
        self.changed.set()


class Hub:
    """All open streams, by lobby request. `receive` takes the bus' topic `lobby`, on any thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._streams: dict[str, set[Stream]] = {}
        self._closed = False

    @property
    def count(self) -> int:
        return sum(len(streams) for streams in self._streams.values())

    def receive(self, data: Data) -> None:
        if not self._closed:
            self._loop.call_soon_threadsafe(self._hand_out, str(data["request"]), data["event"])

    def add(self, request: str) -> Stream:
        stream = Stream()
        if self._closed:
            stream.close()
        self._streams.setdefault(request, set()).add(stream)
        return stream

    def remove(self, request: str, stream: Stream) -> bool:
        """True when it was the last one of this request."""
        streams = self._streams.get(request, set())
        streams.discard(stream)
        if streams:
            return False
        self._streams.pop(request, None)
        return True

    def close(self) -> None:
        self._closed = True
        for streams in self._streams.values():
            for stream in streams:
                stream.close()

    def _hand_out(self, request: str, event: Data) -> None:
        for stream in self._streams.get(request, ()):
            stream.put(event)


# Runs a function on a request thread.
Run = Callable[[Callable[[], Any]], "asyncio.Future[Any]"]


class LobbyEvents:
    """The ASGI application."""

    def __init__(self, hub: Hub, run: Run, request_of: RequestOf) -> None:
        self._hub = hub
        self._run = run
        self._request_of = request_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        from visio.lobby import listening

        authorization = header(scope, b"authorization")
        if self._hub.count >= MOST_STREAMS:
            await _problem(send, HTTPStatus.SERVICE_UNAVAILABLE, "busy")
            return
        request = await self._run(lambda: listening.begin(authorization, self._request_of))
        if request is None:
            await _problem(send, HTTPStatus.UNAUTHORIZED, "ticket-invalid")
            return
        stream = self._hub.add(request)
        try:
            # Read again after listening has begun: nothing that happened in between is missed.
            first = await self._run(lambda: listening.state(request))
            if first is not None:
                await _send_all(stream, first, receive, send)
        finally:
            if self._hub.remove(request, stream):
                await asyncio.shield(self._run(lambda: listening.end(request)))


async def _send_all(stream: Stream, first: Data, receive: Receive, send: Send) -> None:
    headers = [
        (b"content-type", b"text/event-stream"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await _body(send, _event(first))
    gone = asyncio.ensure_future(_until_gone(receive))
    try:
        while not stream.closed and not gone.done():
            await _next(stream, gone, send)
    finally:
        gone.cancel()
    if not gone.done() or gone.cancelled():
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _next(stream: Stream, gone: asyncio.Future[Any], send: Send) -> None:
    waiting: asyncio.Future[Any] = asyncio.ensure_future(stream.changed.wait())
    try:
        await asyncio.wait([waiting, gone], timeout=KEEP_ALIVE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
    if stream.closed or gone.done():
        return
    stream.changed.clear()
    event, stream.latest = stream.latest, None
    await _body(send, _event(event) if event is not None else b":\n\n")


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _body(send: Send, content: bytes) -> None:
    await send({"type": "http.response.body", "body": content, "more_body": True})


def _event(data: Data) -> bytes:
    return b"event: request\ndata: " + json.dumps(data, ensure_ascii=False).encode() + b"\n\n"


async def _problem(send: Send, status: HTTPStatus, code: str) -> None:
    body = {"code": code, "status": int(status), "params": {}, "detail": "No event stream for this credential."}
    headers = {"content-type": "application/problem+json", "cache-control": "no-store"}
    await answer(send, status, json.dumps(body).encode(), headers)
