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

    `languages` are those that the engine knows; none: it does not say. `translations` are those into which captions
    can be translated; none: nothing translates. `captioners` are participants who type.
    """

    policy: CaptionsWord
    possible: bool
    why_not: WhyNot | None
    state: StateWord
    mine: bool
    captioner: str | None
    language: str | None
    languages: list[str]
    translations: list[str]
    engine: str
    captioners: list[str]


class MyCaptions(CaptionsInCall):
    """With what only the reader knows: the language of one's own speech, and the one to read captions in."""

    own_language: str | None
    translate_to: str | None


class ViewIn(Schema):
    on: bool


class PolicyIn(Schema):
    policy: CaptionsWord


class LanguageIn(Schema):
    """ISO 639 code such as `fr`; null: it is found out."""

    language: str | None = Field(None, pattern="^[a-z]{2,3}$")


class CaptionerIn(Schema):
    captioner: bool


class TypedIn(Schema):
    """`segment`: the line that this text replaces. `speaker`: the participant who said it; null: nobody is named."""

    text: str = Field(max_length=4_000)
    segment: str | None = Field(None, max_length=64)
    speaker: str | None = Field(None, max_length=22)


class CaptionSegment(Schema):
    """One final text. `at` is when its first word was spoken.

    `typed`: a person wrote it, whose name is `by`. Without `participant` it is not known who spoke: `name` is empty.
    """

    id: str
    participant: str | None
    name: str
    text: str
    language: str | None
    at: datetime
    typed: bool = False
    by: str | None = None


class CaptionHistory(Schema):
    segments: list[CaptionSegment]


class CaptionerMessage(Schema):
    """`visio.captioner`: a host lets the reader type captions, or no longer."""

    captioner: bool
    by: str


class TypedMessage(Schema):
    """`visio.caption`: a line that a person typed, or its correction, which has the same `segment`."""

    segment: str
    participant: str | None
    name: str
    text: str
    final: Literal[True] = True
    typed: Literal[True] = True
    by: str
    language: str | None
    at: datetime

    @classmethod
    def of(cls, line: CaptionSegment) -> TypedMessage:
        return cls(segment=line.id, **line.model_dump(exclude={"id", "typed", "by"}), by=line.by or "")


class CaptionsMessage(Schema):
    """`visio.captions`."""

    captions: CaptionsInCall
