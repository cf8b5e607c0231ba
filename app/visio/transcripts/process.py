"""Runs a speech job as a process of its own: hears its progress, ends it when it is late, reads what it made."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from visio.transcripts import result
from visio.transcripts.result import Result, ResultInvalid

COMMAND = (sys.executable, "-m", "visio.transcripts.speech")
LONGEST_LINE = 64 * 1024
STEP_SECONDS = 5.0

Lines = queue.SimpleQueue[bytes | None]


@dataclass(frozen=True)
class Patience:
    """Seconds without a word of progress, and seconds in all, after which a job is ended."""

    silence: float
    whole: float


class SpeechFailed(Exception):
    """The job ended without a text. `code` names the sentence for people; with `again`, another try may help."""

    def __init__(self, code: str, *, again: bool) -> None:
        super().__init__(code)
        self.code = code
        self.again = again


# Codes of visio_speech.errors with which another try may help.
PASSING = frozenset({"speech-engine-unreachable", "speech-engine-late", "speech-audio-too-slow"})
CRASHED = "speech-crashed"
STUCK = "speech-stuck"
CONFUSED = "speech-engine-confused"
FAILED = "speech-failed"


def run(
    task: dict[str, Any],
    folder: Path,
    *,
    patience: Patience,
    progress: Callable[[float], None],
    key: str = "",
    command: Sequence[str] = COMMAND,
) -> Result:
    """The text of `task` (docs/recording.md, section 5). Files go to `folder`; not the `key` of the engine's server.

    Raises SpeechFailed.
    """
    description, made = folder / "task.json", folder / "result.json"
    made.unlink(missing_ok=True)
    description.touch(mode=0o600)
    description.write_text(json.dumps(task), encoding="utf-8")
    _run([*command, str(description), str(made)], key, patience, progress)
    try:
        return result.read(made)
    except ResultInvalid:
        raise SpeechFailed(CONFUSED, again=False) from None


def _run(command: list[str], key: str, patience: Patience, progress: Callable[[float], None]) -> None:
    environment = os.environ | ({"VISIO_SPEECH_KEY": key} if key else {})
    # What it writes to standard error may hold text of people, so nobody keeps it.
    process = subprocess.Popen(  # noqa: S603 (our own interpreter and module, paths of our own)
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0, env=environment
    )
    try:
        _follow(_lines(cast("IO[bytes]", process.stdout)), patience, progress)
        if process.wait(timeout=patience.silence) != 0:
            raise SpeechFailed(CRASHED, again=True)
    except subprocess.TimeoutExpired:
        raise SpeechFailed(STUCK, again=True) from None
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def _follow(lines: Lines, patience: Patience, progress: Callable[[float], None]) -> None:
    """Until the job says that it is done. Raises SpeechFailed for anything else that it may say or leave unsaid."""
    whole = Waiting(patience.whole)
    while True:
        said = _object(_next(lines, Waiting(patience.silence), whole))
        if said.get("done") is True:
            return
        if "failed" in said:
            code = _code(said["failed"])
            raise SpeechFailed(code, again=code in PASSING)
        percent = said.get("percent")
        if isinstance(percent, int | float) and not isinstance(percent, bool):
            progress(min(100.0, max(0.0, float(percent))))


def _next(lines: Lines, silence: Waiting, whole: Waiting) -> bytes:
    while True:
        began = time.monotonic()
        try:
            line = lines.get(timeout=min(STEP_SECONDS, silence.left, whole.left))
        except queue.Empty:
            line = b""
        waited = time.monotonic() - began
        over = (silence.add(waited), whole.add(waited))
        if line is None:
            raise SpeechFailed(CRASHED, again=True)
        if line:
            return line
        if any(over):
            raise SpeechFailed(STUCK, again=True)


class Waiting:
    """Time spent awake: jobs are frozen while meetings need the machine, and that is nobody's fault."""

    def __init__(self, most: float) -> None:
        self.left = most

    def add(self, seconds: float) -> bool:
        """Whether it is over."""
        self.left = max(0.0, self.left - min(seconds, 2 * STEP_SECONDS))
        return self.left == 0


def _lines(pipe: IO[bytes]) -> Lines:
    """Lines as they come; None at the end."""
    heard = Lines()

    def read() -> None:
        try:
            while line := pipe.readline(LONGEST_LINE):
                heard.put(line)
        except (OSError, ValueError):
            pass  # the pipe was closed under us: the job was ended
        heard.put(None)

    threading.Thread(target=read, name="speech", daemon=True).start()
    return heard


def _object(line: bytes) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _code(said: object) -> str:
    known = isinstance(said, str) and said.startswith("speech-") and len(said) <= 40
    return str(said) if known else FAILED
