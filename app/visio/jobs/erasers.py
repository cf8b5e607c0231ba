"""Jobs that are over say nothing of people; they are kept for a while to show what went wrong."""

from __future__ import annotations

from datetime import datetime, timedelta

from visio.erasing.eraser import Eraser
from visio.jobs.models import Job


def erase_jobs(*, before: datetime, most: int) -> int:
    due = Job.objects.filter(ended_at__lte=before).values_list("pk", flat=True)[:most]
    return Job.objects.filter(pk__in=list(due)).delete()[0]


ERASERS = [Eraser("jobs", timedelta(days=30), erase_jobs)]
