"""The audit log is kept for a year."""

from __future__ import annotations

from datetime import datetime, timedelta

from visio.audit.models import AuditEvent
from visio.erasing.eraser import Eraser


def erase_lines(*, before: datetime, most: int) -> int:
    due = AuditEvent.objects.filter(at__lte=before).values_list("pk", flat=True)[:most]
    return AuditEvent.objects.filter(pk__in=list(due)).delete()[0]


ERASERS = [Eraser("audit", timedelta(days=365), erase_lines)]
