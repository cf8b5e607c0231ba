"""What travels about the lobby. `RequestEvent` is all that a waiting person ever receives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from visio.calls.schemas import RoleInCall
from visio.rooms.schemas import AccessWord

StateWord = Literal["waiting", "admitted", "refused", "blocked", "timed_out", "withdrawn", "queued_full"]
ReasonWord = Literal["approval", "host-absent", "full"]
EntryWord = Literal["enter", "wait", "sign-in", "locked", "full", "host-absent", "blocked"]


class PeopleOut(Schema):
    count: int
    names: list[str]


class RecordingNotice(Schema):
    """What is told before entering a meeting that is being recorded. `id`: what an answer is for."""

    id: str
    picture: bool
    keep_sound: bool
    transcript: bool
    delete_on: datetime
    strict: bool


class ConsentIn(Schema):
    """An answer to the recording whose terms were read, and to no other."""

    recording: str = Field(max_length=100)
    accept: bool


class EntranceOut(Schema):
    code: str
    title: str | None
    access: AccessWord
    role: RoleInCall
    entry: EntryWord
    people: PeopleOut | None
    name_needed: bool
    name: str | None
    present_elsewhere: bool
    chat_kept_until: Literal["end-of-call"]
    recording: RecordingNotice | None = None
    captions: bool = False


class JoinIn(Schema):
    name: str | None = Field(None, max_length=400)
    device: str = Field("", max_length=200)
    microphone: bool = False
    camera: bool = False
    elsewhere: Literal["both", "move"] = "both"
    consent: ConsentIn | None = None


class CallRef(Schema):
    id: str


class ParticipantRef(Schema):
    id: str
    name: str
    role: RoleInCall


class MediaOut(Schema):
    url: str
    token: str
    identity: str


class EnteredOut(Schema):
    outcome: Literal["entered"]
    ticket: str
    call: CallRef
    participant: ParticipantRef
    media: MediaOut


class RequestRef(Schema):
    id: str
    state: StateWord
    asked_at: datetime
    reason: ReasonWord
    tries_left: int


class WaitingTicketOut(Schema):
    outcome: Literal["waiting"]
    ticket: str
    request: RequestRef


JoinOut = Annotated[EnteredOut | WaitingTicketOut, Field(discriminator="outcome")]


class RequestEvent(Schema):
    """The data of `event: request` in the waiting person's stream."""

    state: StateWord
    reason: ReasonWord
    tries_left: int
    ask_again_at: datetime | None
    message: str | None
    title: str | None


class WaitingOut(Schema):
    """Somebody waiting, as those who may admit see them."""

    id: str
    name: str
    guest: bool
    asked_at: datetime
    device: str | None


class RefuseIn(Schema):
    block: bool = False


class LobbyMessageIn(Schema):
    text: str = Field(max_length=1000)


class AnsweredOut(Schema):
    count: int
