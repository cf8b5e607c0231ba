"""Programs that a test starts: their ready line, their log, their end."""

import json
import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from e2e.waiting import PATIENCE

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(os.environ.get("VISIO_PROGRAMS", ROOT / ".venv" / "bin"))


class NotReadyError(AssertionError):
    """The program ended, or said nothing, before it was ready."""


class Program:
    """A running program; `log` grows with what it writes on standard error, `lines` with its standard output."""

    def __init__(self, command: Sequence[str | Path], *, environment: Mapping[str, str] | None = None) -> None:
        self.lines: Queue[str | None] = Queue()
        self.log: list[str] = []
        self.process = subprocess.Popen(
            # A test session that is killed leaves no server behind.
            ["setpriv", "--pdeathsig", "TERM", *(str(part) for part in command)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **(environment or {})},
            cwd="/",
        )
        # Both pipes are drained for as long as the program lives, or it would block on a full one.
        self._readers = [
            threading.Thread(target=self._read_lines, daemon=True),
            threading.Thread(target=self._read_log, daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def _read_lines(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def _read_log(self) -> None:
        assert self.process.stderr is not None
        self.log.extend(self.process.stderr)

    def ready(self, *, limit_s: float = 60.0) -> dict[str, Any]:
        """The first line of standard output: JSON with `event` "ready". Raises NotReadyError with the log."""
        try:
            line = self.lines.get(timeout=limit_s * PATIENCE)
        except Empty:
            raise NotReadyError(f"no ready line within {limit_s:g} s:\n{''.join(self.log[-40:])}") from None
        if line is None:
            self.process.wait(10)
            self._readers[1].join(5)
            raise NotReadyError(f"ended with {self.process.returncode}:\n{''.join(self.log[-40:])}")
        facts: dict[str, Any] = json.loads(line)
        assert facts["event"] == "ready"
        return facts

    def wait(self, *, limit_s: float = 20.0) -> int:
        """Waits for the end; returns the exit code."""
        code = self.process.wait(limit_s * PATIENCE)
        for reader in self._readers:
            reader.join(5)
        return code

    def stop(self) -> int:
        """Asks it to stop, as an operator does, and returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.wait(limit_s=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.wait()
