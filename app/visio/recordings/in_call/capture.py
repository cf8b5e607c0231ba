"""What the recorder reads and reports: each function is one transaction."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from visio.calls.models import IS_PRESENT, Participant
from visio.config import options
from visio.jobs import services as jobs
from visio.recordings.in_call import shown
from visio.recordings.in_call.control import stopping
from visio.recordings.models import ACTIVE, IS_ACTIVE, Answer, Consent, Part, Recording, RecordingState
from visio.recordings.schemas import EndedWord
from visio.rooms.turn import turn
from visio.storage.current import storage

log = logging.getLogger("visio.recordings")

# What is shorter is dropped.
SHORTEST_SECONDS = 2.0

FINISH = "finish"

GOING_ON = (RecordingState.ANNOUNCING, RecordingState.RUNNING, RecordingState.INTERRUPTED)


@dataclass(frozen=True)
class Task:
    """What a recorder does: one part of a recording, written into `folder`."""

    recording: str
    call: str
    number: int
    folder: Path
    picture_height: int


@dataclass(frozen=True)
class Person:
    """Somebody who may be written."""

    participant: str
    name: str


@dataclass(frozen=True)
class Allowed:
    """What holds now: whether to go on, and who may be written (media identity → person)."""

    stopping: bool
    people: dict[str, Person]


def wanted() -> list[str]:
    """Recordings that need a recorder."""
    return list(Recording.objects.filter(IS_ACTIVE).values_list("pk", flat=True))


def announcing(recording_id: str) -> bool:
    """Whether it has not begun yet."""
    return Recording.objects.filter(pk=recording_id, state=RecordingState.ANNOUNCING).exists()


def open_part(recording_id: str, now: datetime) -> Task | None:
    """The next part. None when there is nothing to record any more; then the recording is closed."""
    room = _room(recording_id)
    if room is None:
        return None
    with turn(room):
        recording = Recording.objects.get(pk=recording_id)
        if recording.state not in ACTIVE:
            return None
        Part.objects.filter(recording=recording, ended_at=None).update(ended_at=now)
        if recording.state == RecordingState.STOPPING or recording.call_id is None:
            _close(recording, now)
            return None
        number = recording.part + 1
        Part.objects.create(recording=recording, number=number, started_at=now)
        recording.part = number
        recording.save(update_fields=["part"])
        height = options.current().recording_height if recording.picture else 0
        call = recording.call_id
    folder = storage().working(f"{recording_id}/part-{number}")
    return Task(recording_id, call, number, folder, height)


def abandon_part(task: Task) -> None:
    """The recorder could not join: there is no such part."""
    room = _room(task.recording)
    if room is None:
        return
    with turn(room):
        Part.objects.filter(recording=task.recording, number=task.number).delete()
        Recording.objects.filter(pk=task.recording, part=task.number).update(part=task.number - 1)
    storage().delete(f"{task.recording}/part-{task.number}")


def began(task: Task) -> None:
    """The recorder is in the call: what was interrupted goes on."""
    room = _room(task.recording)
    if room is None:
        return
    with turn(room):
        recording = Recording.objects.get(pk=task.recording)
        if recording.state == RecordingState.INTERRUPTED:
            recording.state, recording.problem = RecordingState.RUNNING, ""
            recording.save(update_fields=["state", "problem"])
        shown.tell_all(recording)


def allowed(recording_id: str) -> Allowed:
    """Read from the database, never from an event."""
    recording = Recording.objects.filter(pk=recording_id).first()
    if recording is None or recording.state not in GOING_ON:
        return Allowed(stopping=True, people={})
    if recording.state == RecordingState.ANNOUNCING or recording.paused:
        return Allowed(stopping=False, people={})
    agreed = Consent.objects.filter(recording=recording, answer=Answer.ACCEPTED).values("participant")
    present = Participant.objects.filter(IS_PRESENT, call=recording.call_id, pk__in=agreed)
    people = {person.identity: Person(person.pk, person.name) for person in present}
    return Allowed(stopping=False, people=people)


def report(task: Task, *, written: Sequence[str], seconds: float, size: int) -> None:
    """Who is being written now, and how much was."""
    Part.objects.filter(recording=task.recording, number=task.number).update(seconds=seconds, bytes=size)
    held = Recording.objects.filter(pk=task.recording, state__in=GOING_ON).first()
    if held is None or held.room_id is None or sorted(held.written) == sorted(written):
        return
    with turn(held.room_id):
        recording = Recording.objects.filter(state__in=GOING_ON, pk=task.recording).first()
        if recording is not None:
            recording.written = sorted(written)
            recording.save(update_fields=["written"])
            shown.tell_all(recording, recorder=False)


def not_recorded(recording_id: str, why: str) -> None:
    """A track of somebody who agreed cannot be written: `codec` or `encrypted`. Hosts and all others are told."""
    room = _room(recording_id)
    if room is None:
        return
    with turn(room):
        recording = Recording.objects.filter(pk=recording_id, state__in=GOING_ON, problem="").first()
        if recording is not None:
            recording.problem = f"track-{why}"
            recording.save(update_fields=["problem"])
            shown.tell_all(recording, recorder=False)


def stop_for(recording_id: str, problem: str, now: datetime) -> None:
    """The recorder ends it by itself: the disk is full."""
    room = _room(recording_id)
    if room is None:
        return
    with turn(room):
        recording = Recording.objects.filter(IS_ACTIVE, pk=recording_id).first()
        if recording is not None:
            stopping(recording, now, problem=problem)


def captured(recording_id: str, now: datetime) -> None:
    """The recorder has closed its files after a stop."""
    room = _room(recording_id)
    if room is None:
        return
    with turn(room):
        recording = Recording.objects.filter(IS_ACTIVE, pk=recording_id).first()
        if recording is not None and recording.state == RecordingState.STOPPING:
            _close(recording, now)


def died(recording_id: str, code: int, now: datetime) -> None:
    """The recorder is gone: what it wrote is kept, the next one begins a new part."""
    room = _room(recording_id)
    if room is None or code == 0:
        return
    with turn(room):
        recording = Recording.objects.filter(pk=recording_id, state=RecordingState.RUNNING).first()
        if recording is None:
            return
        recording.state, recording.problem, recording.written = RecordingState.INTERRUPTED, "rec-broken", []
        recording.save(update_fields=["state", "problem", "written"])
        shown.tell_all(recording)


def gave_up(recording_id: str, now: datetime) -> None:
    """No recorder could be kept running: what there is, is kept; with nothing the recording has failed."""
    room = _room(recording_id)
    if room is None:
        return
    with turn(room):
        recording = Recording.objects.filter(IS_ACTIVE, pk=recording_id).first()
        if recording is None:
            return
        begun = recording.part > 0
        stopping(recording, now, problem="rec-broken" if begun else "rec-failed")
        _close(recording, now, failed=True)


def _close(recording: Recording, now: datetime, *, failed: bool = False) -> None:
    """Everything is written: the recording leaves the call. Inside the room's turn."""
    Part.objects.filter(recording=recording, ended_at=None).update(ended_at=now)
    parts = list(Part.objects.filter(recording=recording))
    recording.seconds, recording.bytes = sum(part.seconds for part in parts), sum(part.bytes for part in parts)
    recording.ended_at = recording.ended_at or now
    recording.written = []
    recording.state, ended = _outcome(recording, failed=failed)
    recording.save(update_fields=["state", "seconds", "bytes", "ended_at", "written"])
    if recording.state == RecordingState.CAPTURED:
        jobs.add(FINISH, recording.pk)
    else:
        drop(recording, now)
    shown.tell_over(recording, ended)
    log.info("recordings.closed recording=%s how=%s parts=%d", recording.pk, ended, len(parts))


def drop(recording: Recording, now: datetime) -> None:
    """Nothing is worth keeping but the answers. Inside a transaction."""
    recording.bytes, recording.seconds, recording.deleted_at = 0, 0.0, now
    recording.save(update_fields=["bytes", "seconds", "deleted_at"])
    Part.objects.filter(recording=recording).delete()
    jobs.add("erase", recording.pk)


def _outcome(recording: Recording, *, failed: bool) -> tuple[RecordingState, EndedWord]:
    if recording.part == 0:
        return (RecordingState.FAILED, "failed") if failed else (RecordingState.DROPPED, "empty")
    # After a failure the last report may be missing: what there is comes out when the parts are finished.
    if failed or recording.part > 1:
        return RecordingState.CAPTURED, "failed" if failed else "stopped"
    if recording.bytes == 0:
        return RecordingState.DROPPED, "empty"
    started = recording.started_at or recording.ended_at
    if (
        recording.ended_at is None
        or started is None
        or (recording.ended_at - started).total_seconds() < SHORTEST_SECONDS
    ):
        return RecordingState.DROPPED, "too-short"
    if recording.bytes == 0:
        return RecordingState.DROPPED, "empty"
    return RecordingState.CAPTURED, "stopped"


def _room(recording_id: str) -> int | None:
    return Recording.objects.filter(pk=recording_id).values_list("room", flat=True).first()
