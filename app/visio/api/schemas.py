"""The snapshot of a call, put together from several domains."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema

from visio.calls.schemas import CallOut, ParticipantOut, RoleInCall
from visio.captions.schemas import MyCaptions
from visio.chat.schemas import MessagesOut
from visio.lobby.schemas import WaitingOut
from visio.moderation.schemas import RemovedOut
from visio.recordings.schemas import RecordingInCall, RecordingTerms
from visio.rooms.schemas import AccessWord, AdmissionWord, BeforeHostWord, CaptionsWord, GuestsWord, RecordingWord


class RoomInCall(Schema):
    """The room's settings. People who are not hosts get code, title and lock; the rest is null for them."""

    code: str
    title: str
    locked: bool
    access: AccessWord | None = None
    guests: GuestsWord | None = None
    admission: AdmissionWord | None = None
    before_host: BeforeHostWord | None = None
    show_title: bool | None = None
    capacity: int | None = None
    recording: RecordingWord | None = None
    strict_consent: bool | None = None
    recording_days: int | None = None
    recording_days_most: int | None = None
    captions: CaptionsWord | None = None
    language: str | None = None


class MeOut(Schema):
    participant: str
    role: RoleInCall
    host: bool
    can: dict[str, bool]


class StateOut(Schema):
    seq: int
    server_time: datetime
    call: CallOut
    room: RoomInCall
    me: MeOut
    participants: list[ParticipantOut]
    lobby: list[WaitingOut]
    waiting_count: int
    chat: MessagesOut
    new_guests_wait: bool
    captions: MyCaptions
    removed: list[RemovedOut]
    recording: RecordingInCall | None
    recording_terms: RecordingTerms


class ProblemOut(Schema):
    """`application/problem+json`: every error."""

    code: str
    status: int
    params: dict[str, str | int | None]
    detail: str
