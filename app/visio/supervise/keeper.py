"""Keeps one child for each wanted key. Without threads: it is asked to look, and told the time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Protocol

log = logging.getLogger("visio.supervise")

# A child that ran this long has recovered: its earlier failures no longer count.
HEALTHY_AFTER_SECONDS = 60.0
MOST_TRIES = 3
FIRST_PAUSE_SECONDS = 0.5

# So long a child may take to end after it was asked to.
GRACE_SECONDS = 5.0


class Process(Protocol):
    """What is needed of `subprocess.Popen`."""

    def poll(self) -> int | None: ...

    def terminate(self) -> None: ...

    def kill(self) -> None: ...


@dataclass
class _Child:
    process: Process | None = None
    started: float = 0.0
    due: float = 0.0
    failures: int = 0
    ending_since: float | None = None
    over: bool = field(default=False)


class Keeper:
    """`spawn` starts the child of a key. `died` and `gave_up` are those of `Supervised`."""

    def __init__(
        self,
        name: str,
        spawn: Callable[[str], Process],
        *,
        died: Callable[[str, int], None] = lambda _key, _code: None,
        gave_up: Callable[[str], None] = lambda _key: None,
    ) -> None:
        self._name = name
        self._spawn = spawn
        self._died = died
        self._gave_up = gave_up
        self._children: dict[str, _Child] = {}

    def want(self, keys: Collection[str], now: float) -> None:
        """Starts what is missing, asks what is no longer wanted to end."""
        for key in keys:
            self._children.setdefault(key, _Child(due=now))
        for key, child in list(self._children.items()):
            if key in keys:
                continue
            if child.process is None or child.process.poll() is not None:
                del self._children[key]
            elif child.ending_since is None:
                child.ending_since = now
                child.process.terminate()
        self.look(now)

    def look(self, now: float) -> None:
        """Notices what ended, starts what is due."""
        for key, child in list(self._children.items()):
            if child.process is not None:
                code = child.process.poll()
                if code is None:
                    self._hurry(child, now)
                    continue
                child.process = None
                if child.ending_since is not None:
                    del self._children[key]
                    continue
                self._ended(key, child, code, now)
            if not child.over and child.due <= now:
                child.process, child.started = self._spawn(key), now

    def next_due(self) -> float | None:
        """When `look` is worth calling again for time alone."""
        times = [child.due for child in self._children.values() if child.process is None and not child.over]
        times += [since + GRACE_SECONDS for child in self._children.values() if (since := child.ending_since)]
        return min(times, default=None)

    def keys(self) -> set[str]:
        return set(self._children)

    def end(self, now: float) -> None:
        """Asks all to end."""
        self.want((), now)

    def kill(self) -> None:
        """Ends all at once."""
        for child in self._children.values():
            if child.process is not None and child.process.poll() is None:
                child.process.kill()
        self._children.clear()

    def _ended(self, key: str, child: _Child, code: int, now: float) -> None:
        if now - child.started >= HEALTHY_AFTER_SECONDS:
            child.failures = 0
        if code == 0:
            # Done: it is not wanted any more as soon as the database is read again, or it is started anew.
            child.due = now + FIRST_PAUSE_SECONDS
        else:
            child.failures += 1
            child.due = now + FIRST_PAUSE_SECONDS * 2 ** (child.failures - 1)
            log.error("supervise.died kind=%s key=%s code=%d failures=%d", self._name, key, code, child.failures)
        self._died(key, code)
        if child.failures >= MOST_TRIES:
            self._gave_up(key)
            # Last: where nobody could be told, it is tried once more.
            child.over = True

    @staticmethod
    def _hurry(child: _Child, now: float) -> None:
        if child.process is not None and child.ending_since is not None and now - child.ending_since >= GRACE_SECONDS:
            child.process.kill()
