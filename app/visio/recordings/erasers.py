"""Recordings go at their term, with their bytes; the answers a year later, as proof of what was agreed."""

from __future__ import annotations

from datetime import datetime, timedelta

from visio.config.clock import now
from visio.erasing.eraser import Eraser
from visio.recordings.deletion import delete
from visio.recordings.models import KEPT, Consent, Recording, RecordingState

ANSWERS_ARE_KEPT = timedelta(days=365)

_GONE = (RecordingState.DELETED, RecordingState.EXPIRED, RecordingState.DROPPED, RecordingState.FAILED)


def erase_recordings(*, before: datetime, most: int) -> int:
    """Recordings whose term has come: rows at once, bytes by a job that is tried until they are gone."""
    due = Recording.objects.filter(state__in=(*KEPT, RecordingState.FAILED), delete_at__lte=before)[:most]
    return sum(delete(recording, RecordingState.EXPIRED, now()) for recording in due)


def erase_answers(*, before: datetime, most: int) -> int:
    """Answers of recordings that were deleted that long ago, and what was left of the recordings themselves."""
    due = list(Recording.objects.filter(state__in=_GONE, deleted_at__lte=before).values_list("pk", flat=True)[:most])
    count = Consent.objects.filter(recording__in=due).delete()[0]
    Recording.objects.filter(pk__in=due).delete()
    return count


ERASERS = [
    Eraser("recordings", timedelta(0), erase_recordings),
    Eraser("recording answers", ANSWERS_ARE_KEPT, erase_answers),
]
