"""Which job is next, and what becomes of it: the worker's side of the table."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, IntegerField, Q, Value, When

from visio.jobs.kinds import kind, urgent_names
from visio.jobs.models import Job, JobState

log = logging.getLogger("visio.jobs")

LEASE = timedelta(seconds=30)
MOST_TRIES = 3
PAUSE_AFTER_FAILURE = timedelta(seconds=5)
# Between tries of what is tried until it is done.
LONGEST_PAUSE = timedelta(minutes=10)
TRIES_COUNTED = 100


def claim(now: datetime, *, only_urgent: bool = False) -> Job | None:
    """Takes the next job, urgent ones first, and holds it for `LEASE`. None when there is nothing to do."""
    release_expired(now)
    order = Case(When(kind__in=urgent_names(), then=Value(0)), default=Value(1), output_field=IntegerField())
    with transaction.atomic():
        due = Job.objects.select_for_update(skip_locked=_can_skip()).filter(
            state=JobState.QUEUED, cancel=False, not_before__lte=now
        )
        if only_urgent:
            due = due.filter(kind__in=urgent_names())
        job = due.order_by(order, "made_at").first()
        if job is None:
            return None
        job.state, job.tries, job.lease_until, job.paused = (
            JobState.RUNNING,
            min(job.tries + 1, TRIES_COUNTED),
            now + LEASE,
            False,
        )
        job.save(update_fields=["state", "tries", "lease_until", "paused"])
    log.info("jobs.started kind=%s job=%s try=%d", job.kind, job.pk, job.tries)
    return job


def prolong(job_id: str, now: datetime, *, paused: bool) -> bool:
    """Still at it. False when the job was called off."""
    Job.objects.filter(pk=job_id, state=JobState.RUNNING).update(lease_until=now + LEASE, paused=paused)
    return not Job.objects.filter(Q(pk=job_id), Q(cancel=True) | ~Q(state=JobState.RUNNING)).exists()


def called_off(job_id: str) -> bool:
    return Job.objects.filter(pk=job_id, cancel=True).exists()


def ended(job_id: str, now: datetime) -> None:
    """The child is gone: what it has not settled itself is tried again, or has failed."""
    job = Job.objects.filter(pk=job_id, state=JobState.RUNNING).first()
    if job is not None:
        _again(job, now, code="job-died")


def release_expired(now: datetime) -> None:
    """Jobs whose worker is gone."""
    for job in Job.objects.filter(state=JobState.RUNNING, lease_until__lte=now)[:50]:
        try:
            _again(job, now, code="job-died")
        except Exception as fault:  # whoever cannot be told must not hold up the jobs of others
            log.error("jobs.not-settled job=%s fault=%s", job.pk, type(fault).__name__)


def done(job_id: str, now: datetime) -> None:
    Job.objects.filter(pk=job_id).update(
        state=JobState.DONE, percent=100, lease_until=None, ended_at=now, code="", paused=False
    )
    log.info("jobs.done job=%s", job_id)


def failed(job: Job, now: datetime, *, code: str) -> None:
    """For good, until somebody tries again by hand. Whoever waits for it is told, or it has not failed yet."""
    known = kind(job.kind)
    with transaction.atomic():
        Job.objects.filter(pk=job.pk).update(
            state=JobState.FAILED, code=code, lease_until=None, ended_at=now, paused=False
        )
        if known is not None:
            known.failed(job.subject, code)
    log.error("jobs.failed kind=%s job=%s code=%s tries=%d", job.kind, job.pk, code, job.tries)


def _again(job: Job, now: datetime, *, code: str) -> None:
    if job.cancel:
        Job.objects.filter(pk=job.pk).update(state=JobState.CANCELLED, lease_until=None, ended_at=now, paused=False)
    elif job.tries >= MOST_TRIES and not _is_owed(job):
        failed(job, now, code=code)
    else:
        pause = min(PAUSE_AFTER_FAILURE * job.tries**2, LONGEST_PAUSE)
        Job.objects.filter(pk=job.pk).update(
            state=JobState.QUEUED, lease_until=None, not_before=now + pause, paused=False
        )


def _is_owed(job: Job) -> bool:
    known = kind(job.kind)
    return known is not None and known.owed


def _can_skip() -> bool:
    from django.db import connection

    return connection.features.has_select_for_update_skip_locked
