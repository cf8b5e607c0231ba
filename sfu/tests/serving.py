"""A media server on real sockets, its engine scripted, and clients that speak the signalling over WebSockets."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import uvicorn
from livekit import api
from livekit.protocol.rtc import SignalRequest, SignalResponse
from livekit.protocol.webhook import WebhookEvent
from visio_sfu.cli import open_sockets
from visio_sfu.media.commands import Command
from visio_sfu.media.scripted import ScriptedMedia
from visio_sfu.options import MediaOptions, RoomDefaults
from visio_sfu.serve import UVICORN_OPTIONS, MediaServer
from websockets.asyncio.client import ClientConnection, connect

KEY, SECRET = "devkey", "secret"
# A machine under load must not fail a test; nothing waits for so long when all is well.
PATIENCE_S = 60.0


class PromptMedia(ScriptedMedia):
    """The scripted engine answering by itself, as the native one does."""

    def obey(self, command: Command) -> None:
        super().obey(command)
        asyncio.get_running_loop().call_soon(self.deliver)


class Serving:
    """A running server."""

    def __init__(self, server: MediaServer, media: PromptMedia, port: int) -> None:
        self.server = server
        self.media = media
        self.base = f"http://127.0.0.1:{port}"
        self.notices: list[WebhookEvent] = []

    def token(self, identity: str = "lea", room: str = "daily", **grants: Any) -> str:
        granted = api.VideoGrants(room_join=True, room=room, **grants)
        return api.AccessToken(KEY, SECRET).with_identity(identity).with_grants(granted).to_jwt()

    async def get(self, path: str, **more: Any) -> httpx.Response:
        async with httpx.AsyncClient(trust_env=False) as client:
            return await client.get(self.base + path, **more)

    @asynccontextmanager
    async def client(self, token: str, path: str = "/rtc", **query: str) -> AsyncGenerator["Client"]:
        parameters = httpx.QueryParams({"access_token": token, "protocol": "16", "sdk": "js", **query})
        url = f"{self.base.replace('http', 'ws', 1)}{path}?{parameters}"
        async with connect(url, proxy=None, max_size=None) as socket:
            yield Client(socket)


class Client:
    """One signalling socket of a client."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def say(self, **request: Any) -> None:
        await self.socket.send(SignalRequest(**request).SerializeToString())

    async def next(self) -> SignalResponse:
        data = await asyncio.wait_for(self.socket.recv(decode=False), PATIENCE_S)
        return SignalResponse.FromString(data)

    async def until(self, kind: str) -> Any:
        """The next message of that kind."""
        while True:
            message = await self.next()
            if message.WhichOneof("message") == kind:
                return getattr(message, kind)

    async def closed(self) -> int:
        """The code with which the server closes."""
        await asyncio.wait_for(self.socket.wait_closed(), PATIENCE_S)
        return self.socket.close_code or 0


@asynccontextmanager
async def serving(
    *, rooms: RoomDefaults | None = None, webhooks: tuple[str, ...] = (), media: PromptMedia | None = None
) -> AsyncGenerator[Serving]:
    """Starts a server on a free port and stops it."""
    options = MediaOptions(keys={KEY: SECRET}, rooms=rooms or RoomDefaults(), webhooks=webhooks)
    engine = media or PromptMedia()
    sockets = open_sockets(["127.0.0.1"], 0)
    notices: list[WebhookEvent] = []

    async def keep(event: WebhookEvent) -> None:
        notices.append(event)

    server = MediaServer(options, on_webhook=keep, media=engine)
    http = uvicorn.Server(uvicorn.Config(server.app, lifespan="off", timeout_graceful_shutdown=1, **UVICORN_OPTIONS))
    await server.start()
    task = asyncio.create_task(http._serve(sockets))  # pyright: ignore[reportPrivateUsage] - `serve` takes the signals
    running = Serving(server, engine, sockets[0].getsockname()[1])
    running.notices = notices
    try:
        await until(lambda: http.started)
        yield running
    finally:
        await server.stop()
        http.should_exit = True
        await task
        for opened in sockets:
            opened.close()


async def until(condition: Any, *, patience: float = PATIENCE_S) -> None:
    """Waits for a condition that other tasks bring about."""
    async with asyncio.timeout(patience):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.005)
