"""From the recogniser's lines to what is published: one stream per text, and one line of history per final."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from visio.captions.captioner.plan import Plan

TOPIC: Final = "lk.transcription"
LONGEST_TEXT: Final = 2_000


@dataclass(frozen=True)
class Said:
    """A text of one voice. `track` is the microphone's sid, `identity` its owner; `start` seconds on the line.

    `translation_of`: the segment of which this is the text in another language; without text it could not be had.
    """

    segment: str
    track: str
    identity: str
    text: str
    final: bool
    language: str
    start: float
    translation_of: str = ""


def said(line: dict[str, Any], *, run: str, track: str, identity: str) -> Said:
    """What a line says. `run` tells captioners of one call apart, so that no segment id comes twice."""
    return Said(
        segment=f"{run}-{line['stream']}-{line['utterance']}",
        track=track,
        identity=identity,
        text=str(line["text"])[:LONGEST_TEXT],
        final=line["kind"] == "final",
        language=str(line.get("language") or ""),
        start=float(line["start"]),
    )


def attributes(text: Said) -> dict[str, str]:
    """Of the text stream. Source: LiveKit agents, "Text and transcriptions": segment id, track id and final."""
    told = {
        "lk.segment_id": text.segment,
        "lk.transcribed_track_id": text.track,
        "lk.transcription_final": "true" if text.final else "false",
        "visio.language": text.language,
        "visio.start": f"{text.start:.2f}",
    }
    return told | ({"visio.translation_of": text.translation_of} if text.translation_of else {})


def translated(original: Said, line: dict[str, Any]) -> Said:
    """A text in another language, or, without text, that there will be none."""
    language = str(line["language"])
    return replace(
        original,
        segment=f"{original.segment}-{language}",
        text=str(line.get("text") or "")[:LONGEST_TEXT],
        language=language,
        translation_of=original.segment,
    )


def history_line(text: Said, plan: Plan, began: datetime) -> dict[str, Any] | None:
    """What those who come late will read; None for nothing, and for a voice that belongs to nobody in the call."""
    speaker = plan.speakers.get(text.identity)
    if speaker is None or not text.final or not text.text or text.translation_of:
        return None
    return {
        "id": text.segment,
        "participant": speaker.participant,
        "name": speaker.name,
        "text": text.text,
        "language": text.language or None,
        "at": (began + timedelta(seconds=text.start)).isoformat(),
    }
