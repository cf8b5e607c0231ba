"""Events on their way from an engine to whoever iterates a stream."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from visio_speech.caption.base import CaptionEvent


class Outlet:
    """Events in order. A text that nobody has read yet gives way to the newer one of the same utterance.

    So what waits is at most one text for each utterance, however slowly it is read.
    """

    def __init__(self) -> None:
        self._events: deque[CaptionEvent] = deque()
        self._more = asyncio.Event()
        self._over = False
        self._fault: Exception | None = None

    def put(self, event: CaptionEvent) -> None:
        if self._over:
            return
        for waiting in self._events:
            if waiting.utterance == event.utterance:
                self._events.remove(waiting)
                break
        self._events.append(event)
        self._more.set()

    def finish(self, fault: Exception | None = None) -> None:
        """Nothing follows. `fault` is raised to the reader after what still waits. Idempotent."""
        if not self._over:
            self._over, self._fault = True, fault
            self._more.set()

    async def read(self) -> AsyncIterator[CaptionEvent]:
        while True:
            while self._events:
                yield self._events.popleft()
            if self._over:
                if self._fault is not None:
                    raise self._fault
                return
            self._more.clear()
            await self._more.wait()
