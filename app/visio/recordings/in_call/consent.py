"""Answers of people to a recording, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from visio.audit.services import record
from visio.calls.access import Seat
from visio.calls.messages import permit
from visio.calls.models import IS_PRESENT, Participant
from visio.lobby.schemas import ConsentIn
from visio.moderation.trail import who
from visio.recordings.errors import NoRecording, OtherRecording
from visio.recordings.in_call import shown
from visio.recordings.models import Answer, Consent, Recording, RecordingState
from visio.rooms.roles import Act
from visio.rooms.turn import turn

# Answers that are kept of one person; the first is kept always.
MOST_ANSWERS = 50


def answer(seat: Seat, wish: ConsentIn, now: datetime) -> None:
    """One's own answer, also a later one. Raises NoRecording, OtherRecording."""
    seat.require(Act.CONSENT, seat.me)
    with turn(seat.room.pk):
        recording = shown.active(seat.call.pk)
        if recording is None or recording.state == RecordingState.STOPPING:
            raise NoRecording
        if recording.pk != wish.recording:
            raise OtherRecording
        me = Participant.objects.get(pk=seat.me.pk)
        consent = Consent.objects.filter(recording=recording, participant=me.pk).first()
        if consent is None:
            consent = asked(recording, me, Answer.ASKED, now)
        given = given_by(consent.answer, accept=wish.accept)
        if given == consent.answer:
            return
        give(consent, given, now)
        record("recording.consent", at=now, **who(seat), subject=recording.pk, answer=given.value)
        apply_strictness(recording, [me])
        shown.tell_all(recording)


def asked(recording: Recording, person: Participant, first: Answer, now: datetime) -> Consent:
    """The row of somebody in the call."""
    return Consent.objects.create(
        recording=recording,
        participant=person.pk,
        account=person.account,
        name=person.name,
        host=person.host,
        answer=first,
        asked_at=now,
        answered_at=None if first == Answer.ASKED else now,
        history=[[first.value, now.isoformat()]],
    )


def given_by(before: str, *, accept: bool) -> Answer:
    """What a yes or a no means after an earlier answer."""
    if accept:
        return Answer.ACCEPTED
    return Answer.WITHDRAWN if before in (Answer.ACCEPTED, Answer.WITHDRAWN) else Answer.REFUSED


def give(consent: Consent, given: Answer, now: datetime) -> None:
    consent.answer, consent.answered_at = given, now
    lines = [*consent.history, [given.value, now.isoformat()]]
    consent.history = lines if len(lines) <= MOST_ANSWERS else [lines[0], *lines[-(MOST_ANSWERS - 1) :]]
    consent.save(update_fields=["answer", "answered_at", "history"])


def apply_strictness(recording: Recording, people: Iterable[Participant]) -> None:
    """With the strict policy nobody is heard or seen who has not agreed. Inside the room's turn."""
    bound = recording.strict and recording.state in (RecordingState.RUNNING, RecordingState.INTERRUPTED)
    agreed = set(
        Consent.objects.filter(recording=recording, answer=Answer.ACCEPTED).values_list("participant", flat=True)
    )
    changed: dict[str, bool] = {}
    for person in people:
        may = not bound or person.pk in agreed
        if person.may_publish != may:
            person.may_publish = may
            person.save(update_fields=["may_publish"])
            changed[person.identity] = may
    if changed and recording.call_id is not None:
        permit(recording.call_id, changed)


def everybody(recording: Recording) -> list[Participant]:
    return list(Participant.objects.filter(IS_PRESENT, call=recording.call_id))
