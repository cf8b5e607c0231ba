"""What travels about captions."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Field, Schema

from visio.rooms.schemas import CaptionsWord

StateWord = Literal["off", "starting", "on", "late", "failed"]
WhyNot = Literal["speech-missing", "policy"]


class CaptionsInCall(Schema):
    """`mine`: whether the reader switched them on. `captioner` is the media identity whose text streams count.

    `languages` are those that the engine knows; none: it does not say.
    """

    policy: CaptionsWord
    possible: bool
    why_not: WhyNot | None
    state: StateWord
    mine: bool
    captioner: str | None
    language: str | None
    languages: list[str]
    engine: str


class MyCaptions(CaptionsInCall):
    """With what only the reader knows: the language chosen for one's own speech."""

    own_language: str | None


class ViewIn(Schema):
    on: bool


class PolicyIn(Schema):
    policy: CaptionsWord


class LanguageIn(Schema):
    """ISO 639 code such as `fr`; null: it is found out."""

    language: str | None = Field(None, pattern="^[a-z]{2,3}$")


class CaptionSegment(Schema):
    """One final text. `at` is when its first word was spoken."""

    id: str
    participant: str
    name: str
    text: str
    language: str | None
    at: datetime


class CaptionHistory(Schema):
    segments: list[CaptionSegment]


class CaptionsMessage(Schema):
    """`visio.captions`."""

    captions: CaptionsInCall
