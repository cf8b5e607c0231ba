"""What travels about recordings in the library."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Field, Schema

ListedState = Literal["announcing", "running", "interrupted", "stopping", "captured", "ready", "failed", "expired"]
TextState = Literal["none", "queued", "working", "ready", "failed", "impossible"]
LayoutWord = Literal["speaker", "grid", "presentation", "sound"]
ShareWord = Literal["person", "members", "accounts", "link"]


class CanOut(Schema):
    """What the reader may do."""

    play: bool
    read: bool
    download: bool
    edit: bool
    share: bool
    extend: bool
    delete: bool
    remove_me: bool = Field(serialization_alias="remove-me")


class RecordingItem(Schema):
    """One recording. `percent` is how far its preparation is; `declined` how many who were there are not in it."""

    id: str
    title: str
    origin: Literal["call", "import"]
    room: str | None
    state: ListedState
    percent: float | None
    problem: str | None
    started_at: datetime
    seconds: float
    bytes: int
    people: list[str]
    declined: int
    parts: int
    picture: bool
    transcript: TextState | None
    delete_on: datetime
    role: Literal["host", "viewer"]
    can: CanOut


class QuotaOut(Schema):
    """Bytes; `limit` null stands for none."""

    used: int
    limit: int | None


class RecordingsOut(Schema):
    items: list[RecordingItem]
    next: str | None
    quota: QuotaOut | None


class RecordingChange(Schema):
    title: str | None = Field(None, max_length=400)


class ClipOut(Schema):
    """One file of one person. Times are seconds on the line of the whole recording; a file's own timestamps are on the
    line of its part, which begins at `offset`."""

    id: str
    track: str
    participant: str
    name: str
    kind: Literal["audio", "video"]
    source: str
    start: float
    end: float
    offset: float
    spans: list[tuple[float, float]]
    url: str
    width: int | None
    height: int | None


class ChapterOut(Schema):
    """`id` is that of a chapter added by hand; the others are facts of the call and have none."""

    id: str | None = None
    at: float
    title: str
    kind: Literal["share", "part", "manual"]


class ChaptersOut(Schema):
    items: list[ChapterOut]


class ChapterIn(Schema):
    """`at`: seconds from the beginning of the recording."""

    at: float = Field(ge=0, allow_inf_nan=False)
    title: str = Field(max_length=400)


class TimelinePerson(Schema):
    """`colour` is 0–7."""

    participant: str
    name: str
    colour: int
    seconds_spoken: float


class TimelinePart(Schema):
    number: int
    start: float
    seconds: float


class TimelineOut(Schema):
    """What the player needs. `speaking` is `[from, to, participant]`."""

    seconds: float
    clips: list[ClipOut]
    speaking: list[tuple[float, float, str]]
    chapters: list[ChapterOut]
    people: list[TimelinePerson]
    parts: list[TimelinePart]
    gaps: list[tuple[float, float]]


class ComposeIn(Schema):
    layout: LayoutWord


class ComposedOut(Schema):
    """`remaining` is seconds until it is ready, where that can be said."""

    id: str
    layout: LayoutWord
    state: Literal["queued", "working", "ready", "failed"]
    percent: float
    paused: bool
    remaining: float | None
    why: str | None
    bytes: int | None


class ComposedListOut(Schema):
    items: list[ComposedOut]


class AddressOut(Schema):
    url: str


class ShareIn(Schema):
    kind: ShareWord
    email: str | None = Field(None, max_length=320)
    until: datetime | None = None
    password: str | None = Field(None, max_length=200)
    may_download: bool = False
    may_read: bool = True


class OpeningOut(Schema):
    at: datetime
    name: str | None


class ShareOut(Schema):
    id: str
    kind: ShareWord
    email: str | None
    name: str | None
    until: datetime | None
    password: bool
    may_download: bool
    may_read: bool
    created_at: datetime
    openings: list[OpeningOut]


class ShareMade(ShareOut):
    """`link` is told this once."""

    link: str | None


class SharesOut(Schema):
    items: list[ShareOut]


class ShareOpenIn(Schema):
    token: str = Field(max_length=100)
    password: str | None = Field(None, max_length=200)


class ShareOpened(Schema):
    """`viewer` goes into `Authorization: Share <viewer>`."""

    recording: str
    viewer: str


class RemovalOut(Schema):
    id: str
    participant: str
    name: str
    state: Literal["asked", "accepted", "refused", "done"]
    asked_at: datetime
    mine: bool


class RemovalsOut(Schema):
    items: list[RemovalOut]


class ImportedOut(Schema):
    id: str
