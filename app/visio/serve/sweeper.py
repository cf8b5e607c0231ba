"""Looks every second whether time alone has moved something on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from django.db import close_old_connections

from visio.calls import sweep as calls
from visio.captions import history as captions
from visio.config.clock import now
from visio.engine.base import Engine
from visio.errors.place import place
from visio.lobby import services as lobby
from visio.recordings.in_call import sweep as recordings

log = logging.getLogger("visio.serve")

EVERY_SECONDS = 1.0


class Sweeper:
    """Runs `sweep` on a thread of its own, in turn; `now` waits for one that began after the call."""

    def __init__(self, engine: Engine, run: Callable[[Callable[[], None]], asyncio.Future[None]]) -> None:
        self._engine = engine
        self._run = run
        self._one_at_a_time = asyncio.Lock()

    async def forever(self) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            await self.now()

    async def now(self) -> None:
        async with self._one_at_a_time:
            await self._run(self._sweep)

    def _sweep(self) -> None:
        close_old_connections()
        steps: tuple[Callable[[], None], ...] = (
            lambda: calls.sweep(now()),
            lambda: lobby.sweep(now()),
            lambda: recordings.sweep(now()),
            lambda: captions.sweep(now()),
            lambda: calls.put_out_again(self._engine, now()),
        )
        for step in steps:
            try:
                step()
            except Exception as fault:  # the outermost edge: the next second tries again
                log.error("sweep.fault %s", place(fault))
