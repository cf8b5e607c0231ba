"""What travels about rooms."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Field, Schema

from visio.config.options import LONGEST_RETENTION_DAYS
from visio.rooms.models import LARGEST_CAPACITY, SMALLEST_CAPACITY

AccessWord = Literal["trusted", "public", "restricted"]
GuestsWord = Literal["allowed", "refused"]
AdmissionWord = Literal["hosts", "hosts-and-members"]
BeforeHostWord = Literal["members", "nobody"]
RecordingWord = Literal["hosts", "never"]
CaptionsWord = Literal["on-request", "always", "never"]
RoleWord = Literal["owner", "co-host", "member"]


class RoomIn(Schema):
    title: str = Field("", max_length=400)


class RoomOut(Schema):
    code: str
    title: str
    role: RoleWord
    access: AccessWord


class LiveOut(Schema):
    since: datetime
    count: int


class RoomItem(RoomOut):
    live: LiveOut | None


class RoomsOut(Schema):
    items: list[RoomItem]
    next: str | None


class SettingsOut(Schema):
    code: str
    title: str
    access: AccessWord
    guests: GuestsWord
    locked: bool
    admission: AdmissionWord
    before_host: BeforeHostWord
    show_title: bool
    capacity: int
    recording: RecordingWord
    strict_consent: bool
    recording_days: int
    recording_days_most: int
    captions: CaptionsWord
    language: str | None


class SettingsChange(Schema):
    """Only what is given is changed."""

    title: str | None = Field(None, max_length=400)
    access: AccessWord | None = None
    guests: GuestsWord | None = None
    locked: bool | None = None
    admission: AdmissionWord | None = None
    before_host: BeforeHostWord | None = None
    show_title: bool | None = None
    capacity: int | None = Field(None, ge=SMALLEST_CAPACITY, le=LARGEST_CAPACITY)
    recording: RecordingWord | None = None
    strict_consent: bool | None = None
    recording_days: int | None = Field(None, ge=1, le=LONGEST_RETENTION_DAYS)
    captions: CaptionsWord | None = None
    # Empty: it is found out.
    language: str | None = Field(None, pattern="^([a-z]{2,3})?$")


class RoleIn(Schema):
    email: str = Field(max_length=320)
    role: RoleWord


class RoleOut(Schema):
    id: int
    email: str
    name: str | None
    role: RoleWord


class RolesOut(Schema):
    items: list[RoleOut]
    next: str | None
