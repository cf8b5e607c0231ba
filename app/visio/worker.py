"""The worker: a child of `visio serve`. It supervises, and erases what has reached its term; work is done by children.

One loop on one thread: it sleeps until the bus tells of a change, a child ends, or time has come.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from visio.config.clock import now
from visio.config.options import Options
from visio.errors.place import place
from visio.supervise import inside
from visio.supervise.keeper import Keeper
from visio.supervise.registry import Supervised

log = logging.getLogger("visio.worker")

PURGE_EVERY_SECONDS = 60.0

# Whatever the bus told, the database is read again after this time: an event may be lost.
READ_EVERY_SECONDS = 10.0

# The parent waits a second for the worker before it kills it.
END_WITHIN_SECONDS = 0.8

# While a job runs it is looked after this often, else only when something changed.
LOOK_EVERY_SECONDS = 1.0

# Above this share of all processors meetings need the machine, and jobs that can wait are paused.
BUSY_ABOVE = 0.85
CALM_BELOW = 0.6
LEAST_TICKS = 50


def work(options: Options) -> int:
    """Runs until standard input closes, which is when the parent is gone, or until a signal."""
    over, wake = threading.Event(), threading.Event()

    def stop() -> None:
        over.set()
        wake.set()

    inside.end_with_parent(stop)
    inside.on_signals(stop)
    bus = inside.set_up(options)
    worker = Worker(wake)
    for topic in worker.topics():
        bus.subscribe(topic, lambda _data, topic=topic: worker.heard(topic))  # type: ignore[misc]
    bus.subscribe("clock", lambda _data: worker.heard("clock"))
    worker.start()
    while not over.is_set():
        wake.wait(worker.turn())
        wake.clear()
    worker.end()
    bus.close()
    return 0


@dataclass
class _Kept:
    """One kind of child, its keeper, and whether the database must be read again."""

    kind: Supervised
    keeper: Keeper
    read_at: float = float("-inf")


class Worker:
    """What the loop does in each turn. Every step is guarded: a database that is away is tried again."""

    def __init__(self, wake: threading.Event) -> None:
        from visio.jobs.runner import Runner
        from visio.supervise.registry import registered

        self._wake = wake
        self._kept = [_Kept(kind, _keeper(kind, wake.set)) for kind in registered()]
        self._jobs = Runner(wake.set, Meetings(Load()).need_the_machine)
        self._purged = float("-inf")
        self._looked = float("-inf")

    def topics(self) -> set[str]:
        return {kept.kind.topic for kept in self._kept} | {"jobs"}

    def heard(self, topic: str) -> None:
        """Called on a thread of the bus."""
        for kept in self._kept:
            if topic in (kept.kind.topic, "clock"):
                kept.read_at = float("-inf")
        if topic == "clock":
            self._purged = float("-inf")
        self._looked = float("-inf")
        self._wake.set()

    def start(self) -> None:
        from visio.jobs.runner import kill_left_over

        self._guard(kill_left_over)

    def turn(self) -> float:
        """Does what is due. Returns the seconds until the next turn is due by time alone."""
        from django.db import close_old_connections

        close_old_connections()
        at = time.monotonic()
        for kept in self._kept:
            self._guard(lambda kept=kept: self._keep(kept, at))  # type: ignore[misc]
        if at - self._looked >= LOOK_EVERY_SECONDS or self._jobs.running:
            self._looked = at
            self._guard(lambda: self._jobs.look(now(), at))
        if at - self._purged >= PURGE_EVERY_SECONDS:
            self._purged = at
            self._guard(_purge)
        return self._pause(time.monotonic())

    def end(self) -> None:
        """Children end in order within their grace; what does not is killed."""
        self._jobs.kill()
        for kept in self._kept:
            kept.keeper.end(time.monotonic())
        deadline = time.monotonic() + END_WITHIN_SECONDS
        while time.monotonic() < deadline and any(kept.keeper.keys() for kept in self._kept):
            self._wake.wait(0.05)
            self._wake.clear()
            for kept in self._kept:
                kept.keeper.look(time.monotonic())
        for kept in self._kept:
            kept.keeper.kill()

    def _keep(self, kept: _Kept, at: float) -> None:
        if at - kept.read_at >= READ_EVERY_SECONDS:
            kept.read_at = at
            kept.keeper.want(kept.kind.wanted(), at)
        kept.keeper.look(at)

    def _pause(self, at: float) -> float:
        times = [self._purged + PURGE_EVERY_SECONDS, self._looked + READ_EVERY_SECONDS]
        for kept in self._kept:
            times.append(kept.read_at + READ_EVERY_SECONDS)
            due = kept.keeper.next_due()
            if due is not None:
                times.append(due)
        if self._jobs.running:
            times.append(at + LOOK_EVERY_SECONDS)
        return max(0.0, min(times) - at)

    def _guard(self, step: Callable[[], object]) -> None:
        try:
            step()
        except Exception as fault:  # the outermost edge: the next turn tries again
            log.error("worker.fault %s", place(fault))
            self._wake.wait(0.5)


class Meetings:
    """Whether meetings need the machine: people are in calls, and the processors are short."""

    def __init__(self, load: Load) -> None:
        self._load = load

    def need_the_machine(self) -> bool:
        from visio.calls.models import IS_SHOWN, Participant

        return self._load.busy() and Participant.objects.filter(IS_SHOWN).exists()


class Load:
    """How busy the processors are with what is not niced; the bounds lie apart, so that it does not flutter.

    Source: proc(5), `/proc/stat`: user, nice, system, idle, iowait, … in ticks since the start of the machine.
    """

    def __init__(self, read: Callable[[], str] = lambda: Path("/proc/stat").read_text(encoding="ascii")) -> None:
        self._read = read
        self._before: tuple[int, int] | None = None
        self._busy = False

    def busy(self) -> bool:
        user, nice, system, *rest = (int(field) for field in self._read().split("\n", 1)[0].split()[1:9])
        counted = (user + system, user + nice + system + sum(rest))
        if self._before is not None and counted[1] - self._before[1] >= LEAST_TICKS:
            share = (counted[0] - self._before[0]) / (counted[1] - self._before[1])
            self._busy = share > (CALM_BELOW if self._busy else BUSY_ABOVE)
            self._before = counted
        self._before = self._before or counted
        return self._busy


def _keeper(kind: Supervised, on_end: Callable[[], None]) -> Keeper:
    from visio.supervise.spawning import Child

    def spawn(key: str) -> Child:
        return Child(kind.arguments(key), nice=kind.nice, on_end=on_end)

    return Keeper(kind.name, spawn, died=kind.died, gave_up=kind.gave_up)


def _purge() -> None:
    from visio.retention.purge import purge

    purge(now())
