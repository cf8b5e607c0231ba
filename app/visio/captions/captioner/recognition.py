"""The recognition process as the captioner sees it: sound goes in, lines come out."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final, cast

from visio_speech.caption.frames import Frame, Kind, encode
from visio_speech.caption.options import CaptionOptions, option_fields

from visio.captions.captioner.errors import RecognitionFailed
from visio.captions.captioner.voice import Sound

log = logging.getLogger("visio.captioner")

# A recogniser that does not read for so long (30 s of one voice) loses what comes next.
MOST_WAITING_BYTES: Final = 1 << 20
LONGEST_LINE: Final = 1 << 18
END_WITHIN_SECONDS: Final = 3.0

COMMAND: Final = (sys.executable, "-m", "visio_speech.caption.server")


class Recognition:
    """Made by `start`. Ends when `stop` is called, and by itself when this process is gone: the pipe closes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.engine = ""
        self.sounds_lost = 0

    @classmethod
    async def start(cls, options: CaptionOptions, *, command: tuple[str, ...] = COMMAND) -> Recognition:
        """Returns when the model is loaded. Raises RecognitionFailed."""
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=LONGEST_LINE
        )
        recognition = cls(process)
        # The key travels here, never on the command line.
        recognition._send(Frame(Kind.SETUP, content=json.dumps(option_fields(options)).encode()))
        line = await recognition._line()
        if line is None or "ready" not in line:
            await recognition.stop()
            raise RecognitionFailed(str(line.get("failed", "")) if line else "")
        recognition.engine = str(line["ready"])
        return recognition

    def open(self, stream: int, language: str | None) -> None:
        self._send(Frame(Kind.OPEN, stream, json.dumps({"language": language}).encode()))

    def hear(self, stream: int, sound: Sound) -> None:
        """Sound of an open stream. Never waits: what the recogniser does not take in time is lost, and counted."""
        writer = self._process.stdin
        if writer is None or writer.transport.get_write_buffer_size() > MOST_WAITING_BYTES:
            self.sounds_lost += 1
            return
        self._send(Frame(Kind.SOUND, stream, sound.pcm, sound.at))

    def flush(self, stream: int) -> None:
        self._send(Frame(Kind.FLUSH, stream))

    def close(self, stream: int) -> None:
        self._send(Frame(Kind.CLOSE, stream))

    def translate(self, number: int, text: str, *, source: str, targets: Sequence[str]) -> None:
        """One line follows for each of `targets`; `number` is the caller's, for the answers."""
        wish = {"text": text, "source": source, "targets": list(targets)}
        self._send(Frame(Kind.TRANSLATE, number, json.dumps(wish).encode()))

    async def lines(self) -> AsyncIterator[dict[str, Any]]:
        """What it says. Raises RecognitionFailed when it ends without having been told to."""
        while (line := await self._line()) is not None:
            if "failed" in line:
                raise RecognitionFailed(str(line["failed"]))
            yield line
        raise RecognitionFailed("")

    async def stop(self) -> None:
        """Ends it. Idempotent."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        if self._process.returncode is not None:
            return
        try:
            async with asyncio.timeout(END_WITHIN_SECONDS):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    def _send(self, frame: Frame) -> None:
        writer = self._process.stdin
        if writer is not None and not writer.is_closing():
            writer.write(encode(frame))

    async def _line(self) -> dict[str, Any] | None:
        stream = self._process.stdout
        if stream is None:
            return None
        try:
            line = await stream.readline()
            return cast("dict[str, Any]", json.loads(line)) if line else None
        except ValueError:
            raise RecognitionFailed("speech-lines-invalid") from None
