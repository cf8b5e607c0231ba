"""What a speech job is told of a recording: its sound, whose it is, in which language, and words to expect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from visio.recordings.models import Consent, Origin
from visio.recordings.services import PartFolder
from visio.transcripts import engine
from visio.transcripts.models import Transcript
from visio.transcripts.vocabulary import expected

Task = dict[str, Any]

SCREEN_SOUND = "screen_share_audio"
_SHARED = {"en": "shared screen", "fr": "écran partagé"}


def of_recording(transcript: Transcript, parts: Sequence[PartFolder]) -> Task:
    """The task for a recorded call, or for an imported file, which is one mix of voices that nobody named.

    Empty `tracks` and no `mix` say that nobody's sound was written.
    """
    tracks = [
        (index, track)
        for index, part in enumerate(parts)
        for track in part.manifest.get("tracks", [])
        if track["kind"] == "audio"
    ]
    if transcript.recording.origin == Origin.IMPORT:
        files = [str(parts[index].folder / track["file"]) for index, track in tracks]
        return {"parts": [], "tracks": [], "mix": next(iter(files), None), **_wishes(transcript)}
    return {
        "parts": [{"folder": str(part.folder), "offset": part.offset} for part in parts],
        "tracks": [{"part": index, "track": track["id"], **_voice(track, transcript)} for index, track in tracks],
        "mix": None,
        **_wishes(transcript),
    }


def _wishes(transcript: Transcript) -> Task:
    recording = transcript.recording
    names = Consent.objects.filter(recording=recording).exclude(name="").values_list("name", flat=True)
    return {
        "language": transcript.wanted or None,
        "vocabulary": expected(recording.room, transcript.vocabulary, names),
        "engine": engine.description(),
    }


def _voice(track: dict[str, Any], transcript: Transcript) -> dict[str, str | None]:
    """Whose sound it is, in which language. What sounds from a shared screen is not the voice of who shares it."""
    participant, name = track["participant"], track["name"]
    if track.get("source") == SCREEN_SOUND:
        shared = _SHARED.get(transcript.wanted, _SHARED["en"])
        return {"speaker": f"{participant}:screen", "name": f"{name} ({shared})", "language": None}
    language = transcript.languages.get(participant) or transcript.wanted or None
    return {"speaker": participant, "name": name, "language": language}
