"""Deleting a recording: its content goes, and with whom it was shared; the answers stay as long as they are proof."""

from __future__ import annotations

from datetime import datetime

from visio.jobs import services as jobs
from visio.recordings import signals
from visio.recordings.models import KEPT, Chapter, Part, Recording, RecordingState, Share

# Kinds of job that are called off when what they work on goes.
ERASE = "erase"


def delete(recording: Recording, state: RecordingState, now: datetime) -> bool:
    """`state` is `deleted` or `expired`. False when there was nothing to delete any more. Inside a transaction."""
    held = Recording.objects.select_for_update().filter(pk=recording.pk, state__in=(*KEPT, RecordingState.FAILED))
    found = held.first()
    if found is None:
        return False
    jobs.cancel_all(found.pk, now)
    found.state, found.deleted_at = state, now
    found.title, found.bytes, found.seconds, found.problem = "", 0, 0.0, ""
    found.save(update_fields=["state", "deleted_at", "title", "bytes", "seconds", "problem"])
    Part.objects.filter(recording=found).delete()
    Share.objects.filter(recording=found).delete()
    Chapter.objects.filter(recording=found).delete()
    signals.deleted.send(sender=Recording, recording=found, now=now)
    jobs.add(ERASE, found.pk)
    return True
