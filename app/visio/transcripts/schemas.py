"""What travels about transcripts."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Field, Schema

from visio.transcripts.models import LONGEST_SPEAKER, LONGEST_TURN

StateWord = Literal["none", "queued", "working", "ready", "failed", "impossible"]
FormatWord = Literal["vtt", "srt", "json", "md", "txt", "docx"]
MinutesWord = Literal["none", "queued", "working", "ready", "failed"]

# start, end, text, probability
WordOut = tuple[float, float, str, float | None]


class SpeakerOut(Schema):
    id: str
    participant: str | None
    name: str


class TurnOut(Schema):
    n: int
    speaker: str
    start: float
    end: float
    language: str
    edited: bool
    words: list[WordOut]


class TranscriptOut(Schema):
    """`why` says why there is none, or why it was not made again; `unheard` counts microphones whose sound could not
    be read. `can` is what the reader may do: download, edit, retry, cancel, minutes."""

    state: StateWord
    percent: float
    why: str | None
    language: str | None
    engine: str | None
    model_digest: str | None
    reviewed: bool
    version: int
    unheard: int
    speakers: list[SpeakerOut]
    turns: list[TurnOut]
    can: dict[str, bool]


class RetryIn(Schema):
    """Another try, perhaps in another language or with words to expect; `replace` gives up corrections."""

    language: str | None = Field(None, max_length=8, pattern=r"^[a-z]{2,3}$")
    vocabulary: list[str] = Field(default_factory=list, max_length=1_000)
    replace: bool = False


class TurnChange(Schema):
    text: str | None = Field(None, max_length=4 * LONGEST_TURN)
    speaker: str | None = Field(None, max_length=LONGEST_SPEAKER)


class SpeakerChange(Schema):
    name: str = Field(max_length=400)


class RestoreIn(Schema):
    version: int = Field(ge=1)


class ReviewIn(Schema):
    reviewed: bool


class ChangeOut(Schema):
    """`turn` or `speaker` was changed; `before` and `after` are its text or name. `restored` names an older version."""

    version: int
    at: datetime
    by: str | None
    turn: int | None
    speaker: str | None
    before: str
    after: str
    restored: int | None


class HistoryOut(Schema):
    """Newest first; `next` continues into the past."""

    items: list[ChangeOut]
    next: str | None


class SpeakingOut(Schema):
    speaker: str
    name: str
    turns: int
    seconds: float
    share: float


class KeywordOut(Schema):
    """A word and where it was first said."""

    word: str
    count: int
    at: float


class KeySentenceOut(Schema):
    """A sentence as it was said, that tells what a chapter is about."""

    at: float
    speaker: str
    text: str


class OutlineChapter(Schema):
    """`title` is made of its most telling words."""

    at: float
    title: str
    sentences: list[KeySentenceOut]


class OutlineOut(Schema):
    """Without the speech parts there are no keywords and no chapters."""

    seconds: float
    speaking: list[SpeakingOut]
    keywords: list[KeywordOut]
    chapters: list[OutlineChapter]


class StatementOut(Schema):
    """A sentence of the minutes and the time in the recording that it stands on."""

    text: str
    at: float
    who: str | None = None
    due: str | None = None


class MinutesOut(Schema):
    """`outdated` when the text was changed after they were drafted; `possible` false where no service is set."""

    state: MinutesWord
    possible: bool
    why: str | None
    outdated: bool
    made_at: datetime | None
    language: str | None
    summary: list[StatementOut]
    decisions: list[StatementOut]
    tasks: list[StatementOut]


class VocabularyOut(Schema):
    words: list[str]


class VocabularyIn(Schema):
    words: list[str] = Field(max_length=1_000)
