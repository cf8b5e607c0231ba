"""`/recordings/{id}/transcript…` and what is made of it; words to expect of rooms and of the installation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from visio.accounts.actors import account_of, actor_of
from visio.config.clock import now
from visio.errors.general import NotAllowed
from visio.limits import rates
from visio.rooms.access import room_for
from visio.rooms.roles import Act
from visio.transcripts import corrections, making, minutes, vocabulary
from visio.transcripts.access import Editor, Reader, downloader, editor, reader
from visio.transcripts.download import download
from visio.transcripts.history import history
from visio.transcripts.outline import outline
from visio.transcripts.reading import require_text
from visio.transcripts.schemas import (
    FormatWord,
    HistoryOut,
    MinutesOut,
    OutlineOut,
    RestoreIn,
    RetryIn,
    ReviewIn,
    SpeakerChange,
    TranscriptOut,
    TurnChange,
    VocabularyIn,
    VocabularyOut,
)
from visio.transcripts.shown import shown

texts = Router(tags=["transcripts"])
words = Router(tags=["transcripts"])


def _reader(request: HttpRequest, recording: str) -> Reader:
    actor = actor_of(request)
    rates.take(rates.READ, actor.key)
    return reader(actor, recording)


def _editor(request: HttpRequest, recording: str) -> Editor:
    actor = actor_of(request)
    rates.take(rates.ACT, actor.key)
    return editor(actor, recording)


@texts.get("/{recording}/transcript", response=TranscriptOut)
def read(request: HttpRequest, recording: str) -> TranscriptOut:
    return shown(_reader(request, recording))


@texts.post("/{recording}/transcript/retry", response=TranscriptOut)
def retry(request: HttpRequest, recording: str, body: RetryIn) -> TranscriptOut:
    """Makes the text again, or for the first time where people agreed to one."""
    place = _editor(request, recording)
    making.again(place.recording, body, by=place.account, now=now())
    return shown(place)


@texts.delete("/{recording}/transcript/job", response={204: None})
def cancel(request: HttpRequest, recording: str) -> Status[None]:
    place = _editor(request, recording)
    making.cancel(place.recording, by=place.account, now=now())
    return Status(204, None)


@texts.patch("/{recording}/transcript/turns/{n}", response=TranscriptOut)
def correct(request: HttpRequest, recording: str, n: int, body: TurnChange) -> TranscriptOut:
    place = _editor(request, recording)
    corrections.correct_turn(place.recording, n, text=body.text, speaker=body.speaker, by=place.account, now=now())
    return shown(place)


@texts.patch("/{recording}/transcript/speakers/{speaker}", response=TranscriptOut)
def rename(request: HttpRequest, recording: str, speaker: str, body: SpeakerChange) -> TranscriptOut:
    place = _editor(request, recording)
    corrections.rename_speaker(place.recording, speaker, name=body.name, by=place.account, now=now())
    return shown(place)


@texts.get("/{recording}/transcript/history", response=HistoryOut)
def changes(request: HttpRequest, recording: str, cursor: str | None = None) -> HistoryOut:
    """What editors changed: for editors."""
    return history(require_text(_editor(request, recording).recording), cursor)


@texts.post("/{recording}/transcript/restore", response=TranscriptOut)
def restore(request: HttpRequest, recording: str, body: RestoreIn) -> TranscriptOut:
    place = _editor(request, recording)
    corrections.restore(place.recording, body.version, by=place.account, now=now())
    return shown(place)


@texts.post("/{recording}/transcript/review", response=TranscriptOut)
def review(request: HttpRequest, recording: str, body: ReviewIn) -> TranscriptOut:
    place = _editor(request, recording)
    corrections.review(place.recording, reviewed=body.reviewed, by=place.account, now=now())
    return shown(place)


@texts.get("/{recording}/transcript/export")
def export(request: HttpRequest, recording: str, format: FormatWord) -> HttpResponse:  # noqa: A002 (its name in the address)
    """The text as a file."""
    actor = actor_of(request)
    rates.take(rates.READ, actor.key)
    return download(downloader(actor, recording), format, now())


@texts.get("/{recording}/outline", response=OutlineOut)
def read_outline(request: HttpRequest, recording: str) -> OutlineOut:
    return outline(require_text(_reader(request, recording).recording))


@texts.get("/{recording}/minutes", response=MinutesOut)
def read_minutes(request: HttpRequest, recording: str) -> MinutesOut:
    return minutes.shown(_reader(request, recording).recording)


@texts.post("/{recording}/minutes", response=MinutesOut)
def draft_minutes(request: HttpRequest, recording: str) -> MinutesOut:
    place = _editor(request, recording)
    minutes.ask(place.recording, by=place.account, now=now())
    return minutes.shown(place.recording)


@words.get("/rooms/{code}/vocabulary", response=VocabularyOut)
def read_room_words(request: HttpRequest, code: str) -> VocabularyOut:
    room, _ = room_for(Act.SEE_SETTINGS, actor_of(request), code)
    return VocabularyOut(words=vocabulary.words_of(room))


@words.patch("/rooms/{code}/vocabulary", response=VocabularyOut)
def change_room_words(request: HttpRequest, code: str, body: VocabularyIn) -> VocabularyOut:
    actor = actor_of(request)
    room, _ = room_for(Act.CHANGE_SETTINGS, actor, code)
    account = actor.account.pk if actor.account else ""
    return VocabularyOut(words=vocabulary.change(room, body.words, account=account, now=now()))


@words.get("/admin/vocabulary", response=VocabularyOut)
def read_words(request: HttpRequest) -> VocabularyOut:
    _require_operator(request)
    return VocabularyOut(words=vocabulary.words_of(None))


@words.patch("/admin/vocabulary", response=VocabularyOut)
def change_words(request: HttpRequest, body: VocabularyIn) -> VocabularyOut:
    account = _require_operator(request)
    return VocabularyOut(words=vocabulary.change(None, body.words, account=account, now=now()))


def _require_operator(request: HttpRequest) -> str:
    account = account_of(request)
    if not account.operator:
        raise NotAllowed
    return account.pk
