"""Runs jobs one after the other, each in a child, and lets meetings go first.

A second job would only make both slower. What is urgent is short, and runs beside one that is long, or frozen: a
recording is not to wait for the text of the one before.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from visio.jobs import queue
from visio.jobs.child import NICE
from visio.jobs.kinds import kind
from visio.jobs.models import Job
from visio.supervise.spawning import Child

log = logging.getLogger("visio.jobs")

PROLONG_EVERY_SECONDS = 5.0
MARK = "VISIO_JOB"

# However busy meetings keep the machine, a job gets a turn after this long, and then has the machine as long as this.
LONGEST_PAUSE_SECONDS = 180.0
SHORTEST_TURN_SECONDS = 30.0


@dataclass
class _Held:
    job: str
    child: Child
    urgent: bool
    paused: bool = False
    changed: float = float("-inf")
    prolonged: float = 0.0


class Runner:
    """The worker calls `look` when something may have changed, and each second while a job runs.

    `busy` says whether meetings need the machine: then jobs that can wait are frozen.
    """

    def __init__(self, wake: Callable[[], None], busy: Callable[[], bool]) -> None:
        self._wake = wake
        self._busy = busy
        self._held: list[_Held] = []

    @property
    def running(self) -> bool:
        return bool(self._held)

    def look(self, now: datetime, monotonic: float) -> None:
        for held in list(self._held):
            if held.child.poll() is not None:
                self._held.remove(held)
                queue.ended(held.job, now)
            else:
                self._tend(held, now, monotonic)
        while (job := self._next(now)) is not None:
            known = kind(job.kind)
            child = Child(["job", job.pk], nice=NICE, environment={MARK: job.pk}, on_end=self._wake)
            self._held.append(_Held(job.pk, child, known is not None and known.urgent, prolonged=monotonic))

    def _next(self, now: datetime) -> Job | None:
        if any(held.urgent for held in self._held):
            return None
        return queue.claim(now, only_urgent=self.running)

    def kill(self) -> None:
        for held in self._held:
            held.child.kill()
        self._held.clear()

    def _tend(self, held: _Held, now: datetime, monotonic: float) -> None:
        paused = self._pauses(held, monotonic)
        if paused != held.paused:
            held.changed = monotonic
            (held.child.freeze if paused else held.child.thaw)()
            log.info("jobs.%s job=%s", "paused" if paused else "goes-on", held.job)
        elif monotonic - held.prolonged < PROLONG_EVERY_SECONDS and not queue.called_off(held.job):
            return
        held.paused, held.prolonged = paused, monotonic
        if not queue.prolong(held.job, now, paused=paused):
            held.child.kill()

    def _pauses(self, held: _Held, monotonic: float) -> bool:
        """Whether it is, or stays, frozen."""
        if held.urgent or not self._busy():
            return False
        lasts = monotonic - held.changed
        return lasts < LONGEST_PAUSE_SECONDS if held.paused else lasts >= SHORTEST_TURN_SECONDS


def kill_left_over() -> None:
    """Jobs of a worker that was killed, with all that they started: one that was frozen cannot end itself."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if process.stat().st_uid == os.getuid() and _is_job_of_ours(process):
                os.kill(int(process.name), 9)
        except OSError:
            continue


def _is_job_of_ours(process: Path) -> bool:
    for item in (process / "environ").read_bytes().split(b"\0"):
        name, _, value = item.partition(b"=")
        if name == MARK.encode():
            return Job.objects.filter(pk=value.decode("ascii", "replace")).exists()
    return False
