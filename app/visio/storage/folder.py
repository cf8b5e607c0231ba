"""Files in the data folder."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from visio.storage.base import BLOCK_BYTES, File, checked


class FolderStorage:
    """`root` is made when it is needed, for this user alone. What is made is kept where it was made."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def working(self, prefix: str) -> Path:
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._at(prefix)

    def publish(self, prefix: str) -> None:
        """Nothing to do but to let a power loss find it: the folder's entries are written down."""
        place = self._at(prefix)
        for folder in {place, *(path for path in place.rglob("*") if path.is_dir())}:
            with contextlib.suppress(FileNotFoundError):
                descriptor = os.open(folder, os.O_RDONLY)
                try:
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)

    @contextlib.contextmanager
    def brought(self, prefix: str) -> Iterator[Path]:
        yield self._at(prefix)

    def files(self, prefix: str) -> list[File]:
        place = self._at(prefix)
        found = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
        return [File(path.relative_to(self._root).as_posix(), path.stat().st_size) for path in found]

    def size(self, key: str) -> int | None:
        try:
            return self._at(key).stat().st_size if self._at(key).is_file() else None
        except OSError:
            return None

    def read(self, key: str, start: int, length: int) -> Iterator[bytes]:
        with self._at(key).open("rb") as stream:
            stream.seek(start)
            left = length
            while left > 0 and (block := stream.read(min(left, BLOCK_BYTES))):
                left -= len(block)
                yield block

    def address(self, key: str, *, name: str | None, seconds: int) -> str | None:
        return None

    @property
    def origin(self) -> str | None:
        return None

    def delete(self, prefix: str) -> int:
        freed = sum(file.bytes for file in self.files(prefix))
        place = self._at(prefix)
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
        return freed

    def _at(self, key: str) -> Path:
        return self._root / checked(key)
