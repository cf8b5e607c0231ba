"""Takes a file of gigabytes onto the disk, block by block, past Django and its request threads."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO

from visio.config.answers import Application, Message, Receive, Scope, Send, answer, header
from visio.config.clock import now
from visio.errors import problem
from visio.errors.base import VisioError
from visio.errors.general import ServerFault
from visio.errors.place import place
from visio.recordings.errors import ImportInvalid, ImportTooLarge
from visio.recordings.imports import admission
from visio.recordings.imports.admission import Permit

log = logging.getLogger("visio.recordings")

BLOCK_BYTES = 1024 * 1024
MOST_AT_ONCE = 4
MOST_OF_ONE_ACCOUNT = 2

# How full the disk is, is looked at again after so much: others write on it too.
LOOK_AGAIN_BYTES = 64 * BLOCK_BYTES

# Somebody who sends nothing for so long is gone; and who sends less than this in that time holds a place for nothing.
SILENCE_SECONDS = 60.0
LEAST_BYTES = 500_000


class Uploads:
    """An ASGI application. `django` decides, with the same headers and no body; then the body is read here."""

    def __init__(self, django: Application) -> None:
        self._django = django
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="import")
        self._open: Counter[str] = Counter()
        """Files that arrive now, by account."""

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        decision = await self._decision(scope)
        if decision.status != HTTPStatus.ACCEPTED:
            await decision.forward(send)
            return
        permit = admission.permitted(json.loads(decision.body)["permit"])
        if self._open.total() >= MOST_AT_ONCE or self._open[permit.account] >= MOST_OF_ONE_ACCOUNT:
            # The body was not read, so the connection cannot be used again.
            await answer(send, HTTPStatus.SERVICE_UNAVAILABLE, b"busy", {"retry-after": "30", "connection": "close"})
            return
        self._open[permit.account] += 1
        try:
            recording = await self._take(permit, scope, receive)
            await answer(send, HTTPStatus.CREATED, json.dumps({"id": recording}).encode(), _JSON)
        except VisioError as error:
            await _refuse(send, error)
        except OSError as fault:
            log.error("import.fault %s", place(fault))
            await _refuse(send, ServerFault(reference="import"))
        except _GoneAway:
            log.info("import.given-up")
        finally:
            self._open[permit.account] -= 1
            # Nothing stays of those who are done.
            self._open += Counter()

    async def _decision(self, scope: Scope) -> _Decision:
        async def nothing() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        decision = _Decision()
        await self._django({**scope, "headers": _without_length(scope["headers"])}, nothing, decision.take)
        return decision

    async def _take(self, permit: Permit, scope: Scope, receive: Receive) -> str:
        announced = header(scope, b"content-length")
        size = int(announced) if announced.isdigit() else None
        file = await self._run(lambda: admission.place_for(permit, size))
        try:
            await self._write(file, permit.most, size, receive)
            return str(await self._run(lambda: _received(permit, file)))
        finally:
            await self._run(lambda: file.unlink(missing_ok=True))

    async def _write(self, file: Path, most: int, announced: int | None, receive: Receive) -> None:
        stream: BinaryIO = await self._run(lambda: file.open("xb"))
        held, total, more, looked = bytearray(), 0, True, 0
        pace = Pace(asyncio.get_running_loop().time())
        try:
            while more:
                event = await _next(receive)
                if not pace.keeps(total + len(event.get("body", b"")), asyncio.get_running_loop().time()):
                    raise _GoneAway
                held += event.get("body", b"")
                total += len(event.get("body", b""))
                more = bool(event.get("more_body", False))
                if total > most:
                    raise ImportTooLarge(max=most)
                if total - looked >= LOOK_AGAIN_BYTES:
                    looked = total
                    await self._run(partial(admission.require_room, max(0, (announced or 0) - total)))
                if len(held) >= BLOCK_BYTES or not more:
                    block, held = bytes(held), bytearray()
                    await self._run(partial(stream.write, block))
        finally:
            await self._run(stream.close)
        if total == 0:
            raise ImportInvalid

    def _run(self, step: Callable[[], Any]) -> asyncio.Future[Any]:
        return asyncio.get_running_loop().run_in_executor(self._pool, step)


class Pace:
    """Whether enough arrives. Times are seconds of any clock that does not jump."""

    def __init__(self, now: float) -> None:
        self._since, self._had = now, 0

    def keeps(self, total: int, now: float) -> bool:
        """`total` bytes have come until now; false when too few of them came in the last minute."""
        if now - self._since < SILENCE_SECONDS:
            return True
        enough = total - self._had >= LEAST_BYTES
        self._since, self._had = now, total
        return enough


class _GoneAway(Exception):
    """The other side closed the connection, fell silent, or sends next to nothing."""


class _Decision:
    """What Django answers, kept."""

    def __init__(self) -> None:
        self.status = HTTPStatus.INTERNAL_SERVER_ERROR
        self.body = b""
        self._headers: list[tuple[bytes, bytes]] = []

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = HTTPStatus(message["status"])
            self._headers = list(message["headers"])
        else:
            self.body += message.get("body", b"")

    async def forward(self, send: Send) -> None:
        """The refusal. The body was not read, so the connection cannot be used again."""
        headers = [*self._headers, (b"connection", b"close")]
        await send({"type": "http.response.start", "status": int(self.status), "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


_JSON = {"content-type": "application/json", "cache-control": "no-store"}


async def _refuse(send: Send, error: VisioError) -> None:
    headers = {"content-type": "application/problem+json", "cache-control": "no-store", "connection": "close"}
    await answer(send, error.status, json.dumps(problem.problem(error)).encode(), headers)


async def _next(receive: Receive) -> Message:
    try:
        async with asyncio.timeout(SILENCE_SECONDS):
            event = await receive()
    except TimeoutError:
        raise _GoneAway from None
    if event["type"] == "http.disconnect":
        raise _GoneAway
    return event


def _received(permit: Permit, file: Path) -> str:
    from django.db import close_old_connections

    close_old_connections()
    return admission.received(permit, file, now())


def _without_length(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in headers if name not in (b"content-length", b"transfer-encoding")]
