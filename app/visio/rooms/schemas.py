"""What travels about rooms."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Field, Schema

from visio.rooms.models import LARGEST_CAPACITY, SMALLEST_CAPACITY

AccessWord = Literal["trusted", "public", "restricted"]
GuestsWord = Literal["allowed", "refused"]
AdmissionWord = Literal["hosts", "hosts-and-members"]
BeforeHostWord = Literal["members", "nobody"]
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
