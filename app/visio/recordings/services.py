"""What other domains ask of recordings: the folders of the parts, and forgetting the sound of a text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from visio.jobs import services as jobs
from visio.recordings.models import Consent, Part, Recording
from visio.storage.current import storage


@dataclass(frozen=True)
class PartFolder:
    """One finished part on this machine. `offset` is its beginning on the line of the whole recording, in seconds."""

    number: int
    folder: Path
    offset: float
    manifest: dict[str, Any]


@contextmanager
def part_folders(recording: Recording) -> Iterator[list[PartFolder]]:
    """The finished parts as folders, as long as the context lasts: brought from the storage if they are elsewhere.

    Tracks of people who were taken out are in no manifest. Raises StorageFailed.
    """
    parts = [part for part in recording.parts.all() if part.manifest is not None]
    with storage().brought(recording.pk) as folder:
        yield [
            PartFolder(part.number, folder / f"part-{part.number}", part.offset, without_removed(part, recording))
            for part in parts
        ]


def without_removed(part: Part, recording: Recording) -> dict[str, Any]:
    """The manifest of a part without people who were taken out."""
    gone = set(Consent.objects.filter(recording=recording, removed=True).values_list("participant", flat=True))
    manifest = dict(part.manifest or {})
    manifest["tracks"] = [track for track in manifest.get("tracks", []) if track["participant"] not in gone]
    return manifest


def drop_sound(recording: Recording, now: datetime) -> None:
    """The text is made and nothing else was wanted: sound and picture go, with their bytes. Inside a transaction."""
    Part.objects.filter(recording=recording).update(bytes=0, manifest=None)
    Recording.objects.filter(pk=recording.pk).update(bytes=0)
    jobs.add("erase", recording.pk)
