"""Starting a child of the worker so that it cannot outlive it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping

from visio.config import options


class Child:
    """A running child. Its standard input is a pipe from here: when this process is gone, the pipe closes and it ends.

    `kill` and `terminate` reach the whole group, so that programs which the child started go with it. `on_end` is
    called on a thread when the child has ended, whatever the reason.
    """

    def __init__(
        self,
        arguments: list[str],
        *,
        nice: int = 0,
        environment: Mapping[str, str] | None = None,
        on_end: Callable[[], None] = lambda: None,
    ) -> None:
        # Settings and secrets travel in the environment, which only this user can read.
        every = {**os.environ, **options.environment(options.current()), **(environment or {})}
        self._process = subprocess.Popen(  # noqa: S603 (this very program)
            [sys.executable, "-m", "visio.cli", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env=every,
            start_new_session=True,
        )
        if nice:
            os.setpriority(os.PRIO_PROCESS, self._process.pid, nice)
        self._on_end = on_end
        threading.Thread(target=self._wait, name="child", daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def poll(self) -> int | None:
        return self._process.poll()

    def terminate(self) -> None:
        """Asks the child alone: it ends what it started in order."""
        self._process.terminate()

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def freeze(self) -> None:
        """The group gets no more time until `thaw`."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            return

    def _wait(self) -> None:
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._on_end()
