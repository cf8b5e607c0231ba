"""The process in which recognition runs: frames on standard input, lines of JSON on standard output.

    python -m visio_speech.caption.server

Ends when standard input closes. Gives way to the meeting (nice 5) and takes at most 3 GB of memory, more only for a
larger model. Standard error holds codes, never a word of what was said.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, cast

from visio_speech.caption import engines
from visio_speech.caption.base import CaptionEngine, CaptionEvent, CaptionStream
from visio_speech.caption.frames import Frame, FrameInvalid, FrameReader, Kind
from visio_speech.caption.options import CaptionOptions, caption_options
from visio_speech.caption.translate.desk import TranslationDesk
from visio_speech.caption.translate.engines import make as make_translator
from visio_speech.errors import SpeechError, StreamsFull

log = logging.getLogger("visio.speech.captions")

NICENESS: Final = 5
MOST_MEMORY: Final = 3 << 30
MOST_STREAMS: Final = 200
"""Voices at the same time. One more is told so, and the others are heard on."""
MOST_TARGETS: Final = 20
"""Languages into which one text is translated."""
_LOOK_EVERY_SECONDS: Final = 0.5

Say = Callable[[dict[str, Any]], None]
Make = Callable[[CaptionOptions], CaptionEngine]


class RecognitionServer:
    """One engine and its streams. `say` takes what goes out."""

    def __init__(self, say: Say, *, make: Make = engines.make) -> None:
        self._say = say
        self._make = make
        self._engine: CaptionEngine | None = None
        self._streams: dict[int, CaptionStream] = {}
        self._readers: dict[int, asyncio.Task[None]] = {}
        self._watch: asyncio.Task[None] | None = None
        self._translations: TranslationDesk | None = None

    async def take(self, frame: Frame) -> None:
        """One frame, in order. Raises SpeechError when the engine cannot be used, and FrameInvalid."""
        if frame.kind == Kind.SETUP:
            await self._set_up(frame)
        elif self._engine is None:
            raise FrameInvalid("the options come first")
        elif frame.kind == Kind.OPEN:
            await self._open(self._engine, frame)
        elif frame.kind == Kind.TRANSLATE:
            self._translate(frame)
        elif (stream := self._streams.get(frame.stream)) is not None:
            await self._feed(stream, frame)

    async def end(self) -> None:
        """No frame follows: what is open becomes final first."""
        for number in list(self._streams):
            await self._streams.pop(number).close()
        if self._readers:
            await asyncio.wait(self._readers.values())
        if self._watch is not None:
            self._watch.cancel()
        if self._translations is not None:
            await self._translations.close()
        if self._engine is not None:
            await self._engine.close()

    async def _set_up(self, frame: Frame) -> None:
        if self._engine is not None:
            raise FrameInvalid("the options come once")
        options = caption_options(_object(frame.content))
        # Loading takes a second, in which frames wait in the pipe.
        self._engine = await asyncio.to_thread(self._make, options)
        self._watch = asyncio.create_task(self._watch_lateness(self._engine))
        self._translations = TranslationDesk(lambda: make_translator(options.translation), self._say)
        self._say({"ready": self._engine.name})

    async def _open(self, engine: CaptionEngine, frame: Frame) -> None:
        if frame.stream in self._readers:
            raise FrameInvalid("the stream is open")
        language = _object(frame.content).get("language")
        try:
            if len(self._readers) >= MOST_STREAMS:
                raise StreamsFull(most=MOST_STREAMS)
            stream = await engine.open(language=language if isinstance(language, str) else None)
        except SpeechError as fault:
            self._say({"closed": frame.stream, "fault": fault.code})
            return
        self._streams[frame.stream] = stream
        self._readers[frame.stream] = asyncio.create_task(self._read(frame.stream, stream))

    def _translate(self, frame: Frame) -> None:
        wish = _object(frame.content)
        text, source, targets = wish.get("text"), wish.get("source", ""), wish.get("targets")
        if not isinstance(text, str) or not isinstance(source, str) or not isinstance(targets, list):
            raise FrameInvalid("no wish for a translation")
        if self._translations is not None:
            codes = [str(code) for code in cast(list[object], targets)[:MOST_TARGETS]]
            self._translations.ask(frame.stream, text, source=source, targets=codes)

    async def _feed(self, stream: CaptionStream, frame: Frame) -> None:
        if frame.kind == Kind.SOUND:
            await stream.push(frame.content, frame.at)
        elif frame.kind == Kind.FLUSH:
            await stream.flush()
        else:
            del self._streams[frame.stream]
            await stream.close()

    async def _read(self, number: int, stream: CaptionStream) -> None:
        fault: str | None = None
        try:
            async for event in stream:
                self._say(_line(number, event))
        except SpeechError as error:
            fault = error.code
            log.warning("captions.stream-failed code=%s", fault)
        self._streams.pop(number, None)
        self._readers.pop(number, None)
        self._say({"closed": number, "fault": fault})

    async def _watch_lateness(self, engine: CaptionEngine) -> None:
        late = False
        while True:
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
            if engine.late != late:
                late = not late
                self._say({"late": late})


async def serve(reader: asyncio.StreamReader, say: Say, *, make: Make = engines.make) -> int:
    """Until the input ends. Returns the exit code: 1 when the engine cannot be used, 2 for input that is no frames."""
    server = RecognitionServer(say, make=make)
    frames = FrameReader()
    try:
        while data := await reader.read(1 << 16):
            for frame in frames.feed(data):
                await server.take(frame)
    except SpeechError as fault:
        say({"failed": fault.code})
        return 1
    except FrameInvalid:
        say({"failed": "speech-frames-invalid"})
        return 2
    finally:
        await server.end()
    return 0


def _line(number: int, event: CaptionEvent) -> dict[str, Any]:
    return {
        "stream": number,
        "utterance": event.utterance,
        "kind": event.kind,
        "start": round(event.start, 3),
        "end": round(event.end, 3),
        "text": event.text,
        "stable": event.stable_chars,
        "language": event.language,
    }


def _object(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:
        raise FrameInvalid("no JSON") from None
    if not isinstance(found, dict):
        raise FrameInvalid("no JSON object")
    return cast("dict[str, Any]", found)


async def _main() -> int:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    out = sys.stdout.buffer

    def say(line: dict[str, Any]) -> None:
        out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        out.flush()

    return await serve(reader, say, make=_made_within_limits)


def _made_within_limits(options: CaptionOptions) -> CaptionEngine:
    most = MOST_MEMORY + 2 * _weight(options.model) * options.threads + 2 * _weight(options.translation.model)
    with contextlib.suppress(ValueError, OSError):  # a lower limit of the system's stays
        resource.setrlimit(resource.RLIMIT_DATA, (most, resource.RLIM_INFINITY))
    return engines.make(options)


def _weight(model: Path | None) -> int:
    """Bytes of all files below a folder."""
    if model is None or not model.is_dir():
        return 0
    return sum(path.stat().st_size for path in model.rglob("*") if path.is_file())


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # else a line for each text that is translated
    os.nice(NICENESS)
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        return asyncio.run(_main())
    return 0


if __name__ == "__main__":
    sys.exit(main())
