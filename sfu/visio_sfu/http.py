"""The little of HTTP over ASGI that this server needs."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, Final

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

# Credentials travel in tokens, never in cookies, so that any origin may ask.
_CORS: Final = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
    (b"access-control-allow-headers", b"*"),
    (b"access-control-max-age", b"86400"),
)


# RFC 6455, section 7.4.1.
_POLICY: Final = 1008
_CLOSING_S: Final = 1.0


class BodyTooLarge(Exception):
    """A request's body is larger than allowed."""


async def respond(
    send: Send,
    status: HTTPStatus,
    body: str | bytes,
    *,
    content_type: str = "text/plain; charset=utf-8",
    prefix: str = "http.response",
) -> None:
    """A whole answer. `prefix` is the ASGI message family: of plain HTTP, or of a refused WebSocket."""
    content = body.encode() if isinstance(body, str) else body
    headers = [
        (b"content-type", content_type.encode()),
        (b"content-length", str(len(content)).encode()),
        (b"cache-control", b"no-store"),
        *_CORS,
    ]
    await send({"type": f"{prefix}.start", "status": int(status), "headers": headers})
    await send({"type": f"{prefix}.body", "body": content})


async def refuse_websocket(scope: Scope, receive: Receive, send: Send, status: HTTPStatus, sentence: str) -> None:
    """Answers a handshake with an HTTP status, where the server can (the ASGI extension `websocket.http.response`)."""
    if "websocket.http.response" not in (scope.get("extensions") or {}):
        await send({"type": "websocket.close", "code": _POLICY})
        return
    await respond(send, status, sentence, prefix="websocket.http.response")
    # uvicorn takes an application that returns before the connection has closed for one that forgot to answer, and
    # logs an error. It queues one disconnect at the answer and a second when the connection has closed.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_CLOSING_S):
            for _ in range(2):
                await receive()


def header(scope: Scope, name: bytes) -> str:
    """The first header of that name (lower case), "" where there is none."""
    headers: list[tuple[bytes, bytes]] = scope.get("headers") or []
    return next((value.decode("latin-1") for key, value in headers if key.lower() == name), "")


def bearer(scope: Scope) -> str:
    """The token of the Authorization header."""
    scheme, _, token = header(scope, b"authorization").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


async def read_body(receive: Receive, limit: int) -> bytes:
    """Raises BodyTooLarge."""
    body = bytearray()
    while True:
        event = await receive()
        body += event.get("body", b"")
        if len(body) > limit:
            raise BodyTooLarge
        if event["type"] == "http.disconnect" or not event.get("more_body", False):
            return bytes(body)
