"""The worker, as a child process that ends with its parent and is started again when it dies."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys

from visio.config import options
from visio.config.options import Options
from visio.engine.inner import VARIABLE

log = logging.getLogger("visio.serve")

RESTART_AFTER_SECONDS = 5.0


class Worker:
    """Its standard input is a pipe from here: when this process is gone, the pipe closes and the worker ends."""

    def __init__(self, chosen: Options) -> None:
        self._environment = {**os.environ, **options.environment(chosen)}
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self, inner_url: str) -> None:
        """`inner_url`: where children of the worker reach the media engine of this process."""
        self._environment[VARIABLE] = inner_url
        self._task = asyncio.create_task(self._keep_running())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(1):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _keep_running(self) -> None:
        while True:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "visio.cli",
                "worker",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                env=self._environment,
                start_new_session=True,  # Ctrl+C is for the parent, which then ends this child
            )
            code = await self._process.wait()
            log.error("worker.ended code=%d", code)
            await asyncio.sleep(RESTART_AFTER_SECONDS)
