"""Runs the ffmpeg program."""

import ctypes
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import IO, Final

from visio_client.compose.errors import ComposeFailed, ComposeUnavailable

QUIET: Final = ["-hide_banner", "-nostdin", "-loglevel", "error", "-y"]
_PARENT_DIED: Final = 1
"""PR_SET_PDEATHSIG: whoever kills the composer kills what it runs."""
_PROGRESS: Final = re.compile(rb"out_time_us=(\d+)")
_MAX_COMPLAINT: Final = 4000
_PIECE: Final = 65_536


def program() -> str:
    """Where ffmpeg is. Raises ComposeUnavailable."""
    found = shutil.which("ffmpeg")
    if found is None:
        raise ComposeUnavailable
    return found


@cache
def encoders() -> frozenset[str]:
    """The names of the encoders that this ffmpeg has."""
    return _listed("-encoders", column=1)


@cache
def filters() -> frozenset[str]:
    """The names of the filters that this ffmpeg has."""
    return _listed("-filters", column=1)


def start(
    arguments: Sequence[str],
    *,
    folder: Path,
    stdin: int | IO[bytes] | None = None,
    stdout: int | IO[bytes] | None = None,
) -> subprocess.Popen[bytes]:
    """Starts ffmpeg in `folder`; it ends with us. Its complaints are collected by `finish`."""
    return subprocess.Popen(  # noqa: S603 - a list without a shell, and no name of a person in it
        [program(), *QUIET, *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL if stdin is None else stdin,
        stdout=subprocess.DEVNULL if stdout is None else stdout,
        stderr=subprocess.PIPE,
        preexec_fn=_die_with_parent,
    )


def run(arguments: Sequence[str], *, folder: Path, progress: Callable[[float], None] | None = None) -> None:
    """Runs ffmpeg to its end. `progress` hears the seconds that are made. Raises ComposeFailed, ComposeUnavailable."""
    process = start(["-progress", "pipe:1", *arguments], folder=folder, stdout=subprocess.PIPE)
    with ThreadPoolExecutor(1) as beside:
        try:
            # Both are read at once: ffmpeg stands still while the pipe of its complaints is full.
            ended = beside.submit(finish, process)
            follow(process, progress)
            ended.result()
        finally:
            stop(process)


def follow(process: subprocess.Popen[bytes], progress: Callable[[float], None] | None) -> None:
    """Reads what ffmpeg says of its progress until it says no more."""
    for line in _open(process.stdout):
        made = _PROGRESS.match(line)
        if made is not None and progress is not None:
            progress(int(made[1]) / 1e6)


def finish(process: subprocess.Popen[bytes]) -> None:
    """Waits for the end. Raises ComposeFailed when it was none that ffmpeg wanted."""
    complaint = _end_of(_open(process.stderr)).decode(errors="replace")
    if process.wait() != 0:
        if "No space left" in complaint or "Disk quota" in complaint:
            raise ComposeFailed("disk", "There is no room left on the disk.")
        raise ComposeFailed("ffmpeg-failed", f"ffmpeg ended with code {process.returncode}.")


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ends a process that still runs."""
    if process.poll() is None:
        process.kill()
        process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ComposeFailed("ffmpeg-failed", "ffmpeg was started without a pipe.")
    return pipe


def _end_of(pipe: IO[bytes]) -> bytes:
    """Reads all, keeps the end: a damaged track gives complaints without number."""
    end = b""
    while piece := pipe.read(_PIECE):
        end = (end + piece)[-_MAX_COMPLAINT:]
    return end


def _listed(option: str, *, column: int) -> frozenset[str]:
    shown = subprocess.run(  # noqa: S603 - fixed words
        [program(), "-hide_banner", option], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    lines = (line.split() for line in shown.stdout.splitlines())
    return frozenset(words[column] for words in lines if len(words) > column)


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PARENT_DIED, signal.SIGKILL)
