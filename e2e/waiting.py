"""Waiting for a condition: no test sleeps a fixed time."""

import os
import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

# A slow machine may stretch every limit: E2E_PATIENCE=2 doubles them.
PATIENCE = float(os.environ.get("E2E_PATIENCE", "1"))
LIMIT_S = 20.0
POLL_S = 0.1


class NotSeenError(AssertionError):
    """The awaited state did not come within the limit."""


def until(
    what: str,
    look: Callable[[], Found],
    *,
    limit_s: float = LIMIT_S,
    poll_s: float = POLL_S,
    explain: Callable[[], object] | None = None,
) -> Found:
    """Looks until `look()` answers something true and returns it.

    `explain` is asked for the state of things when the limit (seconds) passes; then NotSeenError is raised.
    """
    deadline = time.monotonic() + limit_s * PATIENCE
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            state = f": {explain()!r}" if explain is not None else ""
            raise NotSeenError(f"not seen within {limit_s * PATIENCE:g} s: {what}{state}")
        time.sleep(poll_s)


def stays(what: str, look: Callable[[], object], *, times: int = 12, poll_s: float = POLL_S) -> None:
    """Looks `times` times in a row and expects a true answer each time: how an absence is shown."""
    for turn in range(times):
        if not look():
            raise NotSeenError(f"did not stay true (look {turn + 1} of {times}): {what}")
        time.sleep(poll_s)
