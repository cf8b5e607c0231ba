"""Runs the ffmpeg program."""

import ctypes
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
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


@dataclass(frozen=True)
class Run:
    """One run of ffmpeg in a folder."""

    arguments: Sequence[str]
    folder: Path


def run(arguments: Sequence[str], *, folder: Path, progress: Callable[[float], None] | None = None) -> None:
    """Runs ffmpeg to its end. `progress` hears the seconds that are made. Raises ComposeFailed, ComposeUnavailable."""
    run_all([Run(arguments, folder)], at_once=1, progress=lambda _, made: progress(made) if progress else None)


def run_all(runs: Iterable[Run], *, at_once: int, progress: Callable[[int, float], None]) -> None:
    """Runs so many at the same time, each to its end. When one fails the others are ended.

    `progress` hears, in the thread of the caller, the number of a run, counted from 0, and the seconds that it has
    made. Raises ComposeFailed, ComposeUnavailable.
    """
    waiting = enumerate(runs)
    running: dict[int, _Running] = {}
    news: SimpleQueue[tuple[int, float | None]] = SimpleQueue()
    with ThreadPoolExecutor(2 * at_once) as beside:
        try:
            while True:
                for number, one in islice(waiting, at_once - len(running)):
                    running[number] = _start(one, number, beside, news)
                if not running:
                    return
                number, made = news.get()
                if made is None:
                    running.pop(number).end()
                else:
                    progress(number, made)
        finally:
            for one in running.values():
                one.process.kill()
                one.end(quietly=True)


@dataclass(frozen=True)
class _Running:
    process: subprocess.Popen[bytes]
    listening: Future[None]
    ended: Future[None]

    def end(self, *, quietly: bool = False) -> None:
        """Waits for what reads its pipes and closes them. Raises what it ended with."""
        wait([self.listening, self.ended])
        for pipe in (self.process.stdout, self.process.stderr):
            _open(pipe).close()
        if not quietly:
            self.ended.result()


def _start(
    one: Run, number: int, beside: ThreadPoolExecutor, news: "SimpleQueue[tuple[int, float | None]]"
) -> _Running:
    """It ends with us. Both pipes are read at once: ffmpeg stands still while that of its complaints is full."""
    process = subprocess.Popen(  # noqa: S603 - a list without a shell, and no name of a person in it
        [program(), *QUIET, "-progress", "pipe:1", *one.arguments],
        cwd=one.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=_die_with_parent,
    )
    listening = beside.submit(_follow, process, lambda made: news.put((number, made)))
    ended = beside.submit(_finish, process)
    ended.add_done_callback(lambda _: news.put((number, None)))
    return _Running(process, listening, ended)


def _follow(process: subprocess.Popen[bytes], progress: Callable[[float], None]) -> None:
    """Reads what ffmpeg says of its progress until it says no more."""
    for line in _open(process.stdout):
        made = _PROGRESS.match(line)
        if made is not None:
            progress(int(made[1]) / 1e6)


def _finish(process: subprocess.Popen[bytes]) -> None:
    """Waits for the end. Raises ComposeFailed when it was none that ffmpeg wanted."""
    complaint = _end_of(_open(process.stderr)).decode(errors="replace")
    if process.wait() != 0:
        if "No space left" in complaint or "Disk quota" in complaint:
            raise ComposeFailed("disk", "There is no room left on the disk.")
        raise ComposeFailed("ffmpeg-failed", f"ffmpeg ended with code {process.returncode}.")


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
