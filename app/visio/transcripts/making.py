"""Having a text made: asking for it, calling it off, trying again. The work itself is in `job`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from visio.accounts.models import Account
from visio.audit.services import record
from visio.captions.errors import SpeechMissing
from visio.captions.models import CaptionReader
from visio.jobs import services as jobs
from visio.jobs.models import Job
from visio.recordings.models import Origin, Recording
from visio.transcripts import engine, sound, vocabulary
from visio.transcripts.errors import (
    TranscriptBusy,
    TranscriptEdited,
    TranscriptImpossible,
    TranscriptNotReady,
)
from visio.transcripts.models import Transcript, TranscriptState
from visio.transcripts.reading import transcript_of
from visio.transcripts.schemas import RetryIn

KIND = "transcribe"
CANCELLED = "transcript-cancelled"
SPEECH_MISSING = "speech-missing"

OPEN = (TranscriptState.QUEUED, TranscriptState.WORKING)


def begin(recording: Recording, now: datetime) -> Transcript:
    """The first text of a recording that has just been written, or of an imported file."""
    room_language = recording.room.language if recording.room is not None else ""
    with transaction.atomic():
        transcript, made = Transcript.objects.get_or_create(
            recording=recording,
            defaults={
                "wanted": recording.language or room_language,
                "languages": _languages(recording),
                "asked_at": now,
            },
        )
        if made:
            _queue(transcript, now)
    return transcript


def again(recording: Recording, wish: RetryIn, *, by: Account, now: datetime) -> Transcript:
    """Another try. Raises SpeechMissing, TranscriptBusy, TranscriptEdited, TranscriptImpossible, VocabularyInvalid."""
    words = vocabulary.clean(wish.vocabulary)
    if not engine.possible():
        raise SpeechMissing
    with transaction.atomic():
        transcript = _locked(recording) or _new(recording, now)
        if transcript.state in OPEN:
            raise TranscriptBusy
        if transcript.version > 1 and not wish.replace:
            raise TranscriptEdited
        if not sound.kept(recording):
            raise TranscriptImpossible(why="no-sound")
        if wish.language:
            transcript.wanted, transcript.languages = wish.language, {}
        transcript.vocabulary = words
        transcript.asked_at = now
        _queue(transcript, now)
        record("transcript.asked", at=now, account=by.pk, subject=recording.pk)
    return transcript


def cancel(recording: Recording, *, by: Account, now: datetime) -> Transcript:
    """Calls it off; a text that was there before stays. Raises TranscriptNotReady when nothing is being made."""
    with transaction.atomic():
        transcript = _locked(recording)
        if transcript is None or transcript.state not in OPEN:
            raise TranscriptNotReady
        jobs.cancel(transcript.job, now)
        over(transcript, CANCELLED, now)
        record("transcript.cancelled", at=now, account=by.pk, subject=recording.pk)
    return transcript


def over(transcript: Transcript, code: str, now: datetime, *, impossible: bool = False) -> None:
    """It ends without a new text, because of `code`."""
    if transcript.version > 0:
        transcript.state = TranscriptState.READY
    else:
        transcript.state = TranscriptState.IMPOSSIBLE if impossible else TranscriptState.FAILED
    transcript.why, transcript.failed_at = code, now
    transcript.save(update_fields=["state", "why", "failed_at"])


def percent_of(transcript: Transcript) -> float:
    """How far it is. The job says so while it works."""
    if transcript.state == TranscriptState.READY:
        return 100.0
    job = Job.objects.filter(pk=transcript.job).first() if transcript.state in OPEN else None
    return job.percent if job is not None else 0.0


def may_begin(recording: Recording) -> bool:
    """Whether a recording without a text may get one."""
    return _agreed(recording) and may_again(recording)


def may_again(recording: Recording) -> bool:
    return engine.possible() and sound.kept(recording)


def _agreed(recording: Recording) -> bool:
    # People who were recorded have been told whether there would be a text; nobody was asked for an import.
    return recording.origin == Origin.IMPORT or recording.transcript


def _new(recording: Recording, now: datetime) -> Transcript:
    if not _agreed(recording):
        raise TranscriptImpossible(why="not-agreed")
    return Transcript.objects.create(recording=recording, wanted=recording.language, asked_at=now)


def _queue(transcript: Transcript, now: datetime) -> None:
    transcript.why, transcript.failed_at = "", None
    if engine.possible():
        transcript.state = TranscriptState.QUEUED
        transcript.job = jobs.add(KIND, transcript.recording_id, asked=now.isoformat()).pk
        transcript.save()
    else:
        transcript.save()
        over(transcript, SPEECH_MISSING, now)


def _locked(recording: Recording) -> Transcript | None:
    found = transcript_of(recording)
    return Transcript.objects.select_for_update().get(pk=found.pk) if found is not None else None


def _languages(recording: Recording) -> Mapping[str, str]:
    """Participant → language of their speech, as they said in the call."""
    if recording.call_id is None:
        return {}
    chosen = CaptionReader.objects.filter(participant__call=recording.call_id).exclude(language="")
    return dict(chosen.values_list("participant", "language"))
