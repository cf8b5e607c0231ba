"""The socket by which tests move time forward: a line `{"advance": seconds}` is answered with `{"now": …}`."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from visio.config.clock import clock
from visio.events.bus import bus

log = logging.getLogger("visio.serve")

LONGEST_ADVANCE_SECONDS = 10 * 365 * 24 * 3600


class ClockSocket:
    """Advances the process's clock, tells the worker, and answers when what became due has been done."""

    def __init__(self, path: Path, sweep: Callable[[], Awaitable[None]]) -> None:
        self._path = path
        self._sweep = sweep
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._talk, str(self._path))
        self._path.chmod(0o600)
        log.warning("The clock can be moved by tests through %s: not for real use.", self._path)

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._path.unlink(missing_ok=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(json.dumps(await self._obey(line)).encode() + b"\n")
                await writer.drain()
        finally:
            writer.close()

    async def _obey(self, line: bytes) -> dict[str, str]:
        try:
            seconds = float(json.loads(line)["advance"])
        except (ValueError, KeyError, TypeError):
            return {"error": 'a line such as {"advance": 60} is needed'}
        clock.advance(timedelta(seconds=min(seconds, LONGEST_ADVANCE_SECONDS)))
        bus().publish("clock", {"offset": clock.offset.total_seconds()})
        await self._sweep()
        return {"now": clock.now().isoformat()}
