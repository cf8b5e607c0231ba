"""The description of one transcription, read and checked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from visio_speech.errors import JobInvalid
from visio_speech.options import SpeechOptions, language_code, options_from, vocabulary
from visio_speech.tracks import ImportedSound, RecordedSound, Sound, Track, WaveSound

MOST_TRACKS = 2_000
LARGEST = 8 << 20
"""Bytes of a description."""


@dataclass(frozen=True)
class Task:
    """A `mix` is one track of all voices, heard for who speaks; else each track is one participant's."""

    tracks: tuple[Track, ...]
    options: SpeechOptions
    vocabulary: tuple[str, ...]


def read_task(path: Path) -> Task:
    """Raises JobInvalid, OptionInvalid."""
    try:
        if path.stat().st_size > LARGEST:
            raise JobInvalid(reason=f"it has more than {LARGEST} bytes")
        return task_from(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise JobInvalid(reason="it is not a JSON file") from error


def task_from(fields: Any) -> Task:
    """The same from parsed JSON. Raises JobInvalid, OptionInvalid."""
    task = _object(fields, "the task")
    language = language_code(_optional_text(task, "language"))
    words = _list(task, "vocabulary")
    if not all(isinstance(word, str) for word in words):
        raise JobInvalid(reason="vocabulary is a list of words")
    return Task(
        tracks=tuple(_tracks(task, language)),
        options=options_from(_object(task.get("engine") or {}, "engine")),
        vocabulary=vocabulary(cast(list[str], words)),
    )


def _tracks(task: dict[str, Any], language: str | None) -> list[Track]:
    mix = _optional_text(task, "mix")
    if mix:
        sound: Sound = WaveSound(Path(mix)) if mix.lower().endswith(".wav") else ImportedSound(Path(mix))
        return [Track("mix", "", _optional_text(task, "name") or "", sound, language, shared=True)]
    parts = [_object(part, "a part") for part in _list(task, "parts")]
    described = _list(task, "tracks")
    if len(described) > MOST_TRACKS:
        raise JobInvalid(reason=f"it has more than {MOST_TRACKS} tracks")
    return [_track(_object(one, "a track"), parts, language) for one in described]


def _track(one: dict[str, Any], parts: list[dict[str, Any]], language: str | None) -> Track:
    number = one.get("part", 0)
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < len(parts):
        raise JobInvalid(reason="a track names a part that is not there")
    part = parts[number]
    offset = part.get("offset", 0.0)
    if isinstance(offset, bool) or not isinstance(offset, int | float) or not 0 <= offset < 1e6:
        raise JobInvalid(reason="offset is a number of seconds")
    folder, name = Path(_text(part, "folder")), _text(one, "track")
    shared = one.get("shared")
    return Track(
        id=name,
        speaker=_text(one, "speaker"),
        name=_optional_text(one, "name") or "",
        sound=WaveSound(folder / name, float(offset))
        if name.lower().endswith(".wav")
        else RecordedSound(folder, name, float(offset)),
        language=language_code(_optional_text(one, "language")) or language,
        shared=shared if isinstance(shared, bool) else None,
    )


def _object(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise JobInvalid(reason=f"{what} is an object")
    return cast(dict[str, Any], value)


def _list(fields: dict[str, Any], name: str) -> list[Any]:
    value = fields.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise JobInvalid(reason=f"{name} is a list")
    return cast(list[Any], value)


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise JobInvalid(reason=f"{name} is a text")
    return value


def _optional_text(fields: dict[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise JobInvalid(reason=f"{name} is a text or null")
    return value
