"""One transcription as a process: `python -m visio_speech.transcribe.job task.json result.json`.

The description and the result are JSON files (docs/recording.md, section 5). Lines of JSON on standard output tell how
far it is: {"percent": 12.5}, at last {"done": true} or {"failed": code, "detail": sentence}. Killing it leaves no half
result: the file is renamed into place when it is whole. The key of an engine's server comes in the environment,
VISIO_SPEECH_KEY, so that it stands in no file.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from visio_speech.errors import OutOfMemory, SpeechError
from visio_speech.transcribe.task import Task, read_task

Tell = Callable[[dict[str, object]], None]
_AGAIN = 60.0  # seconds


def main(arguments: list[str]) -> int:
    """0 when the result was written, 1 when it failed with a reason, 2 when it was called wrongly."""
    # No library may look for models on a network, nor report anything.
    os.environ["HF_HUB_OFFLINE"] = "1"
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)  # noqa: T201 (what a program says to who calls it wrongly)
        return 2
    try:
        task = read_task(Path(arguments[0]))
        # Programs that the job starts have no use for it.
        if key := os.environ.pop("VISIO_SPEECH_KEY", ""):
            task = replace(task, options=replace(task.options, endpoint_key=key))
        run(task, Path(arguments[1]), tell)
    except SpeechError as error:
        tell({"failed": error.code, "detail": error.explained, "retry": error.retry})
        return 1
    except MemoryError:
        tell({"failed": OutOfMemory.code, "detail": OutOfMemory.detail, "retry": False})
        return 1
    tell({"done": True})
    return 0


def tell(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def run(task: Task, result: Path, tell: Tell) -> None:
    """Make the transcript and write it. Raises SpeechError."""
    from visio_speech.activity.silero import Silero
    from visio_speech.diarize.engine import OnnxDiarizer
    from visio_speech.meeting import Meeting
    from visio_speech.transcribe.engines import transcriber

    meeting = Meeting(
        tracks=task.tracks,
        transcriber=transcriber(task.options),
        activity=Silero(),
        diarizer=OnnxDiarizer(threads=task.options.threads),
        vocabulary=task.vocabulary,
        progress=Percent(tell),
    )
    write(result, json.dumps(meeting.transcript().as_json(), ensure_ascii=False))


class Percent:
    """Tells each whole percent once, and the same again when work goes on for a minute without a new one."""

    def __init__(self, tell: Tell, *, now: Callable[[], float] = time.monotonic) -> None:
        self._tell = tell
        self._now = now
        self._told, self._at = -1, now()

    def __call__(self, share: float) -> None:
        percent = max(int(share * 100), self._told)
        if percent > self._told or self._now() - self._at >= _AGAIN:
            self._told, self._at = percent, self._now()
            self._tell({"percent": percent})


def write(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.new")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
