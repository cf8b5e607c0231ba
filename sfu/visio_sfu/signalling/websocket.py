"""The driver of a signalling socket over ASGI: queue, tasks and closing, nothing else."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

from livekit.protocol.rtc import SignalResponse
from visio_sfu.errors import MalformedMessage, TooManyMessages
from visio_sfu.runtime import Runtime
from visio_sfu.signalling.exchange import Exchange
from visio_sfu.signalling.wire import encode_text

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

MAX_QUEUED_BYTES: Final = 4 * 1024 * 1024
"""What waits for one client: two of the largest messages. A client that reads so slowly is dropped; it resumes when
it reads again."""
MAX_QUEUED_MESSAGES: Final = 4_096

# Close codes: RFC 6455, section 7.4.1.
_NORMAL: Final = 1000
_MALFORMED: Final = 1007
_POLICY: Final = 1008

log = logging.getLogger("visio_sfu.signalling")


class SignallingSocket:
    """One accepted WebSocket. `run` lives as long as the socket does."""

    def __init__(self, runtime: Runtime, exchange: Exchange, receive: Receive, send: Send) -> None:
        self._runtime = runtime
        self._exchange = exchange
        self._receive = receive
        self._send = send
        self._queue: asyncio.Queue[tuple[SignalResponse, bytes] | None] = asyncio.Queue()
        self._queued_bytes = 0
        self._speaks_json = False
        self._ended = asyncio.Event()
        self._close_code = _NORMAL
        self._reads = True

    # ---- what the runtime calls

    def send(self, message: SignalResponse, encoded: bytes) -> None:
        if self._ended.is_set():
            return
        self._queued_bytes += len(encoded)
        if self._queued_bytes > MAX_QUEUED_BYTES or self._queue.qsize() >= MAX_QUEUED_MESSAGES:
            log.warning("signalling.too-slow participant=%s", self._exchange.one.sid)
            self._reads = False
            self._end(_POLICY)
            return
        self._queue.put_nowait((message, encoded))

    def hang_up(self) -> None:
        self._queue.put_nowait(None)

    def next_deadline(self) -> float:
        return self._exchange.next_deadline()

    def on_time(self, now: float) -> None:
        if self._exchange.expired(now):
            self._end(_NORMAL)
        else:
            self._exchange.on_time(now)

    # ---- the life of the socket

    async def run(self) -> None:
        """Reads and writes until either side ends; then the participant has no socket."""
        reader = asyncio.create_task(self._read())
        writer = asyncio.create_task(self._write())
        ended = asyncio.create_task(self._wait_for_end())
        tasks = {reader, writer, ended}
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._ended.set()
            for task in tasks:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
            self._socket_lost()
        for result in results:
            # A send to a socket that has just gone raises an OSError; everything else is a fault of ours.
            if isinstance(result, Exception) and not isinstance(result, OSError):
                raise result
        if self._reads:
            await self._close()

    async def _read(self) -> None:
        while True:
            event = await self._receive()
            if event["type"] == "websocket.disconnect":
                return
            data: bytes | str = event.get("bytes") or event.get("text") or b""
            self._speaks_json = isinstance(data, str)
            try:
                self._exchange.receive(data, self._runtime.clock.now())
            except TooManyMessages:
                log.warning("signalling.too-many participant=%s", self._exchange.one.sid)
                self._close_code = _POLICY
                return
            except MalformedMessage as error:
                log.info("signalling.malformed participant=%s reason=%s", self._exchange.one.sid, error)
                self._close_code = _MALFORMED
                return
            self._runtime.flush()

    async def _write(self) -> None:
        while (item := await self._queue.get()) is not None:
            message, encoded = item
            if self._speaks_json:
                await self._send({"type": "websocket.send", "text": encode_text(message)})
            else:
                await self._send({"type": "websocket.send", "bytes": encoded})
            self._queued_bytes -= len(encoded)

    async def _wait_for_end(self) -> None:
        await self._ended.wait()

    def _end(self, code: int) -> None:
        self._close_code = code
        self._ended.set()

    async def _close(self) -> None:
        # A client that was faster leaves nothing to close.
        with contextlib.suppress(OSError, RuntimeError):
            await self._send({"type": "websocket.close", "code": self._close_code})

    def _socket_lost(self) -> None:
        one, room = self._exchange.one, self._exchange.room
        if self._runtime.detach(one.number, self) and one.number in room.state.participants:
            room.socket_lost(one, self._runtime.clock.now())
        self._runtime.flush()
