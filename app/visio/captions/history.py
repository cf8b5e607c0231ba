"""What was said in the calls that go on, in memory only: gone with the call, and with the process."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import ValidationError

from visio.captions.schemas import CaptionSegment
from visio.config.clock import now as time_now
from visio.events.bus import Bus, Data

log = logging.getLogger("visio.captions")

# Final texts; where text travels, `captions` does not.
TOPIC = "caption-text"

# Four hours of uninterrupted talk at one text each five seconds; then the oldest go.
MOST_SEGMENTS = 3_000
MOST_CALLS = 500
LONGEST_TEXT = 2_000
# Of all calls together; beyond it the longest history loses its oldest lines.
MOST_BYTES = 64 << 20
# A call in which nothing was said for so long is looked up: its end may not have been heard.
QUIET_FOR = timedelta(minutes=5)
# Texts that are under way when a call ends are not taken in any more.
MOST_ENDED = 1_000

# Names, identifiers and what Python needs for one line, in bytes.
_LINE_BYTES = 1_000


@dataclass
class _Said:
    """Of one call, in order of arrival."""

    segments: OrderedDict[str, CaptionSegment] = field(default_factory=OrderedDict[str, CaptionSegment])
    bytes: int = 0
    heard_at: datetime = field(default_factory=time_now)

    def put(self, segment: CaptionSegment) -> int:
        """A correction takes the place of what it corrects. Returns by how many bytes it has grown."""
        before = self.segments.get(segment.id)
        grown = _size(segment) - (_size(before) if before is not None else 0)
        self.segments[segment.id] = segment
        self.bytes += grown
        return grown

    def drop_oldest(self) -> int:
        """Returns how many bytes that frees."""
        _, segment = self.segments.popitem(last=False)
        self.bytes -= _size(segment)
        return _size(segment)


class History:
    """Final texts by call. Fed by the bus from captioners, so it outlives each of them."""

    def __init__(self) -> None:
        self._calls: OrderedDict[str, _Said] = OrderedDict()
        self._ended: OrderedDict[str, None] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def listen(self, bus: Bus) -> None:
        from visio.captions.services import TOPIC as CHANGES

        bus.subscribe(TOPIC, self.receive)
        bus.subscribe(CHANGES, self.forget_ended)

    @property
    def bytes(self) -> int:
        """About what it holds in memory."""
        return self._bytes

    def receive(self, data: Data) -> None:
        try:
            call, segment = str(data["call"]), CaptionSegment(**data["segment"])
        except (KeyError, TypeError, ValidationError):
            log.warning("captions.segment-refused")
            return
        if len(segment.text) > LONGEST_TEXT:
            segment.text = segment.text[:LONGEST_TEXT]
        with self._lock:
            if call not in self._ended:
                self._put(call, segment)

    def forget_ended(self, data: Data) -> None:
        if data.get("over") is True:
            self._forget(str(data.get("call")))

    def quiet(self, now: datetime) -> list[str]:
        """Calls in which nothing was said for some minutes."""
        with self._lock:
            return [call for call, said in self._calls.items() if said.heard_at <= now - QUIET_FOR]

    def forget_unless(self, alive: set[str], quiet: list[str], now: datetime) -> None:
        """Of the quiet ones, those that are not alive go; the others are looked up again after some minutes."""
        for call in quiet:
            if call not in alive:
                self._forget(call)
        with self._lock:
            for call in alive & self._calls.keys():
                self._calls[call].heard_at = now

    def of(self, call: str) -> list[CaptionSegment]:
        """In order of the time at which the words were spoken."""
        with self._lock:
            said = self._calls.get(call)
            found = list(said.segments.values()) if said else []
        return sorted(found, key=lambda segment: segment.at)

    def find(self, call: str, segment: str) -> CaptionSegment | None:
        with self._lock:
            said = self._calls.get(call)
            return said.segments.get(segment) if said else None

    def _put(self, call: str, segment: CaptionSegment) -> None:
        said = self._calls.setdefault(call, _Said())
        said.heard_at = time_now()
        self._bytes += said.put(segment)
        if len(said.segments) > MOST_SEGMENTS:
            self._bytes -= said.drop_oldest()
        self._calls.move_to_end(call)
        while len(self._calls) > MOST_CALLS:
            _, oldest = self._calls.popitem(last=False)
            self._bytes -= oldest.bytes
        while self._bytes > MOST_BYTES:
            longest = max(self._calls.values(), key=lambda other: other.bytes)
            self._bytes -= longest.drop_oldest()

    def _forget(self, call: str) -> None:
        with self._lock:
            said = self._calls.pop(call, None)
            self._bytes -= said.bytes if said is not None else 0
            self._ended[call] = None
            while len(self._ended) > MOST_ENDED:
                self._ended.popitem(last=False)


_history = History()


def use(kept: History) -> None:
    global _history
    _history = kept


def history() -> History:
    """What this process has heard."""
    return _history


def sweep(now: datetime) -> None:
    """Forgets calls whose end was not heard. Asks the database only about those in which nobody speaks."""
    from visio.calls.models import Call

    quiet = _history.quiet(now)
    if quiet:
        alive = set(Call.objects.filter(pk__in=quiet, ended_at=None).values_list("pk", flat=True))
        _history.forget_unless(alive, quiet, now)


def _size(segment: CaptionSegment) -> int:
    return len(segment.text.encode()) + _LINE_BYTES
