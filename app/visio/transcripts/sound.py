"""The sound that texts are made from."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from visio.recordings.models import Recording
from visio.recordings.services import drop_sound


def kept(recording: Recording) -> bool:
    """Whether there is still something to make a text from."""
    return recording.parts.filter(manifest__isnull=False).exists()


def drop_if_unwanted(recording: Recording, now: datetime) -> None:
    """Erases the sound of a recording of which only the text was wanted."""
    if not recording.keep_sound and kept(recording):
        with transaction.atomic():
            drop_sound(recording, now)
