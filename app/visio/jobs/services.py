"""Adding jobs, following them, calling them off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from visio.config.clock import now as present
from visio.events import bus
from visio.jobs.models import IS_OPEN, Job, JobState


def add(kind: str, subject: str, **arguments: Any) -> Job:
    """Queues a job, or returns the one that is queued or running for the same subject with the same arguments."""
    known = Job.objects.filter(IS_OPEN, kind=kind, subject=subject, cancel=False)
    for job in known:
        if job.arguments == arguments:
            return job
    at = present()
    job = Job.objects.create(kind=kind, subject=subject, arguments=arguments, made_at=at, not_before=at)
    wake()
    return job


def latest(kind: str, subject: str) -> Job | None:
    return Job.objects.filter(kind=kind, subject=subject).order_by("-made_at").first()


def open_jobs(subject: str) -> list[Job]:
    return list(Job.objects.filter(IS_OPEN, subject=subject))


def cancel(job_id: str, now: datetime) -> None:
    """Calls it off: what waits ends at once, what runs is killed by the worker. What is over stays as it is."""
    Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(state=JobState.CANCELLED, cancel=True, ended_at=now)
    Job.objects.filter(IS_OPEN, pk=job_id).update(cancel=True)
    wake()


def cancel_all(subject: str, now: datetime) -> None:
    """Calls off everything about a subject, such as a recording that is being deleted."""
    for pk in Job.objects.filter(IS_OPEN, subject=subject).values_list("pk", flat=True):
        cancel(pk, now)


def retry(job_id: str, now: datetime) -> None:
    """By hand, after it failed or was called off: as if it were new."""
    over = (JobState.FAILED, JobState.CANCELLED)
    Job.objects.filter(pk=job_id, state__in=over).update(
        state=JobState.QUEUED, tries=0, percent=0, cancel=False, code="", not_before=now, ended_at=None
    )
    wake()


def ahead_of(job: Job) -> int:
    """Jobs that will be done before this one."""
    return Job.objects.filter(IS_OPEN, made_at__lt=job.made_at).count()


def wake() -> None:
    bus.tell("jobs", {})
