"""Renaming, keeping longer, deleting."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from visio.config import options
from visio.jobs import services as jobs
from visio.recordings.access import Access
from visio.recordings.deletion import delete as delete_recording
from visio.recordings.errors import KeptLongest, RecordingNotReady, RecordingRunning
from visio.recordings.in_call.capture import FINISH
from visio.recordings.library.noting import note
from visio.recordings.models import ACTIVE, KEPT, Recording, RecordingState
from visio.rooms.services import clean_title, recording_days_of


def rename(access: Access, title: str, now: datetime) -> None:
    """Raises NotAllowed, TitleInvalid."""
    access.require_host()
    access.recording.title = clean_title(title)
    access.recording.save(update_fields=["title"])
    note("recording.renamed", access, now)


def extend(access: Access, now: datetime) -> None:
    """Keeps it as long again as its meeting says. Raises NotAllowed, KeptLongest, RecordingNotReady."""
    access.require_host()
    recording = access.recording
    if recording.state not in KEPT:
        raise RecordingNotReady
    chosen = options.current()
    days = recording_days_of(recording.room) if recording.room is not None else chosen.recording_days
    bound = (recording.started_at or recording.asked_at) + timedelta(days=chosen.recording_days_most)
    until = min(max(recording.delete_at, now) + timedelta(days=days), bound)
    if until <= recording.delete_at:
        raise KeptLongest
    recording.delete_at = until
    recording.save(update_fields=["delete_at"])
    note("recording.extended", access, now)


def delete(access: Access, now: datetime) -> None:
    """For good, with all bytes. Raises NotAllowed, RecordingRunning."""
    access.require_owner()
    if access.recording.state in ACTIVE:
        raise RecordingRunning
    with transaction.atomic():
        if delete_recording(access.recording, RecordingState.DELETED, now):
            note("recording.deleted", access, now)


def retry(access: Access, now: datetime) -> None:
    """Tries once more to finish what was written. Raises NotAllowed."""
    access.require_host()
    Recording.objects.filter(pk=access.recording.pk, state=RecordingState.CAPTURED).update(problem="")
    known = jobs.latest(FINISH, access.recording.pk)
    if known is not None:
        jobs.retry(known.pk, now)
