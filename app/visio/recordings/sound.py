"""Lets the sound of a recording go before its term: where only the text was wanted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from visio.audit.services import record
from visio.jobs import services as jobs
from visio.recordings.deletion import ERASE
from visio.recordings.models import Recording


def drop(recording: Recording, now: datetime) -> None:
    """The files of all parts: rows at once, bytes by a job. Times of the parts stay, as the text needs them."""
    with transaction.atomic():
        parts = list(recording.parts.select_for_update().filter(manifest__isnull=False))
        for part in parts:
            part.manifest, part.bytes = None, 0
            part.save(update_fields=["manifest", "bytes"])
            jobs.add(ERASE, recording.pk, key=part.key)
        if parts:
            Recording.objects.filter(pk=recording.pk).update(bytes=0)
            record("recording.sound-dropped", at=now, subject=recording.pk, parts=len(parts))
