"""Correcting a text: turns, names of speakers, going back, and the mark that somebody has read it all.

Each act takes the transcript's row first, so that two people who correct at once do so one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from visio.accounts.models import Account
from visio.accounts.names import clean_name
from visio.audit.services import record
from visio.errors.general import NotThere
from visio.recordings.models import Recording
from visio.transcripts.correct import retimed
from visio.transcripts.errors import (
    SpeakerUnknown,
    TooManyChanges,
    TranscriptBusy,
    TranscriptTextInvalid,
    VersionUnknown,
)
from visio.transcripts.models import LONGEST_TURN, Change, ChangeKind, SpokenTurn, Transcript, TranscriptState, Voice
from visio.transcripts.reading import require_text
from visio.transcripts.text import Word, folded, one_line

MOST_CHANGES = 20_000

Values = dict[str, Any]


def correct_turn(
    recording: Recording, number: int, *, text: str | None, speaker: str | None, by: Account, now: datetime
) -> SpokenTurn:
    """Other words, another speaker, or both. Raises NotThere, TranscriptTextInvalid, SpeakerUnknown."""
    if text is not None and len(one_line(text)) > LONGEST_TURN:
        raise TranscriptTextInvalid(limit=LONGEST_TURN)
    with _changing(recording) as transcript:
        turn = transcript.turns.select_related("voice").filter(number=number).first()
        if turn is None:
            raise NotThere
        before = _turn_values(turn)
        after = dict(before)
        if speaker is not None:
            after["speaker"] = _voice(transcript, speaker).key
        if text is not None and one_line(text) != _text(before):
            after["words"] = _retimed(turn, text)
            after["edited"] = True
        if after != before:
            _keep(transcript, ChangeKind.TURN, str(number), before, after, by=by, now=now)
            _set_turn(transcript, turn, after)
    return turn


def rename_speaker(recording: Recording, key: str, *, name: str, by: Account, now: datetime) -> Voice:
    """Another name for one speaker. Raises NotThere, NameInvalid."""
    name = clean_name(name)
    with _changing(recording) as transcript:
        voice = transcript.voices.filter(key=key).first()
        if voice is None:
            raise NotThere
        if voice.name != name:
            _keep(transcript, ChangeKind.SPEAKER, key, {"name": voice.name}, {"name": name}, by=by, now=now)
            voice.name = name
            voice.save(update_fields=["name"])
    return voice


def restore(recording: Recording, version: int, *, by: Account, now: datetime) -> Transcript:
    """The text as it was at `version`, as a new version: what was undone can be done again. Raises VersionUnknown."""
    with _changing(recording) as transcript:
        if not 1 <= version <= transcript.version:
            raise VersionUnknown(last=transcript.version)
        restored = _states_at(transcript, version)
        number = None
        for (kind, target), values in restored.items():
            before = _values(transcript, kind, target)
            if before != values:
                number = number or _next_version(transcript, now, by)
                _keep(transcript, kind, target, before, values, by=by, now=now, version=number, restored=version)
                _set(transcript, kind, target, values)
    return transcript


def review(recording: Recording, *, reviewed: bool, by: Account, now: datetime) -> Transcript:
    """Marks the text as read by a person, or takes the mark away."""
    with _changing(recording) as transcript:
        if (transcript.reviewed_at is not None) != reviewed:
            transcript.reviewed_at = now if reviewed else None
            transcript.reviewed_by = by if reviewed else None
            transcript.save(update_fields=["reviewed_at", "reviewed_by"])
            record(
                "transcript.reviewed" if reviewed else "transcript.review-withdrawn",
                at=now,
                account=by.pk,
                subject=recording.pk,
            )
    return transcript


@contextmanager
def _changing(recording: Recording) -> Iterator[Transcript]:
    with transaction.atomic():
        found = require_text(recording)
        transcript = Transcript.objects.select_for_update().get(pk=found.pk)
        if transcript.state in (TranscriptState.QUEUED, TranscriptState.WORKING):
            raise TranscriptBusy
        yield transcript


def _next_version(transcript: Transcript, now: datetime, by: Account) -> int:
    if transcript.version >= MOST_CHANGES:
        raise TooManyChanges(limit=MOST_CHANGES)
    transcript.version += 1
    transcript.save(update_fields=["version"])
    record("transcript.corrected", at=now, account=by.pk, subject=transcript.recording_id, version=transcript.version)
    return transcript.version


def _keep(
    transcript: Transcript,
    kind: str,
    target: str,
    before: Values,
    after: Values,
    *,
    by: Account,
    now: datetime,
    version: int | None = None,
    restored: int | None = None,
) -> None:
    Change.objects.create(
        transcript=transcript,
        version=version or _next_version(transcript, now, by),
        kind=kind,
        target=target,
        before=before,
        after=after,
        restored=restored,
        at=now,
        account=by,
    )


def _states_at(transcript: Transcript, version: int) -> dict[tuple[str, str], Values]:
    """What each thing that changed after `version` was then: as it was before the first of those changes."""
    later = transcript.changes.filter(version__gt=version).order_by("version", "pk")
    states: dict[tuple[str, str], Values] = {}
    for change in later:
        states.setdefault((change.kind, change.target), change.before)
    return states


def _values(transcript: Transcript, kind: str, target: str) -> Values:
    if kind == ChangeKind.SPEAKER:
        return {"name": transcript.voices.get(key=target).name}
    return _turn_values(transcript.turns.select_related("voice").get(number=int(target)))


def _set(transcript: Transcript, kind: str, target: str, values: Values) -> None:
    if kind == ChangeKind.SPEAKER:
        transcript.voices.filter(key=target).update(name=values["name"])
    else:
        _set_turn(transcript, transcript.turns.get(number=int(target)), values)


def _set_turn(transcript: Transcript, turn: SpokenTurn, values: Values) -> None:
    turn.voice = _voice(transcript, values["speaker"])
    turn.words, turn.edited = values["words"], values["edited"]
    turn.folded = folded(_text(values))
    turn.save(update_fields=["voice", "words", "edited", "folded"])


def _turn_values(turn: SpokenTurn) -> Values:
    return {"speaker": turn.voice.key, "words": turn.words, "edited": turn.edited}


def _voice(transcript: Transcript, key: str) -> Voice:
    voice = transcript.voices.filter(key=key).first()
    if voice is None:
        raise SpeakerUnknown
    return voice


def _retimed(turn: SpokenTurn, written: str) -> list[list[Any]]:
    words = [Word(*word) for word in turn.words]
    return [
        [word.start, word.end, word.text, word.probability]
        for word in retimed(words, written, start=turn.start, end=turn.end)
    ]


def _text(values: Values) -> str:
    return " ".join(word[2] for word in values["words"])
