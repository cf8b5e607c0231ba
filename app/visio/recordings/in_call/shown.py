"""A recording as people in its call see it, and how they hear of changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from visio.calls.messages import tell_each
from visio.calls.models import IS_PRESENT, Call, Participant
from visio.config.wire import wire
from visio.events import bus
from visio.lobby.schemas import RecordingNotice
from visio.recordings.models import IS_ACTIVE, Consent, Recording, RecordingState
from visio.recordings.schemas import AnswerWord, EndedWord, RecordingInCall, RecordingMessage, StateInCall

# Who has not answered by then has refused, and may still change their mind.
ANSWER_WITHIN = timedelta(seconds=30)


def active(call: str) -> Recording | None:
    """The recording that goes on in a call."""
    return Recording.objects.filter(IS_ACTIVE, call=call).first()


def notice(call: Call) -> RecordingNotice | None:
    """What newcomers are told before they enter."""
    recording = active(call.pk)
    if recording is None or recording.state == RecordingState.STOPPING:
        return None
    return RecordingNotice(
        id=recording.pk,
        picture=recording.picture,
        keep_sound=recording.keep_sound,
        transcript=recording.transcript,
        delete_on=recording.delete_at,
        strict=recording.strict,
    )


def seen_by(participant: Participant) -> RecordingInCall | None:
    """The recording of somebody's call, as that person may see it."""
    recording = active(participant.call_id)
    return as_seen(recording, participant.pk, participant.host, answers(recording)) if recording is not None else None


@dataclass(frozen=True)
class Answers:
    """What people have answered and when each was asked, by participant."""

    given: dict[str, AnswerWord]
    asked_at: dict[str, datetime]


def answers(recording: Recording) -> Answers:
    rows = list(Consent.objects.filter(recording=recording).values_list("participant", "answer", "asked_at"))
    return Answers(
        given={participant: cast(AnswerWord, answer) for participant, answer, _ in rows},
        asked_at={participant: asked_at for participant, _, asked_at in rows},
    )


def as_seen(recording: Recording, me: str, host: bool, people: Answers) -> RecordingInCall:
    given = people.given
    return RecordingInCall(
        id=recording.pk,
        state=_state(recording),
        picture=recording.picture,
        keep_sound=recording.keep_sound,
        transcript=recording.transcript,
        language=recording.language or None,
        started_at=recording.started_at,
        asked_at=recording.asked_at,
        answer_by=people.asked_at.get(me, recording.asked_at) + ANSWER_WITHIN,
        by=recording.asked_by,
        delete_on=recording.delete_at,
        strict=recording.strict,
        part=recording.part,
        written=list(recording.written),
        not_recorded=sorted(participant for participant, answer in given.items() if answer != "accepted"),
        problem=recording.problem or None,
        mine=given.get(me),
        answers=given if host else {},
    )


def tell_all(recording: Recording, *, recorder: bool = True) -> None:
    """Everybody hears how it stands; the recorder reads again. Inside the room's turn."""
    if recording.call_id is None:
        return
    people = answers(recording)
    present = Participant.objects.filter(IS_PRESENT, call=recording.call_id)
    contents = {
        person.pk: wire(
            RecordingMessage(recording=as_seen(recording, person.pk, person.host, people), ended=None, problem=None)
        )
        for person in present
    }
    tell_each(recording.call_id, "visio.recording", contents)
    if recorder:
        tell_recorder(recording)


def tell_over(recording: Recording, ended: EndedWord) -> None:
    """Everybody hears that it is over. Inside the room's turn."""
    if recording.call_id is None:
        return
    content = wire(RecordingMessage(recording=None, ended=ended, problem=recording.problem or None))
    present = Participant.objects.filter(IS_PRESENT, call=recording.call_id).values_list("pk", flat=True)
    tell_each(recording.call_id, "visio.recording", dict.fromkeys(present, content))
    tell_recorder(recording)


def tell_recorder(recording: Recording) -> None:
    bus.tell("recording", {"call": recording.call_id, "recording": recording.pk})


def _state(recording: Recording) -> StateInCall:
    if recording.paused and recording.state == RecordingState.RUNNING:
        return "paused"
    return cast(StateInCall, recording.state)
