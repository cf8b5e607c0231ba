"""What a recording does when people come and go, and when the call ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from visio.audit.services import record
from visio.calls.models import Call, Participant
from visio.lobby.schemas import ConsentIn
from visio.recordings.in_call import shown
from visio.recordings.in_call.consent import apply_strictness, asked, give, given_by
from visio.recordings.in_call.control import stopping
from visio.recordings.models import Answer, Consent, RecordingState


def on_entered(sender: object, participant: Participant, consent: ConsentIn | None, now: datetime, **_: Any) -> None:
    """A newcomer has answered at the door, or has refused by not answering; who comes back keeps their answer.

    Whoever answered to a recording that has made way for another meanwhile is asked again.
    """
    recording = shown.active(participant.call_id)
    if recording is None or recording.state == RecordingState.STOPPING:
        _let_speak(participant)
        return
    known = Consent.objects.filter(recording=recording, participant=participant.pk).first()
    if known is None:
        first = _at_the_door(consent, recording.pk)
        asked(recording, participant, first, now)
        _record(participant, recording.pk, first, now)
    elif consent is not None and consent.recording == recording.pk:
        given = given_by(known.answer, accept=consent.accept)
        if given != known.answer:
            give(known, given, now)
            _record(participant, recording.pk, given, now)
    apply_strictness(recording, [participant])
    shown.tell_all(recording)


def _at_the_door(consent: ConsentIn | None, recording: str) -> Answer:
    if consent is not None and consent.recording != recording:
        return Answer.ASKED
    return Answer.ACCEPTED if consent is not None and consent.accept else Answer.REFUSED


def on_gone(sender: object, participant: Participant, now: datetime, **_: Any) -> None:
    """Leaving without an answer is a refusal."""
    recording = shown.active(participant.call_id)
    if recording is None:
        return
    open_one = Consent.objects.filter(recording=recording, participant=participant.pk, answer=Answer.ASKED).first()
    if open_one is not None:
        give(open_one, Answer.REFUSED, now)
    if participant.host:
        Consent.objects.filter(recording=recording, participant=participant.pk).update(host=True)
    shown.tell_all(recording)


def on_call_ended(sender: object, call: Call, now: datetime, **_: Any) -> None:
    recording = shown.active(call.pk)
    if recording is not None:
        stopping(recording, now)


def _let_speak(participant: Participant) -> None:
    if not participant.may_publish:
        participant.may_publish = True
        participant.save(update_fields=["may_publish"])


def _record(participant: Participant, recording: str, given: Answer, now: datetime) -> None:
    record(
        "recording.consent",
        at=now,
        account=participant.account_id or "",
        participant=participant.pk,
        room=participant.call.room.code,
        call=participant.call_id,
        subject=recording,
        answer=given.value,
    )
