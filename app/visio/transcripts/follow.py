"""Texts follow their recording: made when it is finished, gone when it is deleted, without those who were taken out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from visio.recordings.models import Origin, Recording
from visio.transcripts import making
from visio.transcripts.models import Minutes, Transcript


def on_ready(sender: object, recording: Recording, now: datetime, **_: Any) -> None:
    if recording.transcript or recording.origin == Origin.IMPORT:
        making.begin(recording, now)


def on_deleted(sender: object, recording: Recording, now: datetime, **_: Any) -> None:
    Transcript.objects.filter(recording=recording).delete()


def on_person_removed(sender: object, recording: Recording, participant: str, now: datetime, **_: Any) -> None:
    """Their lines go, from the history too; minutes may quote them, so these go as well."""
    transcript = Transcript.objects.filter(recording=recording).first()
    if transcript is None:
        return
    removed = list(transcript.voices.filter(participant=participant))
    if not removed:
        return
    gone = {voice.key for voice in removed}
    numbers = transcript.turns.filter(voice__in=removed).values_list("number", flat=True)
    targets = {*gone, *(str(number) for number in numbers)}
    for change in transcript.changes.all():
        values = (change.before, change.after)
        if change.target in targets or any(value.get("speaker") in gone for value in values):
            change.delete()
    transcript.voices.filter(pk__in=[voice.pk for voice in removed]).delete()
    Minutes.objects.filter(transcript=transcript).delete()
