"""Stopping, pausing and going on."""

from __future__ import annotations

from datetime import datetime

from visio.audit.services import record
from visio.calls.access import Seat
from visio.calls.models import Participant
from visio.moderation.trail import who
from visio.recordings.errors import NoRecording
from visio.recordings.in_call import shown
from visio.recordings.in_call.consent import apply_strictness, everybody
from visio.recordings.models import Recording, RecordingState
from visio.rooms.roles import Act
from visio.rooms.turn import turn


def stop(seat: Seat, now: datetime) -> None:
    """Raises NotAllowed, NoRecording."""
    seat.require(Act.RECORD)
    with turn(seat.room.pk):
        recording = _running(seat)
        record("recording.stopped", at=now, **who(seat), subject=recording.pk)
        stopping(recording, now)


def pause(seat: Seat, now: datetime) -> None:
    """Nothing is written until somebody lets it go on. Raises NotAllowed, NoRecording."""
    _set_paused(seat, True, now)


def resume(seat: Seat, now: datetime) -> None:
    """Raises NotAllowed, NoRecording."""
    _set_paused(seat, False, now)


def stopping(recording: Recording, now: datetime, *, problem: str = "") -> None:
    """The recorder closes its files; from now on everybody may speak again. Inside the room's turn."""
    if recording.state == RecordingState.STOPPING:
        return
    recording.state = RecordingState.STOPPING
    recording.problem = problem or recording.problem
    recording.ended_at = now
    recording.written = []
    recording.save(update_fields=["state", "problem", "ended_at", "written"])
    _keep_hosts(recording)
    apply_strictness(recording, everybody(recording))
    shown.tell_all(recording)


def _set_paused(seat: Seat, paused: bool, now: datetime) -> None:
    seat.require(Act.RECORD)
    with turn(seat.room.pk):
        recording = _running(seat)
        if recording.state == RecordingState.ANNOUNCING:
            raise NoRecording
        if recording.paused == paused:
            return
        recording.paused = paused
        if paused:
            recording.written = []
        recording.save(update_fields=["paused", "written"])
        record("recording.paused" if paused else "recording.resumed", at=now, **who(seat), subject=recording.pk)
        shown.tell_all(recording)


def _running(seat: Seat) -> Recording:
    recording = shown.active(seat.call.pk)
    if recording is None or recording.state == RecordingState.STOPPING:
        raise NoRecording
    return recording


def _keep_hosts(recording: Recording) -> None:
    """Who is a host at the end, or was when they left, may see the recording; who was one when asked alone may not."""
    people = Participant.objects.filter(call=recording.call_id)
    for host in (True, False):
        recording.people.filter(participant__in=[each.pk for each in people if each.host is host]).update(host=host)
