"""Texts go with their recording. What is left to erase are files of jobs that were killed."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta

from visio.config import options
from visio.erasing.eraser import Eraser
from visio.transcripts.job import WORKPLACES
from visio.transcripts.making import OPEN
from visio.transcripts.models import Transcript


def erase_workplaces(*, before: datetime, most: int) -> int:
    """Folders of texts that nobody makes any more."""
    root = options.current().data / WORKPLACES
    folders = sorted(root.iterdir()) if root.is_dir() else []
    busy = set(Transcript.objects.filter(state__in=OPEN).values_list("recording", flat=True))
    left = [folder for folder in folders if folder.name not in busy][:most]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


ERASERS = [Eraser("transcribing", timedelta(0), erase_workplaces)]
