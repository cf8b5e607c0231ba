"""A transcript out of its rows."""

from __future__ import annotations

from visio.recordings.models import Recording
from visio.transcripts.errors import TranscriptNotReady
from visio.transcripts.models import SpokenTurn, Transcript, TranscriptState, Voice
from visio.transcripts.text import Speaker, Text, Turn, Word


def transcript_of(recording: Recording) -> Transcript | None:
    return Transcript.objects.filter(recording=recording).first()


def require_text(recording: Recording) -> Transcript:
    """The transcript of a recording that has a text, be it that a new one is being made. Raises TranscriptNotReady."""
    transcript = transcript_of(recording)
    if transcript is None or transcript.version == 0:
        raise TranscriptNotReady
    return transcript


def is_ready(transcript: Transcript) -> bool:
    return transcript.state == TranscriptState.READY


def text_of(transcript: Transcript) -> Text:
    """The whole text as values, in two queries."""
    recording = transcript.recording
    voices = {voice.pk: speaker_of(voice) for voice in transcript.voices.all()}
    return Text(
        title=recording.title,
        started_at=recording.started_at or recording.asked_at,
        language=transcript.language,
        engine=transcript.engine,
        model_digest=transcript.model_digest,
        reviewed=transcript.reviewed_at is not None,
        version=transcript.version,
        speakers=tuple(voices.values()),
        turns=tuple(turn_of(row, voices[row.voice_id]) for row in transcript.turns.all()),
    )


def speaker_of(voice: Voice) -> Speaker:
    return Speaker(voice.key, voice.participant or None, voice.name)


def turn_of(row: SpokenTurn, speaker: Speaker) -> Turn:
    words = tuple(Word(start, end, text, probability) for start, end, text, probability in row.words)
    return Turn(row.number, speaker, row.start, row.end, row.language, row.edited, words)
