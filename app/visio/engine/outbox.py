"""What goes to the engine after commit, in order: messages to browsers, and removals that follow them.

Acts are committed on several threads, so two messages of one call may come here in the wrong order. The outbox holds a
message back for a moment when an earlier number is missing.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from visio.engine.base import Engine, EngineFailed
from visio.engine.sender import Alone, Sender
from visio.events.bus import Data

log = logging.getLogger("visio.engine")

# Longer than two commits on different threads can lie apart; a client that misses a number fetches the state anyway.
GAP_PATIENCE_SECONDS = 0.1

# Between telling somebody that they are removed and cutting them off, so that the message still gets through.
REMOVAL_PAUSE_SECONDS = 0.1

# Calls whose last number is remembered; the oldest is forgotten.
MOST_CALLS = 5_000
MOST_HELD = 10_000


@dataclass
class Waiting:
    """Messages of one call that wait for an earlier one, by number."""

    last: int | None = None
    held: dict[int, tuple[float, Data]] = field(default_factory=dict[int, tuple[float, Data]])


class Order:
    """Puts the messages of each call in order. Without I/O: time comes in, messages that may go come out."""

    def __init__(self) -> None:
        self._calls: OrderedDict[str, Waiting] = OrderedDict()

    def add(self, item: Data, now: float) -> list[Data]:
        call = str(item["call"])
        waiting = self._calls.setdefault(call, Waiting())
        self._calls.move_to_end(call)
        if len(self._calls) > MOST_CALLS:
            self._calls.popitem(last=False)
        waiting.held[int(item["seq"])] = (now, item)
        return self._ready(waiting, now)

    def on_time(self, now: float) -> list[Data]:
        """Gives up on numbers that are missing for too long."""
        ready: list[Data] = []
        for waiting in self._calls.values():
            if waiting.held:
                ready.extend(self._ready(waiting, now))
        return ready

    def next_deadline(self) -> float | None:
        times = [at for waiting in self._calls.values() for at, _ in waiting.held.values()]
        return min(times) + GAP_PATIENCE_SECONDS if times else None

    def _ready(self, waiting: Waiting, now: float) -> list[Data]:
        ready: list[Data] = []
        for number in sorted(waiting.held):
            since, item = waiting.held[number]
            next_one = waiting.last is None or number <= waiting.last + 1
            if not next_one and now - since < GAP_PATIENCE_SECONDS:
                break
            del waiting.held[number]
            waiting.last = max(number, waiting.last or 0)
            ready.append(item)
        return ready


class Outbox:
    """One thread that does what the queue says. `post` is a receiver of the bus' topic `call`."""

    def __init__(
        self, engine: Engine, *, sender: Sender | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._engine = engine
        self._sender = sender or Alone()
        self._clock = clock
        self._order = Order()
        self._orders: list[Data] = []
        self._wake = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="engine-outbox", daemon=True)
        self._thread.start()

    def post(self, item: Data) -> None:
        with self._wake:
            if len(self._orders) < MOST_HELD:
                self._orders.append(item)
            self._wake.notify()

    def close(self) -> None:
        """Does what is queued, at most for a second."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join(timeout=1)

    def _run(self) -> None:
        while True:
            with self._wake:
                if not self._orders and not self._closing:
                    deadline = self._order.next_deadline()
                    self._wake.wait(None if deadline is None else max(0.0, deadline - self._clock()))
                taken, self._orders = self._orders, []
                if self._closing and not taken:
                    return
            for item in taken:
                if not self._sender.mine(str(item["call"])):
                    continue
                for ready in self._order.add(item, self._clock()):
                    deliver(self._engine, ready)
            for ready in self._order.on_time(self._clock()):
                deliver(self._engine, ready)


def item(
    call: str,
    seq: int,
    parts: list[dict[str, Any]],
    *,
    remove: Sequence[str] = (),
    close: bool = False,
    publish: Mapping[str, bool] | None = None,
) -> dict[str, Any]:
    """What `post` takes. `parts`: `{"type", "data", "to"}`, where `to` is None for all or a list of identities.

    `publish`: identity → whether it may send sound and picture from now on.
    """
    return {
        "call": call,
        "seq": seq,
        "parts": parts,
        "remove": list(remove),
        "close": close,
        "publish": dict(publish or {}),
    }


def deliver(engine: Engine, item: Data, *, pause: Callable[[float], None] = time.sleep) -> None:
    """Sends the parts of one message, then removes whom it names and ends the room if it says so.

    A failing engine is logged, no more: what was told is in the state, and who must be out is tried again by the sweep.
    """
    call = str(item["call"])
    try:
        for part in item["parts"]:
            engine.send(call, envelope(call, int(item["seq"]), str(part["type"]), part["data"]), part["to"])
        for identity, may in item["publish"].items():
            engine.permit(call, identity, publish=may)
        if item["remove"]:
            pause(REMOVAL_PAUSE_SECONDS)
        for identity in item["remove"]:
            engine.remove(call, identity)
        if item["close"]:
            engine.delete_room(call)
    except EngineFailed as fault:
        log.warning("engine.order-failed call=%s code=%s", call, fault.code)


def envelope(call: str, seq: int, kind: str, data: Any) -> bytes:
    """The JSON of one message: `docs/protocol.md`, section 4."""
    body = {"v": 1, "call": call, "seq": seq, "type": kind, "data": data}
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
