"""What travels about acts in a call."""

from __future__ import annotations

from typing import Literal

from ninja import Field, Schema


class HandIn(Schema):
    raised: bool


class MuteIn(Schema):
    source: Literal["microphone", "camera"]


class RemoveIn(Schema):
    block: bool = False


class UnblockIn(Schema):
    block: str = Field(max_length=22)


class CallRoleIn(Schema):
    role: Literal["co-host", "participant"]
    keep: bool = False


class NameIn(Schema):
    name: str = Field(max_length=400)


class RemovedOut(Schema):
    """Somebody who was put out, as hosts see it."""

    block: str
    name: str
    blocked: bool
