"""`/media/…`: files of recordings, as a plain ASGI application beside Django: a film must not hold a request thread."""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from visio.config.answers import Receive, Scope, Send, header, plain
from visio.recordings.media import archive
from visio.recordings.media.addresses import Signed, opened
from visio.recordings.media.ranges import NotSatisfiable, slice_of
from visio.storage.base import Storage, StorageFailed

# Reading waits for the disk or the network on these threads; a film takes one only while a block is read.
THREADS = 4
MOST_AT_ONCE = 256
# A player asks for everything from a place on, reads some seconds ahead and leaves the rest waiting in the connection.
# Browsers have six of these for a server over HTTP/1.1, and a meeting of ten people has nineteen elements: so a part is
# answered, and the player asks for the next when it needs it (RFC 9110, section 15.3.7: a server may send a subset).
PLAYED_AT_ONCE = 512 << 10

_TYPES = {".webm": "video/webm", ".mp4": "video/mp4", ".zip": "application/zip", ".m4a": "audio/mp4"}


class MediaFiles:
    """An ASGI application. `storage` is asked for at each request."""

    def __init__(self, storage: Callable[[], Storage]) -> None:
        self._storage = storage
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="media")
        self._open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            await plain(send, HTTPStatus.METHOD_NOT_ALLOWED, "method not allowed", {"allow": "GET, HEAD"})
            return
        if self._open >= MOST_AT_ONCE:
            await plain(send, HTTPStatus.SERVICE_UNAVAILABLE, "busy", {"retry-after": "5"})
            return
        self._open += 1
        try:
            await self._answer(scope, receive, send)
        finally:
            self._open -= 1

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        signed = opened(str(scope["path"]))
        if signed is None:
            await plain(send, HTTPStatus.NOT_FOUND, "not found")
            return
        try:
            if signed.archive:
                await self._archive(signed, scope, receive, send)
            else:
                await self._file(signed, scope, receive, send)
        except StorageFailed:
            await plain(send, HTTPStatus.BAD_GATEWAY, "storage unreachable")

    async def _file(self, signed: Signed, scope: Scope, receive: Receive, send: Send) -> None:
        size = await self._run(lambda: self._storage().size(signed.key))
        if size is None:
            await plain(send, HTTPStatus.NOT_FOUND, "not found")
            return
        try:
            # A file that is saved comes whole: not every program that goes on with a download asks again.
            wanted = slice_of(header(scope, b"range"), size, most=None if signed.name else PLAYED_AT_ONCE)
        except NotSatisfiable:
            await plain(
                send, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "outside", {"content-range": f"bytes */{size}"}
            )
            return
        headers = {**_headers(signed), "accept-ranges": "bytes", "content-length": str(wanted.length)}
        if wanted.partial:
            headers["content-range"] = f"bytes {wanted.start}-{wanted.start + wanted.length - 1}/{size}"
        status = HTTPStatus.PARTIAL_CONTENT if wanted.partial else HTTPStatus.OK
        await self._start(send, status, headers)
        if scope["method"] == "HEAD" or wanted.length == 0:
            await send({"type": "http.response.body", "body": b""})
            return
        await self._stream(lambda: self._storage().read(signed.key, wanted.start, wanted.length), receive, send)

    async def _archive(self, signed: Signed, scope: Scope, receive: Receive, send: Send) -> None:
        await self._start(send, HTTPStatus.OK, _headers(signed))
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return
        await self._stream(lambda: archive.blocks(signed.key, self._storage()), receive, send)

    async def _stream(self, begin: Callable[[], Iterator[bytes]], receive: Receive, send: Send) -> None:
        """Block by block as the other side takes them; ends when it goes away. A failure cuts the answer short, which
        the other side sees."""
        gone = asyncio.create_task(_disconnected(receive))
        blocks = await self._run(begin)
        try:
            while not gone.done():
                block = await self._run(lambda: next(blocks, None))
                if block is None:
                    await send({"type": "http.response.body", "body": b""})
                    return
                await send({"type": "http.response.body", "body": block, "more_body": True})
        finally:
            gone.cancel()
            await self._run(lambda: _close(blocks))

    @staticmethod
    async def _start(send: Send, status: HTTPStatus, headers: dict[str, str]) -> None:
        encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": int(status), "headers": encoded})

    def _run(self, step: Callable[[], Any]) -> asyncio.Future[Any]:
        return asyncio.get_running_loop().run_in_executor(self._pool, step)


def _headers(signed: Signed) -> dict[str, str]:
    """Nothing in a file of somebody else may run here, or be shown in a frame."""
    name = signed.name or signed.key.rsplit("/", 1)[-1]
    suffix = f".{name.rsplit('.', 1)[-1]}"
    kind = "application/zip" if signed.archive else _TYPES.get(suffix) or mimetypes.types_map.get(suffix)
    headers = {
        "content-type": kind or "application/octet-stream",
        "cache-control": "private, max-age=3600",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
    }
    if signed.name:
        headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(signed.name, safe='')}"
    return headers


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _close(blocks: Iterator[bytes]) -> None:
    close = getattr(blocks, "close", None)
    if close is not None:
        close()
