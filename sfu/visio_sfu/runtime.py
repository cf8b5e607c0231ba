"""Where decisions become deeds: effects go to sockets, engine and webhooks; time and engine events come in.

One Runtime per server, on one event loop.
"""

import asyncio
import logging
from collections.abc import Iterable
from functools import partial
from typing import Protocol

from livekit.protocol.rtc import SignalResponse
from livekit.protocol.webhook import WebhookEvent

from visio_sfu.clock import Clock
from visio_sfu.media import events
from visio_sfu.media.commands import Command
from visio_sfu.rooms.directory import Directory
from visio_sfu.rooms.effects import HangUp, Notify, Order, RoomEnded, Say

log = logging.getLogger("visio_sfu.rooms")


class MediaEngine(Protocol):
    """What does the rooms' bidding: the native engine, or its double."""

    def obey(self, command: Command) -> None: ...


class Notices(Protocol):
    def put(self, event: WebhookEvent) -> None: ...


class Socket(Protocol):
    """A participant's signalling socket as the runtime sees it; none of these waits."""

    def send(self, message: SignalResponse, encoded: bytes) -> None:
        """Puts a message into the socket's bounded queue."""
        ...

    def hang_up(self) -> None:
        """Closes after what is queued has been sent."""
        ...

    def on_time(self, now: float) -> None: ...

    def next_deadline(self) -> float: ...


class Runtime:
    def __init__(self, directory: Directory, engine: MediaEngine, notices: Notices, clock: Clock) -> None:
        self.directory = directory
        self.clock = clock
        self._engine = engine
        self._notices = notices
        self._sockets: dict[int, Socket] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._hang_ups: set[asyncio.TimerHandle] = set()

    # ---- sockets

    def attach(self, participant: int, socket: Socket) -> None:
        """From now on the participant is spoken to through `socket`; an older one is closed."""
        previous = self._sockets.get(participant)
        self._sockets[participant] = socket
        if previous is not None and previous is not socket:
            previous.hang_up()

    def detach(self, participant: int, socket: Socket) -> bool:
        """The socket is closed. False when another one has taken its place."""
        if self._sockets.get(participant) is not socket:
            return False
        del self._sockets[participant]
        return True

    @property
    def has_sockets(self) -> bool:
        return bool(self._sockets)

    # ---- what comes in

    def on_events(self, batch: Iterable[events.Event]) -> None:
        now = self.clock.now()
        for event in batch:
            try:
                self.directory.on_event(event, now)
            except Exception:  # The edge of the loop: what one room cannot digest must not be lost to all others.
                log.exception("rooms.fault event=%s", type(event).__name__)
        self.flush()

    def flush(self) -> None:
        """Does what the rooms have decided, then sets the timer anew."""
        while effects := self.directory.drain():
            for effect in effects:
                match effect:
                    case Say(to=numbers, message=message):
                        self._say(numbers, message)
                    case Order(command=command):
                        self._engine.obey(command)
                    case Notify(event=event):
                        log.info("rooms.%s room=%s participant=%s", event.event, event.room.sid, event.participant.sid)
                        self._notices.put(event)
                    case HangUp(participant=number, after=after):
                        self._hang_up(number, after)
                    case RoomEnded():
                        pass
        self._set_timer()

    def close(self) -> None:
        """Ends the timers and closes all sockets."""
        if self._timer is not None:
            self._timer.cancel()
        for handle in self._hang_ups:
            handle.cancel()
        for socket in list(self._sockets.values()):
            socket.hang_up()

    # ---- details

    def _say(self, numbers: tuple[int, ...], message: SignalResponse) -> None:
        encoded = message.SerializeToString()
        for number in numbers:
            socket = self._sockets.get(number)
            if socket is not None:
                socket.send(message, encoded)

    def _hang_up(self, number: int, after: float) -> None:
        socket = self._sockets.get(number)
        if socket is None:
            return
        if after <= 0:
            socket.hang_up()
            return
        handles: list[asyncio.TimerHandle] = []

        def close(closing: Socket) -> None:
            self._hang_ups.discard(handles[0])
            closing.hang_up()

        handles.append(asyncio.get_running_loop().call_later(after, partial(close, socket)))
        self._hang_ups.add(handles[0])

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        dues = [socket.next_deadline() for socket in self._sockets.values()]
        due = self.directory.next_deadline()
        if due is not None:
            dues.append(due)
        if dues:
            delay = max(0.0, min(dues) - self.clock.now())
            self._timer = asyncio.get_running_loop().call_later(delay, self._on_timer)

    def _on_timer(self) -> None:
        now = self.clock.now()
        try:
            self.directory.on_time(now)
            for socket in list(self._sockets.values()):
                if socket.next_deadline() <= now:
                    socket.on_time(now)
        finally:
            self.flush()
