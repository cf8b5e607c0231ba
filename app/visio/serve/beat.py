"""The beat: while a recording runs, its recorder hears twice a second that the truth about consents can be heard."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from django.db import close_old_connections

from visio.errors.place import place
from visio.events.bus import Bus, Data

log = logging.getLogger("visio.serve")

EVERY_SECONDS = 0.5
READ_EVERY_SECONDS = 10.0


class Beat:
    """Publishes `beat`. Whether a recording runs is read when the bus tells of one, and every ten seconds."""

    def __init__(self, bus: Bus, run: Callable[[Callable[[], Any]], asyncio.Future[Any]]) -> None:
        self._bus = bus
        self._run = run
        self._read_at = float("-inf")
        self._recording = False
        bus.subscribe("recording", self._heard)

    async def forever(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            if loop.time() - self._read_at >= READ_EVERY_SECONDS:
                self._read_at = loop.time()
                self._recording = await self._run(self._read)
            if self._recording:
                await self._run(lambda: self._bus.publish("beat", {}))
            await asyncio.sleep(EVERY_SECONDS)

    def _heard(self, _data: Data) -> None:
        self._read_at = float("-inf")

    def _read(self) -> bool:
        from visio.recordings.models import IS_ACTIVE, Recording

        close_old_connections()
        try:
            return Recording.objects.filter(IS_ACTIVE).exists()
        except Exception as fault:  # the outermost edge: without a beat nothing is written, which is what is wanted
            log.error("beat.fault %s", place(fault))
            return False
