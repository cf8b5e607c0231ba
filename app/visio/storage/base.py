"""What every storage must do. Keys are paths of our own making: `<recording>/part-1/t1.webm`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

# No key is ever made from what people write, and no other key is ever looked for.
_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}(/[A-Za-z0-9_-]{1,64}(\.[a-z0-9]{1,8})*){0,3}")

# Read and sent at once.
BLOCK_BYTES = 256 * 1024


class StorageFailed(Exception):
    """The storage does not answer, refuses, or is full. `code`: `unreachable`, `refused`, `full`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class File:
    """One file and its size in bytes."""

    key: str
    bytes: int


class Storage(Protocol):
    """Where finished files are kept. Methods wait for disk or network: not for an event loop's thread."""

    def working(self, prefix: str) -> Path:
        """The folder on this machine where the files of `prefix` are made, before `publish`."""
        ...

    def publish(self, prefix: str) -> None:
        """Keeps what was made in `working(prefix)`. Repeatable. Raises StorageFailed."""
        ...

    def brought(self, prefix: str) -> AbstractContextManager[Path]:
        """The files of `prefix` in a folder of this machine, as long as the context lasts. Raises StorageFailed."""
        ...

    def files(self, prefix: str) -> list[File]:
        """What is kept under `prefix`. Raises StorageFailed."""
        ...

    def size(self, key: str) -> int | None:
        """Bytes of a file; None when there is none. Raises StorageFailed."""
        ...

    def read(self, key: str, start: int, length: int) -> Iterator[bytes]:
        """`length` bytes from `start`, in blocks of at most BLOCK_BYTES. Raises FileNotFoundError, StorageFailed."""
        ...

    def address(self, key: str, *, name: str | None, seconds: int) -> str | None:
        """An address of the storage itself that works for `seconds`; None when Visio serves the file.

        With `name` browsers save it under that name.
        """
        ...

    @property
    def origin(self) -> str | None:
        """Where `address` leads, for the content policy of pages."""
        ...

    def delete(self, prefix: str) -> int:
        """Deletes everything under `prefix`, or the one file of that key. Returns the bytes. Raises StorageFailed."""
        ...


def checked(key: str) -> str:
    """The key. Raises ValueError for anything that is not of our making."""
    if not _KEY.fullmatch(key):
        raise ValueError("no key of a recording")
    return key
