"""What time alone does to recordings: announcements end, answers are due, limits are reached."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q

from visio.config import options
from visio.recordings.in_call import shown
from visio.recordings.in_call.consent import apply_strictness, everybody, give
from visio.recordings.in_call.control import stopping
from visio.recordings.models import Answer, Consent, Recording, RecordingState
from visio.rooms.turn import turn

ANNOUNCED_FOR = timedelta(seconds=3)
WARNED_BEFORE = timedelta(minutes=15)
BATCH = 200


def sweep(now: datetime) -> None:
    """Moves on whatever is due. Each change is a transaction of its own."""
    _begin(now)
    _close_answers(now)
    _limit(now)


def _begin(now: datetime) -> None:
    due = Q(state=RecordingState.ANNOUNCING, asked_at__lte=now - ANNOUNCED_FOR)
    for recording in _each(due):
        recording.state, recording.started_at = RecordingState.RUNNING, now
        recording.save(update_fields=["state", "started_at"])
        apply_strictness(recording, everybody(recording))
        shown.tell_all(recording)


def _close_answers(now: datetime) -> None:
    states = (RecordingState.RUNNING, RecordingState.INTERRUPTED)
    asked = now - shown.ANSWER_WITHIN
    # A newcomer may have been asked later than everybody.
    for recording in _each(Q(state__in=states, people__answer=Answer.ASKED, people__asked_at__lte=asked)):
        for consent in Consent.objects.filter(recording=recording, answer=Answer.ASKED, asked_at__lte=asked):
            give(consent, Answer.REFUSED, now)
        shown.tell_all(recording)


def _limit(now: datetime) -> None:
    longest = timedelta(hours=options.current().recording_hours)
    states = (RecordingState.RUNNING, RecordingState.INTERRUPTED)
    for recording in _each(Q(state__in=states, started_at__lte=now - longest)):
        stopping(recording, now, problem="recording-limit")
    for recording in _each(Q(state__in=states, warned=False, started_at__lte=now - longest + WARNED_BEFORE)):
        recording.warned, recording.problem = True, "recording-limit-near"
        recording.save(update_fields=["warned", "problem"])
        shown.tell_all(recording)


def _each(due: Q) -> Iterator[Recording]:
    """Each recording that is due, in the turn of its room."""
    for pk, room in Recording.objects.filter(due).values_list("pk", "call__room").distinct()[:BATCH]:
        if room is None:
            continue
        with turn(room):
            recording = Recording.objects.filter(due, pk=pk).first()
            if recording is not None:
                yield recording
