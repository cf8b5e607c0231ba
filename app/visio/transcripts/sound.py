"""The sound that texts are made from: files of a recording, on this machine while they are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from visio.recordings import sound
from visio.recordings.models import Recording
from visio.storage.current import storage


@dataclass(frozen=True)
class Sound:
    """Folders of parts by number; or `mix`, the one file of an import."""

    folders: Mapping[int, Path]
    mix: Path | None = None


def kept(recording: Recording) -> bool:
    """Whether there is still something to make a text from."""
    return recording.parts.filter(manifest__isnull=False).exists()


@contextmanager
def of(recording: Recording) -> Iterator[Sound]:
    """The sound as files of this machine. Raises StorageFailed."""
    with ExitStack() as brought:
        parts = recording.parts.filter(manifest__isnull=False)
        yield Sound({part.number: brought.enter_context(storage().brought(part.key)) for part in parts})


def drop_if_unwanted(recording: Recording, now: datetime) -> None:
    """Erases the sound of a recording of which only the text was wanted."""
    if not recording.keep_sound:
        sound.drop(recording, now)
