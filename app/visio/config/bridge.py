"""Hands HTTP requests to Django on a small pool of threads that live as long as the process.

Django's own ASGI handler would make a thread and a database connection per request; here both are bounded.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_to_bytes

from visio.config.answers import Receive, Scope, Send, plain

WsgiApplication = Callable[..., Iterable[bytes]]

THREADS = 8

# Requests that may stand in line for a thread; more are told to come back.
LONGEST_LINE = 512
LARGEST_BODY_BYTES = 1024 * 1024
# So much of a body that is too large is read and dropped before it is refused: a connection that is closed with unread
# bytes is reset, and the reset may overtake the answer.
LARGEST_DROPPED_BYTES = 16 * 1024 * 1024
BODY_TIMEOUT_SECONDS = 20.0


class BodyTooLarge(Exception):
    pass


class Bridge:
    """An ASGI application around a WSGI one."""

    def __init__(self, application: WsgiApplication) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="request")
        self._waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._waiting >= LONGEST_LINE:
            await plain(send, HTTPStatus.SERVICE_UNAVAILABLE, "busy", {"retry-after": "1"})
            return
        self._waiting += 1
        try:
            await self._answer(scope, receive, send)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(BODY_TIMEOUT_SECONDS):
                body = await read_body(receive)
        except BodyTooLarge:
            await plain(send, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body-too-large", {"connection": "close"})
            return
        except TimeoutError:
            await plain(send, HTTPStatus.REQUEST_TIMEOUT, "request-timeout", {"connection": "close"})
            return
        loop = asyncio.get_running_loop()
        status, headers, content = await loop.run_in_executor(self._pool, self._call, environ(scope, body))
        if scope["method"] == "HEAD":
            content = b""
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    def _call(self, request: dict[str, Any]) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        started: list[tuple[int, list[tuple[bytes, bytes]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], _fault: object = None) -> None:
            encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
            started.append((int(status.split(" ", 1)[0]), encoded))

        answer = self._application(request, start_response)
        try:
            content = b"".join(answer)
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
        status, headers = started[-1]
        if not any(name == b"content-length" for name, _ in headers) and status != HTTPStatus.NO_CONTENT:
            headers.append((b"content-length", str(len(content)).encode()))
        return status, headers, content


async def read_body(receive: Receive) -> bytes:
    """The whole body. Raises BodyTooLarge."""
    parts: list[bytes] = []
    size = 0
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            return b"".join(parts)
        part = event.get("body", b"")
        size += len(part)
        last = not event.get("more_body", False)
        if size > LARGEST_BODY_BYTES:
            parts.clear()
            if last or size > LARGEST_DROPPED_BYTES:
                raise BodyTooLarge
            continue
        parts.append(part)
        if last:
            return b"".join(parts)


def environ(scope: Scope, body: bytes) -> dict[str, Any]:
    """The WSGI environment of an ASGI request. Source: PEP 3333, and the ASGI HTTP specification 2.4."""
    server = scope.get("server") or ("localhost", 80)
    path = unquote_to_bytes(scope.get("raw_path", scope["path"].encode()).split(b"?", 1)[0])
    found: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": path.decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1] or 80),
        "REMOTE_ADDR": str((scope.get("client") or ("", 0))[0]),
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    _add_headers(found, scope["headers"])
    return found


def _add_headers(found: dict[str, Any], headers: Iterable[tuple[bytes, bytes]]) -> None:
    for raw_name, raw_value in headers:
        if b"_" in raw_name:
            continue  # would be mistaken for the same name with a dash, which a proxy may have removed on purpose
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        value = raw_value.decode("latin-1")
        if name == "CONTENT_TYPE":
            found[name] = value
        elif name != "CONTENT_LENGTH":
            key = f"HTTP_{name}"
            separator = "; " if name == "COOKIE" else ","
            found[key] = f"{found[key]}{separator}{value}" if key in found else value
