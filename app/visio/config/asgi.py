"""The one entrance: which application gets which request, and what is said while the product is still starting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from visio.config.addresses import ENGINE_SEGMENTS
from visio.config.answers import Application, Receive, Scope, Send, answer, header, plain
from visio.pages import language
from visio.pages.plain import page
from visio.pages.policy import content_policy, new_nonce

STARTING_RELOADS_AFTER_SECONDS = 2

EVENTS = "/api/v1/lobby/events"
IMPORTS = "/api/v1/recordings/import"


@dataclass(frozen=True)
class Applications:
    """What the entrance leads to once everything is up. `engine` is None when another server carries the media."""

    django: Application
    events: Application
    assets: Application
    media: Application
    imports: Application
    engine: Application | None
    ready: Callable[[], asyncio.Future[Any]]


class Gate:
    """An ASGI application that is there from the first moment; `open` makes it lead somewhere."""

    def __init__(self) -> None:
        self._to: Applications | None = None

    def open(self, applications: Applications) -> None:
        self._to = applications

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return
        # LiveKit clients ask for //rtc when they are given an address with a slash at its end.
        path = "/" + str(scope["path"]).lstrip("/")
        segment = path.split("/", 2)[1]
        if scope["type"] == "websocket":
            await self._websocket(segment, scope, receive, send)
        elif segment in ENGINE_SEGMENTS:
            await self._engine(scope, receive, send)
        else:
            await self._http(path, segment, scope, receive, send)

    async def _http(self, path: str, segment: str, scope: Scope, receive: Receive, send: Send) -> None:
        if path == "/healthz":
            await plain(send, HTTPStatus.OK, "ok")
        elif path == "/" and scope["method"] == "HEAD":
            await plain(send, HTTPStatus.OK, "")
        elif path == "/readyz":
            await self._ready(send)
        elif self._to is None:
            await _starting(scope, send)
        elif segment == "assets":
            await self._to.assets(scope, receive, send)
        elif segment == "media":
            await self._to.media(scope, receive, send)
        elif path == IMPORTS and scope["method"] == "POST":
            await self._to.imports(scope, receive, send)
        elif path == EVENTS and scope["method"] == "GET":
            await self._to.events(scope, receive, send)
        else:
            await self._to.django(scope, receive, send)

    async def _engine(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._to is None:
            await plain(send, HTTPStatus.SERVICE_UNAVAILABLE, "starting", {"retry-after": "2"})
        elif self._to.engine is None:
            await plain(send, HTTPStatus.NOT_FOUND, "not found")
        else:
            await self._to.engine(scope, receive, send)

    async def _websocket(self, segment: str, scope: Scope, receive: Receive, send: Send) -> None:
        if self._to is not None and self._to.engine is not None and segment in ENGINE_SEGMENTS:
            await self._to.engine(scope, receive, send)
            return
        await receive()
        await send({"type": "websocket.close", "code": 1013 if self._to is None else 1008})

    async def _ready(self, send: Send) -> None:
        ready = self._to is not None and await self._to.ready()
        await plain(send, HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE, "ready" if ready else "not ready")


async def _starting(scope: Scope, send: Send) -> None:
    """A page that asks again by itself, without script."""
    nonce = new_nonce()
    content = page(
        "starting",
        first=language.chosen(header(scope, b"accept-language")),
        nonce=nonce,
        code="starting",
        home=False,
        again_in_seconds=STARTING_RELOADS_AFTER_SECONDS,
    )
    headers = {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        "retry-after": str(STARTING_RELOADS_AFTER_SECONDS),
        "content-security-policy": content_policy(nonce, "localhost", None),
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    await answer(send, HTTPStatus.SERVICE_UNAVAILABLE, content.encode(), headers, head=scope["method"] == "HEAD")
