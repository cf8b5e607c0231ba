"""A transcript as it travels."""

from __future__ import annotations

from visio.transcripts import making, minutes
from visio.transcripts.access import Reader
from visio.transcripts.models import Transcript
from visio.transcripts.reading import text_of, transcript_of
from visio.transcripts.schemas import SpeakerOut, StateWord, TranscriptOut, TurnOut
from visio.transcripts.text import Speaker, Text, Turn

NONE: StateWord = "none"


def shown(reader: Reader) -> TranscriptOut:
    """The text with its state; state `none` where none was asked for."""
    transcript = transcript_of(reader.recording)
    if transcript is None:
        return _none(reader)
    text = text_of(transcript)
    return TranscriptOut(
        state=_state(transcript),
        percent=making.percent_of(transcript),
        why=(transcript.why or None) if transcript.state not in making.OPEN else None,
        language=transcript.language or None,
        engine=transcript.engine or None,
        model_digest=transcript.model_digest or None,
        reviewed=text.reviewed,
        version=text.version,
        unheard=transcript.unheard,
        speakers=[speaker_out(speaker) for speaker in text.speakers],
        turns=[turn_out(turn) for turn in text.turns],
        can=_can(reader, transcript, text),
    )


def speaker_out(speaker: Speaker) -> SpeakerOut:
    return SpeakerOut(id=speaker.id, participant=speaker.participant, name=speaker.name)


def turn_out(turn: Turn) -> TurnOut:
    return TurnOut(
        n=turn.number,
        speaker=turn.speaker.id,
        start=turn.start,
        end=turn.end,
        language=turn.language,
        edited=turn.edited,
        words=[(word.start, word.end, word.text, word.probability) for word in turn.words],
    )


def _none(reader: Reader) -> TranscriptOut:
    may = reader.edits and making.may_begin(reader.recording)
    return TranscriptOut(
        state=NONE,
        percent=0,
        why=None,
        language=None,
        engine=None,
        model_digest=None,
        reviewed=False,
        version=0,
        unheard=0,
        speakers=[],
        turns=[],
        can={"download": False, "edit": False, "retry": may, "cancel": False, "minutes": False},
    )


def _state(transcript: Transcript) -> StateWord:
    words: dict[str, StateWord] = {
        "queued": "queued",
        "working": "working",
        "ready": "ready",
        "failed": "failed",
        "impossible": "impossible",
    }
    return words[transcript.state]


def _can(reader: Reader, transcript: Transcript, text: Text) -> dict[str, bool]:
    edits = reader.edits
    busy = transcript.state in making.OPEN
    return {
        "download": reader.downloads and text.version > 0,
        "edit": edits and not busy and text.version > 0,
        "retry": edits and not busy and making.may_again(reader.recording),
        "cancel": edits and busy,
        "minutes": edits and text.version > 0 and minutes.possible(),
    }
