"""`visio job <id>`: does one job, in a process that may be killed at any moment."""

from __future__ import annotations

import logging
import os
import resource
import signal
import time
from collections.abc import Callable, Mapping
from typing import Any

from visio.config.clock import now
from visio.config.options import Options
from visio.supervise import inside

log = logging.getLogger("visio.jobs")

NICE = 19
PROGRESS_EVERY_SECONDS = 1.0


class RunningJob:
    """`visio.jobs.kinds.Running` on a row."""

    def __init__(self, row: Any) -> None:
        self._row = row
        self._told = 0.0

    @property
    def id(self) -> str:
        return str(self._row.pk)

    @property
    def subject(self) -> str:
        return str(self._row.subject)

    @property
    def arguments(self) -> Mapping[str, Any]:
        return dict(self._row.arguments)

    def progress(self, percent: float) -> None:
        at = time.monotonic()
        if at - self._told < PROGRESS_EVERY_SECONDS:
            return
        self._told = at
        type(self._row).objects.filter(pk=self._row.pk).update(percent=min(max(percent, 0.0), 100.0))


def run(options: Options, job_id: str) -> int:
    """0 when the job is settled, done or failed for good; else it is tried again."""
    inside.end_with_parent(_die)
    bus = inside.set_up(options)
    try:
        return perform(job_id, limit_memory=_limit_memory)
    finally:
        bus.close()


def perform(job_id: str, *, limit_memory: Callable[[int], None] = lambda _bytes: None) -> int:
    """Does the job in this process; the exit code of `run`."""
    from visio.errors.place import place
    from visio.jobs import queue
    from visio.jobs.kinds import JobFailed, kind
    from visio.jobs.models import Job, JobState

    row = Job.objects.filter(pk=job_id, state=JobState.RUNNING).first()
    if row is None:
        return 0
    known = kind(row.kind)
    if known is None:
        queue.failed(row, now(), code="job-unknown")
        return 0
    if known.memory:
        limit_memory(known.memory)
    try:
        known.run(RunningJob(row))
    except JobFailed as fault:
        queue.failed(row, now(), code=fault.code)
        return 0
    except Exception as fault:  # the outermost edge: another try may succeed
        log.error("jobs.fault kind=%s job=%s %s", row.kind, row.pk, place(fault))
        return 1
    queue.done(row.pk, now())
    return 0


def _limit_memory(most: int) -> None:
    """Of this process and of each that it starts, in bytes of address space."""
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _die() -> None:
    """The worker is gone: so is everything that this job started."""
    os.killpg(os.getpgid(0), signal.SIGKILL)
