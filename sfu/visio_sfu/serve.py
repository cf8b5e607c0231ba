"""The media server as one object: what `visio-sfu` runs, and what an application embeds.

This is the public face of the package, together with `tokens` and `options`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, Final

from google.protobuf.message import Message
from livekit.protocol.models import DisconnectReason

from visio_sfu.clock import Clock, SystemClock
from visio_sfu.http import Receive, Scope, Send, refuse_websocket, respond
from visio_sfu.media.engine import Media, NativeMedia
from visio_sfu.options import MediaOptions
from visio_sfu.rooms.directory import Directory
from visio_sfu.runtime import Runtime
from visio_sfu.server_api.rpc import PREFIX, ServerApi
from visio_sfu.sids import RandomSids
from visio_sfu.signalling.endpoint import SignallingEndpoint
from visio_sfu.signalling.wire import MAX_MESSAGE_BYTES
from visio_sfu.webhooks import WebhookReceiver, Webhooks

UVICORN_OPTIONS: Final[dict[str, Any]] = {
    "interface": "asgi3",
    "ws": "websockets-sansio",
    "ws_max_size": MAX_MESSAGE_BYTES,
    # Clients ping inside the protocol.
    "ws_ping_interval": None,
    "ws_per_message_deflate": True,
    # Tokens travel in query strings: uvicorn logs these both in its access log and, for WebSockets, at level info.
    "access_log": False,
    "log_level": "warning",
}
"""What whoever runs `MediaServer.app` on uvicorn must set."""

GOODBYE_S: Final = 0.2
"""How long clients have to read why they must leave before their sockets close."""


class MediaServer:
    """Rooms, signalling and the media engine.

    `app` is the ASGI application for `/rtc`, `/rtc/v1`, `/twirp` and `/` (health); mount it in front of one's own
    routes for the first three. Webhooks go to the URLs of the options and, in process, to `on_webhook`, in order.
    """

    def __init__(
        self,
        options: MediaOptions,
        *,
        on_webhook: WebhookReceiver | None = None,
        clock: Clock | None = None,
        media: Media | None = None,
    ) -> None:
        self._clock = clock or SystemClock()
        self._media = media or NativeMedia(options)
        self._webhooks = Webhooks(
            options.webhooks, signing_key=options.signing_key, clock=self._clock, receiver=on_webhook
        )
        directory = Directory(options.rooms, RandomSids())
        self._runtime = Runtime(directory, self._media, self._webhooks, self._clock)
        self._signalling = SignallingEndpoint(self._runtime, options)
        self._api = ServerApi(self._runtime, options)
        self._started = False

    async def start(self) -> None:
        """Opens the media port. Raises visio_sfu.errors.StartRefused with a sentence."""
        self._media.start(self._runtime.on_events)
        self._webhooks.start()
        self._started = True

    async def stop(self) -> None:
        """Tells everybody to leave (SERVER_SHUTDOWN), closes sockets and the engine; ends within 2 s."""
        if not self._started:
            return
        self._started = False
        now = self._clock.now()
        for room in self._runtime.directory:
            room.end(DisconnectReason.SERVER_SHUTDOWN, now)
        self._runtime.flush()
        if self._runtime.has_sockets:
            await asyncio.sleep(GOODBYE_S)
        self._runtime.close()
        await self._webhooks.stop()
        self._media.stop()

    @property
    def app(self) -> Callable[..., Awaitable[None]]:
        return self._serve

    @property
    def media_addresses(self) -> tuple[int, list[str]]:
        """UDP port and the IP addresses offered."""
        return self._media.addresses

    async def call(self, method: str, request: Message) -> Any:
        """A server API call from inside the process, with every grant: `call("CreateRoom", CreateRoomRequest(…))`.

        Raises visio_sfu.errors.ApiError (its `code` is the Twirp code).
        """
        return self._api.call(method, request)

    # ---- routes

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return
        # Clients that are given an address with a slash at its end ask for //rtc.
        path = "/" + str(scope["path"]).lstrip("/")
        if scope["type"] == "websocket":
            await self._serve_websocket(path, scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await respond(send, HTTPStatus.NO_CONTENT, b"")
        elif path.startswith(PREFIX):
            await self._api.serve({**scope, "path": path}, receive, send)
        elif path == "/rtc/validate":
            await self._signalling.validate(scope, send)
        elif path == "/" and scope["method"] in {"GET", "HEAD"}:
            await respond(send, HTTPStatus.OK, "OK" if scope["method"] == "GET" else b"")
        else:
            # `/rtc/v1/validate` too: clients take the 404 as "use the protocol with two peer connections".
            await respond(send, HTTPStatus.NOT_FOUND, "404 page not found")

    async def _serve_websocket(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        if path == "/rtc":
            await self._signalling.connect(scope, receive, send)
            return
        await receive()
        await refuse_websocket(scope, receive, send, HTTPStatus.NOT_FOUND, "404 page not found")
