"""Takes a file of gigabytes onto the disk, block by block, past Django and its request threads."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO

from django.core.signing import BadSignature

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

# Somebody who sends nothing for so long is gone.
SILENCE_SECONDS = 60.0


class Uploads:
    """An ASGI application. `django` decides, with the same headers and no body; then the body is read here."""

    def __init__(self, django: Application) -> None:
        self._django = django
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="import")
        self._open = 0

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        decision = await self._decision(scope)
        if decision.status != HTTPStatus.ACCEPTED or self._open >= MOST_AT_ONCE:
            await decision.forward(send, busy=decision.status == HTTPStatus.ACCEPTED)
            return
        self._open += 1
        try:
            permit = admission.permitted(json.loads(decision.body)["permit"])
            recording = await self._take(permit, scope, receive)
            await answer(send, HTTPStatus.CREATED, json.dumps({"id": recording}).encode(), _JSON)
        except VisioError as error:
            await _refuse(send, error)
        except (OSError, BadSignature) as fault:
            log.error("import.fault %s", place(fault))
            await _refuse(send, ServerFault(reference="import"))
        except _GoneAway:
            log.info("import.given-up")
        finally:
            self._open -= 1

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
            await self._write(file, permit.most, receive)
            return str(await self._run(lambda: _received(permit, file)))
        finally:
            await self._run(lambda: file.unlink(missing_ok=True))

    async def _write(self, file: Path, most: int, receive: Receive) -> None:
        stream: BinaryIO = await self._run(lambda: file.open("xb"))
        held, total, more = bytearray(), 0, True
        try:
            while more:
                event = await _next(receive)
                held += event.get("body", b"")
                total += len(event.get("body", b""))
                more = bool(event.get("more_body", False))
                if total > most:
                    raise ImportTooLarge(max=most)
                if len(held) >= BLOCK_BYTES or not more:
                    block, held = bytes(held), bytearray()
                    await self._run(partial(stream.write, block))
        finally:
            await self._run(stream.close)
        if total == 0:
            raise ImportInvalid

    def _run(self, step: Callable[[], Any]) -> asyncio.Future[Any]:
        return asyncio.get_running_loop().run_in_executor(self._pool, step)


class _GoneAway(Exception):
    """The other side closed the connection, or fell silent."""


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

    async def forward(self, send: Send, *, busy: bool) -> None:
        """The refusal. The body was not read, so the connection cannot be used again."""
        if busy:
            await answer(send, HTTPStatus.SERVICE_UNAVAILABLE, b"busy", {"retry-after": "30", "connection": "close"})
            return
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
