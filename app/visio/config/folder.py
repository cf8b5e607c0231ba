"""The data folder: made private, and tried before anything else is done."""

from __future__ import annotations

import errno
import os
from pathlib import Path

# Less than this and the database could not even be made; far more is needed for real use.
LEAST_FREE_BYTES = 16 * 1024 * 1024


class DataFolderRefused(Exception):
    """The data folder cannot be used. `str()` is one sentence that says why and what helps."""

    def __init__(self, place: Path, fault: OSError | None, why: str = "") -> None:
        super().__init__(f"The data folder {place} {why or _reason(fault)}.")


def prepare(folder: Path) -> None:
    """Makes the folder (0700) and proves that it can be written. Raises DataFolderRefused."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "not a folder")
        folder.chmod(0o700)
        _try_writing(folder)
    except OSError as fault:
        raise DataFolderRefused(folder, fault) from None


def _try_writing(folder: Path) -> None:
    probe = folder / f".probe-{os.getpid()}"
    try:
        with probe.open("wb") as stream:
            stream.write(b"\0" * 65_536)
            stream.flush()
            os.fsync(stream.fileno())
    finally:
        probe.unlink(missing_ok=True)
    free = os.statvfs(folder)
    if free.f_bavail * free.f_frsize < LEAST_FREE_BYTES:
        raise OSError(errno.ENOSPC, "full")


def _reason(fault: OSError | None) -> str:
    number = fault.errno if fault else None
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "cannot be written: give this user the right to write there, or choose another with --data"
    if number in (errno.ENOSPC, errno.EDQUOT):
        return "is on a full disk: free some space, or choose another with --data"
    if number in (errno.ENOTDIR, errno.EEXIST):
        return "is not a folder: choose another with --data"
    return "cannot be used" + (f" ({fault.strerror})" if fault else "")
