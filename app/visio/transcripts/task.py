"""What a speech job is told of a recording: its sound, whose it is, in which language, and words to expect."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from visio.recordings.models import Consent
from visio.transcripts import engine
from visio.transcripts.models import Transcript
from visio.transcripts.vocabulary import expected

Task = dict[str, Any]

SCREEN_SOUND = "screen_share_audio"
_SHARED = {"en": "shared screen", "fr": "écran partagé"}


def of_call(transcript: Transcript, folders: Mapping[int, Path]) -> Task:
    """The task for a recorded call. `folders` holds each part's folder by its number.

    Empty `tracks` say that nobody's sound was written.
    """
    recording = transcript.recording
    parts = [part for part in recording.parts.all() if part.number in folders and part.manifest is not None]
    removed = set(recording.people.filter(removed=True).values_list("participant", flat=True))
    tracks = [
        {
            "part": index,
            "track": track["id"],
            **_voice(track, transcript.wanted),
            "language": transcript.languages.get(track["participant"]) or transcript.wanted or None,
        }
        for index, part in enumerate(parts)
        for track in (part.manifest or {}).get("tracks", [])
        if track["kind"] == "audio" and track["participant"] not in removed
    ]
    return {
        "parts": [{"folder": str(folders[part.number]), "offset": part.offset} for part in parts],
        "tracks": tracks,
        "mix": None,
        **_wishes(transcript),
    }


def of_file(transcript: Transcript, file: Path) -> Task:
    """The task for an imported file: one mix of voices that nobody named."""
    return {"parts": [], "tracks": [], "mix": str(file), **_wishes(transcript)}


def _wishes(transcript: Transcript) -> Task:
    recording = transcript.recording
    names = Consent.objects.filter(recording=recording).exclude(name="").values_list("name", flat=True)
    return {
        "language": transcript.wanted or None,
        "vocabulary": expected(recording.room, transcript.vocabulary, names),
        "engine": engine.description(),
    }


def _voice(track: dict[str, Any], language: str) -> dict[str, str]:
    """Whose sound it is. What sounds from a shared screen is not the voice of who shares it."""
    participant, name = track["participant"], track["name"]
    if track.get("source") != SCREEN_SOUND:
        return {"speaker": participant, "name": name}
    shared = _SHARED.get(language, _SHARED["en"])
    return {"speaker": f"{participant}:screen", "name": f"{name} ({shared})"}
