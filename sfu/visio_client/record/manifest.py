"""What a finished part of a recording holds, for everybody who reads one."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from visio_sfu.media import _native

from visio_client.record.errors import NotARecording, RecordError

FILE: Final = "manifest.json"
Span = tuple[float, float]
"""Beginning and end in seconds on the line of the part."""


@dataclass(frozen=True)
class Fit:
    """How the sender's clock ran against the recorder's: parts per million, and the middle error in milliseconds."""

    drift_ppm: float
    error_ms: float


@dataclass(frozen=True)
class Picture:
    """From `at` seconds on, pictures have this size."""

    at: float
    width: int
    height: int


@dataclass(frozen=True)
class Track:
    """One published track under one consent. Times are seconds on the line of the part."""

    id: str
    participant: str
    """Our id, as given to `Capture.permit`."""
    identity: str
    """The identity in the room."""
    name: str
    kind: Literal["audio", "video"]
    source: str
    """microphone, camera, screen_share, screen_share_audio or unknown."""
    codec: Literal["opus", "vp8", "vp9", "av1", "h264"]
    file: str
    """The finished file in the same folder; its timestamps are on the line of the part."""
    bytes: int
    start: float
    end: float
    spans: tuple[Span, ...]
    """Where the track really was there and not muted."""
    fit: Fit
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class RefusedTrack:
    """A track that cannot be recorded."""

    identity: str
    source: str
    codec: str
    why: Literal["codec", "encrypted"]


@dataclass(frozen=True)
class Manifest:
    """One finished part."""

    recording: str
    part: int
    started_at: str
    """RFC 3339."""
    seconds: float
    complete: bool
    """False when the recorder ended otherwise than by its own will: it crashed, or the disk was full."""
    why: str
    """stopped, disk, unreachable, limit, or crashed."""
    tracks: tuple[Track, ...]
    refused: tuple[RefusedTrack, ...]
    speaking: tuple[tuple[float, float, str], ...]
    """Beginning, end, identity."""
    gaps: tuple[Span, ...]
    """Where the recorder had no connection or was not allowed to write."""


def finish(folder: Path) -> Manifest:
    """Rewrites one part without decoding and writes its manifest. Raises NotARecording, RecordError (`disk`).

    Repairs what a crash left. Until the manifest is there nothing that was recorded is removed, so it can be run again
    whenever it was killed or the disk was full; afterwards the recorded files are gone and a second run changes
    nothing. Waits for the disk, so call it on a thread of its own. It costs seconds for an hour of recording.
    """
    try:
        _native.finish_recording(str(folder))
    except ValueError as error:
        raise NotARecording(str(error)) from error
    except OSError as error:
        raise RecordError("disk", "The disk of the recording is full or cannot be written.") from error
    return read(folder)


def read(folder: Path) -> Manifest:
    """The manifest of a part that was finished. Raises NotARecording."""
    try:
        written = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return _manifest(written)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotARecording from error


def _manifest(written: dict[str, Any]) -> Manifest:
    if written["version"] != 1:
        raise ValueError("unknown version")
    return Manifest(
        recording=written["recording"],
        part=written["part"],
        started_at=written["started_at"],
        seconds=written["seconds"],
        complete=written["complete"],
        why=written["why"],
        tracks=tuple(_track(track) for track in written["tracks"]),
        refused=tuple(RefusedTrack(**track) for track in written["refused"]),
        speaking=tuple((start, end, identity) for start, end, identity in written["speaking"]),
        gaps=tuple((start, end) for start, end in written["gaps"]),
    )


def _track(written: dict[str, Any]) -> Track:
    values: dict[str, Any] = {
        **written,
        "spans": tuple((start, end) for start, end in written["spans"]),
        "fit": Fit(**written["fit"]),
        "pictures": tuple(Picture(**picture) for picture in written["pictures"]),
    }
    return Track(**values)
