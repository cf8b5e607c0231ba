"""What travels about calls and the people in them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Field, Schema

CallStateWord = Literal["live", "empty", "ending", "ended", "archived"]
RoleInCall = Literal["owner", "co-host", "member", "account", "guest"]


class HandOut(Schema):
    rank: int
    raised_at: datetime
    floor: bool


class ParticipantOut(Schema):
    id: str
    identity: str
    name: str
    role: RoleInCall
    host: bool
    guest: bool
    organisation: str | None
    joined_at: datetime
    connection: Literal["connected", "lost"]
    hand: HandOut | None
    device: Literal["browser"]


class HandInQueue(Schema):
    id: str
    rank: int
    raised_at: datetime
    floor: bool


class CallOut(Schema):
    id: str
    started_at: datetime
    state: CallStateWord


class MessageFromServer(Schema):
    """The envelope of every message on the topic `visio`."""

    v: Literal[1]
    call: str
    seq: int
    type: str
    data: dict[str, object] = Field(default_factory=dict)
