"""The one clock of the application. Tests move it forward; nothing else reads the time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def real_now() -> datetime:
    """The present without the tests' offset: for what other programs judge by their own clocks, such as tokens."""
    return datetime.now(UTC)


class Clock:
    """Real time plus an offset that only grows. `source` is what real time is read from."""

    def __init__(self) -> None:
        self.source: Callable[[], datetime] = real_now
        self._offset = timedelta(0)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        return self.source() + self._offset

    @property
    def offset(self) -> timedelta:
        return self._offset

    def advance(self, by: timedelta) -> None:
        with self._lock:
            self._offset += max(by, timedelta(0))

    def set_offset(self, offset: timedelta) -> None:
        """Follows the clock of another process."""
        with self._lock:
            self._offset = offset


clock = Clock()


def now() -> datetime:
    """The present, in UTC, by the clock of the process."""
    return clock.now()
