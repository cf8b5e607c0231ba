"""Captions by a recognition server over a WebSocket: one connection per voice, made when somebody speaks.

What is said on it is the affair of an `Exchange`, which does no I/O. Sound that comes before the connection stands
waits, and is bounded; a connection that is lost costs no text that was shown already.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Final, NoReturn, Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI

from visio_speech.caption.base import CaptionEvent
from visio_speech.caption.outlet import Outlet
from visio_speech.errors import EngineConfused, EngineLate, EngineRefused, EngineUnreachable, SpeechError

CONNECT_WITHIN: Final = 5.0
ANSWER_WITHIN: Final = 10.0
"""Seconds that a server may take for the final text after the sound has ended."""
MOST_WAITING: Final = 500
"""Pieces of sound (30 s) that may wait for the server; the oldest are lost."""
LONGEST_MESSAGE: Final = 1 << 20

Message = bytes | str


class Exchange(Protocol):
    """One connection's talk, without I/O. Numbers its utterances itself, and never twice for one voice."""

    def opening(self) -> list[Message]: ...

    def sound(self, pcm16: bytes, at: float) -> list[Message]: ...

    def flush(self) -> list[Message]:
        """The sound has paused: what makes the server tell the rest."""
        ...

    def received(self, message: Message) -> tuple[list[CaptionEvent], list[Message]]:
        """What a message means, and what is answered. Raises SpeechError."""
        ...

    def abandoned(self) -> list[CaptionEvent]:
        """The connection is gone: what was shown becomes final."""
        ...

    @property
    def settled(self) -> bool:
        """Nothing is owed after the last flush."""
        ...


@dataclass(frozen=True)
class Address:
    url: str
    headers: dict[str, str]


@dataclass(frozen=True)
class _Item:
    kind: str
    pcm: bytes = b""
    at: float = 0.0


class RemoteStream:
    """A CaptionStream."""

    def __init__(self, address: Address, exchange: Callable[[], Exchange], *, answer_within: float) -> None:
        self._address = address
        self._new_exchange = exchange
        self._answer_within = answer_within
        self._items: deque[_Item] = deque()
        self._more = asyncio.Event()
        self._outlet = Outlet()
        self._settled = asyncio.Event()
        self._exchange: Exchange | None = None
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None
        self._closing = False
        self._gone = False
        """The server has closed the connection."""
        self.sounds_lost = 0
        self._task = asyncio.create_task(self._run())

    async def push(self, pcm16: bytes, at: float) -> None:
        if len(self._items) >= MOST_WAITING:
            self._items.popleft()
            self.sounds_lost += 1
        self._add(_Item("sound", pcm16, at))

    async def flush(self) -> None:
        self._add(_Item("flush"))

    async def close(self) -> None:
        if not self._closing:
            self._add(_Item("close"))
            self._closing = True

    async def abort(self) -> None:
        """Ends at once."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._outlet.finish()  # for a task that had not begun

    @property
    def over(self) -> bool:
        return self._task.done()

    def __aiter__(self) -> AsyncIterator[CaptionEvent]:
        return self._outlet.read()

    def _add(self, item: _Item) -> None:
        if not self._closing:
            self._items.append(item)
            self._more.set()

    async def _run(self) -> None:
        fault: SpeechError | None = None
        try:
            while (item := await self._next()).kind != "close":
                await self._do(item)
            if self._exchange is not None:
                await self._settle(self._exchange.flush())
        except SpeechError as error:
            fault = error
        finally:
            await self._hang_up()
            self._outlet.finish(fault)

    async def _next(self) -> _Item:
        while not self._items:
            self._more.clear()
            await self._more.wait()
        return self._items.popleft()

    async def _do(self, item: _Item) -> None:
        if item.kind == "flush":
            if self._exchange is not None:
                await self._settle(self._exchange.flush())
            return
        exchange = await self._connected()
        await self._send(exchange.sound(item.pcm, item.at))

    async def _connected(self) -> Exchange:
        if self._reading is not None and self._gone:
            [fault] = await asyncio.gather(self._reading, return_exceptions=True)
            await self._hang_up()
            if isinstance(fault, SpeechError):
                raise fault
        if self._exchange is None:
            self._socket = await self._dial()
            self._exchange = self._new_exchange()
            self._gone = False
            self._reading = asyncio.create_task(self._read(self._socket, self._exchange))
            await self._send(self._exchange.opening())
        return self._exchange

    async def _dial(self) -> ClientConnection:
        try:
            return await connect(
                self._address.url,
                additional_headers=self._address.headers,
                open_timeout=CONNECT_WITHIN,
                close_timeout=1,
                max_size=LONGEST_MESSAGE,
                proxy=None,
            )
        except InvalidStatus as refusal:
            raise EngineRefused(status=refusal.response.status_code) from None
        except (OSError, TimeoutError, InvalidHandshake, InvalidURI):
            raise EngineUnreachable from None

    async def _send(self, messages: list[Message]) -> None:
        if self._socket is None:
            return
        try:
            for message in messages:
                await self._socket.send(message)
        except ConnectionClosed:
            await self._lost()

    async def _settle(self, messages: list[Message]) -> None:
        """Sends what ends a stretch of speech, and waits until the server has told all of it. Raises EngineLate."""
        self._settled.clear()
        await self._send(messages)
        while self._exchange is not None and not self._exchange.settled:
            if self._gone:
                await self._lost()
            try:
                async with asyncio.timeout(self._answer_within):
                    await self._settled.wait()
            except TimeoutError:
                raise EngineLate(seconds=self._answer_within) from None
            self._settled.clear()

    async def _lost(self) -> NoReturn:
        """The connection is gone, and something is still owed."""
        fault: object = None
        if self._reading is not None and self._gone:
            [fault] = await asyncio.gather(self._reading, return_exceptions=True)
        await self._hang_up()
        raise fault if isinstance(fault, SpeechError) else EngineUnreachable

    async def _read(self, socket: ClientConnection, exchange: Exchange) -> None:
        try:
            async for message in socket:
                events, answers = exchange.received(message)
                for event in events:
                    self._outlet.put(event)
                for answer in answers:
                    await socket.send(answer)
                self._settled.set()
        except (KeyError, TypeError, ValueError) as fault:
            raise EngineConfused(reason=type(fault).__name__) from None
        finally:
            self._gone = True
            self._settled.set()

    async def _hang_up(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        if self._exchange is not None:
            for event in self._exchange.abandoned():
                self._outlet.put(event)
        if self._socket is not None:
            with contextlib.suppress(ConnectionClosed, OSError):
                await self._socket.close()
        self._reading = self._exchange = self._socket = None


class RemoteCaptions:
    """A CaptionEngine over one server. `exchange` makes what talks for one connection of a voice."""

    def __init__(self, name: str, address: Address, *, answer_within: float = ANSWER_WITHIN) -> None:
        self.name = name
        self._address = address
        self._answer_within = answer_within
        self._streams: set[RemoteStream] = set()

    @property
    def late(self) -> bool:
        return any(stream.sounds_lost for stream in self._streams)

    async def close(self) -> None:
        for stream in list(self._streams):
            await stream.abort()
        self._streams.clear()

    def stream(self, exchange: Callable[[], Exchange]) -> RemoteStream:
        self._streams = {stream for stream in self._streams if not stream.over}
        stream = RemoteStream(self._address, exchange, answer_within=self._answer_within)
        self._streams.add(stream)
        return stream
