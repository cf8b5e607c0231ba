"""What travels about a recording in its call."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Field, Schema

StateInCall = Literal["announcing", "running", "paused", "interrupted", "stopping"]
AnswerWord = Literal["asked", "accepted", "refused", "withdrawn"]
EndedWord = Literal["stopped", "empty", "too-short", "failed"]


class RecordIn(Schema):
    """`keep_sound` false with `transcript` true: the sound is kept only until the text is made."""

    picture: bool = True
    keep_sound: bool = True
    transcript: bool = False
    language: str | None = Field(None, max_length=8, pattern=r"^[a-z]{2,3}$")


class RecordingInCall(Schema):
    """`written`: whose packets are being written now; `not_recorded`: who has not agreed, or not any more.

    `mine` is the reader's own answer; `answers` (participant → answer) is for hosts, empty for the others.
    """

    id: str
    state: StateInCall
    picture: bool
    keep_sound: bool
    transcript: bool
    language: str | None
    started_at: datetime | None
    asked_at: datetime
    answer_by: datetime
    by: str
    delete_on: datetime
    strict: bool
    part: int
    written: list[str]
    not_recorded: list[str]
    problem: str | None
    mine: AnswerWord | None
    answers: dict[str, AnswerWord]


class RecordingTerms(Schema):
    """What people are told before a recording begins. `possible` is false where the room never records."""

    possible: bool
    delete_on: datetime
    seen_by: Literal["hosts"]
    transcripts: bool
    strict: bool


class RecordingMessage(Schema):
    """The data of `visio.recording`. `problem` says why a recording ended by itself."""

    recording: RecordingInCall | None
    ended: EndedWord | None
    problem: str | None = None


class RecordingAsked(Schema):
    """The data of `visio.recording-asked`."""

    by: str
    participant: str
