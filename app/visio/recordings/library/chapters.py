"""Chapters that hosts add by hand."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from visio.errors.general import NotThere
from visio.recordings.access import Access
from visio.recordings.errors import ChapterInvalid, RecordingNotReady, TooManyChapters
from visio.recordings.library.noting import note
from visio.recordings.models import Chapter, Recording, RecordingState
from visio.rooms.services import clean_title

MOST_CHAPTERS_BY_HAND = 100


def add(access: Access, at: float, title: str, now: datetime) -> Chapter:
    """`at` in seconds. Raises NotAllowed, RecordingNotReady, ChapterInvalid, TitleInvalid, TooManyChapters."""
    access.require_host()
    recording = access.recording
    if recording.state != RecordingState.READY:
        raise RecordingNotReady
    cleaned = clean_title(title)
    if not cleaned or at > recording.seconds:
        raise ChapterInvalid
    with transaction.atomic():
        Recording.objects.select_for_update().get(pk=recording.pk)
        if recording.chapters.count() >= MOST_CHAPTERS_BY_HAND:
            raise TooManyChapters(limit=MOST_CHAPTERS_BY_HAND)
        made = Chapter.objects.create(recording=recording, at=round(at, 3), title=cleaned)
        note("recording.chapter-added", access, now)
    return made


def remove(access: Access, chapter: str, now: datetime) -> None:
    """Raises NotAllowed, NotThere."""
    access.require_host()
    with transaction.atomic():
        if not access.recording.chapters.filter(pk=chapter).delete()[0]:
            raise NotThere
        note("recording.chapter-removed", access, now)
