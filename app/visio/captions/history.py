"""What was said in the calls that go on, in memory only: gone with the call, and with the process."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict

from pydantic import ValidationError

from visio.captions.schemas import CaptionSegment
from visio.events.bus import Bus, Data

log = logging.getLogger("visio.captions")

# Final texts; where text travels, `captions` does not.
TOPIC = "caption-text"

# Four hours of uninterrupted talk at one text each five seconds; then the oldest go.
MOST_SEGMENTS = 3_000
MOST_CALLS = 500
LONGEST_TEXT = 2_000


class History:
    """Final texts by call. Fed by the bus from captioners, so it outlives each of them."""

    def __init__(self) -> None:
        self._calls: OrderedDict[str, OrderedDict[str, CaptionSegment]] = OrderedDict()
        self._lock = threading.Lock()

    def listen(self, bus: Bus) -> None:
        from visio.captions.services import TOPIC as CHANGES

        bus.subscribe(TOPIC, self.receive)
        bus.subscribe(CHANGES, self.forget_ended)

    def receive(self, data: Data) -> None:
        try:
            call, segment = str(data["call"]), CaptionSegment(**data["segment"])
        except (KeyError, TypeError, ValidationError):
            log.warning("captions.segment-refused")
            return
        if len(segment.text) > LONGEST_TEXT:
            segment.text = segment.text[:LONGEST_TEXT]
        with self._lock:
            segments = self._calls.setdefault(call, OrderedDict())
            segments[segment.id] = segment  # a correction takes the place of what it corrects
            if len(segments) > MOST_SEGMENTS:
                segments.popitem(last=False)
            self._calls.move_to_end(call)
            while len(self._calls) > MOST_CALLS:
                self._calls.popitem(last=False)

    def forget_ended(self, data: Data) -> None:
        if data.get("over") is True:
            with self._lock:
                self._calls.pop(str(data.get("call")), None)

    def of(self, call: str) -> list[CaptionSegment]:
        """In order of the time at which the words were spoken."""
        with self._lock:
            segments = self._calls.get(call)
            found = list(segments.values()) if segments else []
        return sorted(found, key=lambda segment: segment.at)

    def find(self, call: str, segment: str) -> CaptionSegment | None:
        with self._lock:
            segments = self._calls.get(call)
            return segments.get(segment) if segments else None


_history = History()


def use(kept: History) -> None:
    global _history
    _history = kept


def history() -> History:
    """What this process has heard."""
    return _history
