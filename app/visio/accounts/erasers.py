"""Sessions that are over, and links that nobody can use any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import Q

from visio.accounts.models import OneTimeLink
from visio.erasing.eraser import Eraser


def erase_sessions(*, before: datetime, most: int) -> int:
    due = Session.objects.filter(expire_date__lte=before).values_list("pk", flat=True)[:most]
    return Session.objects.filter(pk__in=list(due)).delete()[0]


def erase_links(*, before: datetime, most: int) -> int:
    over = Q(expires_at__lte=before) | Q(used_at__lte=before)
    due = OneTimeLink.objects.filter(over).values_list("pk", flat=True)[:most]
    return OneTimeLink.objects.filter(pk__in=list(due)).delete()[0]


ERASERS = [
    Eraser("sessions", timedelta(0), erase_sessions),
    # For a month a used link still says that it was used, not that it never was.
    Eraser("links", timedelta(days=30), erase_links),
]
