"""Texts go with their recording. What is left to erase: sound that was kept for a text alone, files of killed jobs."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta

from django.db.models import Q

from visio.config import options
from visio.config.clock import now
from visio.erasing.eraser import Eraser
from visio.transcripts.job import WORKPLACES
from visio.transcripts.making import OPEN
from visio.transcripts.models import Transcript, TranscriptState
from visio.transcripts.sound import drop_if_unwanted


def erase_workplaces(*, before: datetime, most: int) -> int:
    """Folders of texts that nobody makes any more."""
    root = options.current().data / WORKPLACES
    folders = sorted(root.iterdir()) if root.is_dir() else []
    busy = set(Transcript.objects.filter(state__in=OPEN).values_list("recording", flat=True))
    left = [folder for folder in folders if folder.name not in busy][:most]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


def erase_sound(*, before: datetime, most: int) -> int:
    """Sound of which only the text was wanted: there is the text, or it has failed and nobody tried again."""
    over = Q(state=TranscriptState.READY) | Q(failed_at__lte=before)
    held = Transcript.objects.filter(over, recording__keep_sound=False, recording__parts__manifest__isnull=False)
    due = held.exclude(state__in=OPEN).select_related("recording").distinct()[:most]
    for transcript in due:
        drop_if_unwanted(transcript.recording, now())
    return len(due)


# A week for another try: with a better model, or when the engine can be reached again.
ERASERS = [
    Eraser("transcribing", timedelta(0), erase_workplaces),
    Eraser("sound without text", timedelta(days=7), erase_sound),
]
