"""Puts a finished text into its rows, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from visio.recordings.models import Consent
from visio.transcripts.models import SpokenTurn, Transcript, TranscriptState, Voice
from visio.transcripts.result import Result
from visio.transcripts.text import Turn, folded

BATCH = 500


def keep(transcript_id: int, result: Result, now: datetime) -> Transcript | None:
    """Replaces whatever text there was, with its history. None when the transcript or its wish is gone meanwhile.

    Who was taken out while the text was being made is left out.
    """
    with transaction.atomic():
        transcript = Transcript.objects.select_for_update().filter(pk=transcript_id).first()
        if transcript is None or transcript.state != TranscriptState.WORKING:
            return None
        result = _without_removed(transcript, result)
        transcript.changes.all().delete()
        transcript.voices.all().delete()
        voices = _voices(transcript, result)
        SpokenTurn.objects.bulk_create(
            (_row(transcript, turn, voices[turn.speaker.id]) for turn in result.turns), batch_size=BATCH
        )
        transcript.state = TranscriptState.READY
        transcript.why = ""
        transcript.language, transcript.engine, transcript.model_digest = result.language, result.engine, result.digest
        transcript.unheard = min(result.unheard, 32_767)
        transcript.version, transcript.made_at = 1, now
        transcript.reviewed_at = transcript.reviewed_by = transcript.failed_at = None
        transcript.save()
    return transcript


def _without_removed(transcript: Transcript, result: Result) -> Result:
    people = Consent.objects.filter(recording=transcript.recording_id, removed=True)
    gone = set(people.values_list("participant", flat=True))
    return replace(result, turns=tuple(turn for turn in result.turns if turn.speaker.participant not in gone))


def _voices(transcript: Transcript, result: Result) -> dict[str, Voice]:
    """Only those who said something."""
    heard = {turn.speaker.id for turn in result.turns}
    made = [
        Voice(transcript=transcript, key=speaker.id, participant=speaker.participant or "", name=speaker.name)
        for speaker in result.speakers
        if speaker.id in heard
    ]
    Voice.objects.bulk_create(made)
    return {voice.key: voice for voice in transcript.voices.all()}


def _row(transcript: Transcript, turn: Turn, voice: Voice) -> SpokenTurn:
    return SpokenTurn(
        transcript=transcript,
        number=turn.number,
        voice=voice,
        start=turn.start,
        end=turn.end,
        language=turn.language,
        words=[[word.start, word.end, word.text, word.probability] for word in turn.words],
        folded=folded(turn.text),
    )
