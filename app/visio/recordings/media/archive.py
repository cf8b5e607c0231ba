"""All tracks of a recording as a ZIP, made while it is sent."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from visio.recordings.models import Recording
from visio.recordings.services import without_removed
from visio.storage.base import Storage


class _Pipe(io.RawIOBase):
    """Takes what is written and gives it out once."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._written.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        taken, self._written = b"".join(self._written), []
        return taken


def blocks(recording_id: str, storage: Storage) -> Iterator[bytes]:
    """The archive in blocks. Names in it are of our making: `part-1/t1.webm`. Raises StorageFailed."""
    recording = Recording.objects.filter(pk=recording_id).first()
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for part in recording.parts.all() if recording is not None else ():
            if recording is None or part.manifest is None:
                continue
            manifest = without_removed(part, recording)
            archive.writestr(f"part-{part.number}/manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
            for track in manifest["tracks"]:
                key = f"{part.key}/{track['file']}"
                size = storage.size(key)
                if size is None:
                    continue
                # Larger than 4 GB needs to be said before the first byte.
                info = zipfile.ZipInfo(f"part-{part.number}/{track['file']}")
                with archive.open(info, "w", force_zip64=True) as member:
                    for block in storage.read(key, 0, size):
                        member.write(block)
                        yield pipe.taken()
            yield pipe.taken()
    yield pipe.taken()
