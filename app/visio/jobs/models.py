"""Jobs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from visio.config.clock import now
from visio.config.identifiers import identifier


class JobState(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


IS_OPEN = models.Q(state__in=(JobState.QUEUED, JobState.RUNNING))


class Job(models.Model):
    """One piece of work about `subject`. `arguments` are the kind's own. `percent` is 0–100.

    `cancel` asks for its end. A running job is held until `lease_until` by the worker that runs it; a worker that is
    gone does not prolong it, and the job is tried again. `paused` while it gives way to meetings. `code` says why it
    failed.
    """

    id = models.CharField(primary_key=True, max_length=22, default=identifier)
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=22, db_index=True)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=JobState.choices, default=JobState.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    percent = models.FloatField(default=0)
    paused = models.BooleanField(default=False)
    cancel = models.BooleanField(default=False)
    code = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField(default=now)
    not_before = models.DateTimeField(default=now)
    lease_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "not_before"], name="jobs_by_turn")]

    def __str__(self) -> str:
        return f"job {self.kind} {self.id}"
