"""Asking everybody for a recording."""

from __future__ import annotations

import shutil
from datetime import datetime

from visio.audit.services import record
from visio.calls import people
from visio.calls.access import Seat
from visio.calls.messages import tell
from visio.calls.models import IS_PRESENT, Call, CallState, Participant
from visio.config import options
from visio.config.wire import wire
from visio.limits import rates
from visio.moderation.trail import who
from visio.recordings import quota
from visio.recordings.errors import RecordingImpossible, RecordingRunning
from visio.recordings.in_call import shown
from visio.recordings.in_call.consent import asked
from visio.recordings.models import Answer, Recording
from visio.recordings.schemas import RecordIn, RecordingAsked
from visio.recordings.terms import delete_on
from visio.rooms.models import Recording as Policy
from visio.rooms.roles import Act
from visio.rooms.turn import turn
from visio.transcripts import engine

# With less free on the disk a recording would soon end by itself.
LEAST_FREE_BYTES = 500_000_000


def start(seat: Seat, wish: RecordIn, now: datetime) -> None:
    """Announces a recording and asks everybody; the one who asks has agreed.

    Raises NotAllowed, RecordingRunning, RecordingImpossible, QuotaReached.
    """
    seat.require(Act.RECORD)
    if not (wish.picture or wish.keep_sound or wish.transcript):
        raise RecordingImpossible(why="nothing")
    if wish.transcript and not engine.possible():
        raise RecordingImpossible(why="speech-missing")
    with turn(seat.room.pk) as room:
        call = Call.objects.get(pk=seat.call.pk)
        if shown.active(call.pk) is not None:
            raise RecordingRunning
        if room.recording == Policy.NEVER:
            raise RecordingImpossible(why="policy")
        if call.state not in (CallState.LIVE, CallState.EMPTY):
            raise RecordingImpossible(why="ending")
        if shutil.disk_usage(options.current().data).free < LEAST_FREE_BYTES:
            raise RecordingImpossible(why="disk")
        quota.require_room(room)
        recording = Recording.objects.create(
            room=room,
            call=call,
            owner=seat.me.account,
            title=room.title,
            picture=wish.picture,
            keep_sound=wish.keep_sound or wish.picture,
            transcript=wish.transcript,
            language=wish.language or "",
            strict=room.strict_consent,
            asked_by=seat.me.name,
            asked_at=now,
            delete_at=delete_on(room, now),
        )
        for person in Participant.objects.filter(IS_PRESENT, call=call):
            asked(recording, person, Answer.ACCEPTED if person.pk == seat.me.pk else Answer.ASKED, now)
        record("recording.asked", at=now, **who(seat), subject=recording.pk, transcript=wish.transcript)
        shown.tell_all(recording)


def ask(seat: Seat, now: datetime) -> None:
    """A participant wishes a recording; hosts hear it. Raises NotAllowed, RecordingRunning, RecordingImpossible."""
    seat.require(Act.ASK_RECORDING)
    rates.take(rates.ASK_RECORDING, seat.me.pk, now)
    with turn(seat.room.pk) as room:
        if room.recording == Policy.NEVER:
            raise RecordingImpossible(why="policy")
        if shown.active(seat.call.pk) is not None:
            raise RecordingRunning
        content = wire(RecordingAsked(by=seat.me.name, participant=seat.me.pk))
        tell(seat.call.pk, "visio.recording-asked", content, to=people.host_ids(seat.call.pk))
