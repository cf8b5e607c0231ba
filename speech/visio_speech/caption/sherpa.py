"""Captions by a streaming model through sherpa-onnx, on this machine: zipformer, nemotron and other transducers.

The model is a folder with `tokens.txt` and the three parts of a transducer (encoder, decoder, joiner), as sherpa-onnx
publishes them. The package is not installed by default. Source: sherpa-onnx, OnlineRecognizer.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from visio_speech.audio import SAMPLE_RATE, Pcm, from_pcm16
from visio_speech.caption.base import CaptionEvent
from visio_speech.caption.options import CaptionOptions
from visio_speech.caption.outlet import Outlet
from visio_speech.errors import (
    EngineConfused,
    EngineLate,
    EngineNotInstalled,
    ModelDamaged,
    ModelMissing,
    SpeechError,
)

PARTS: Final = ("encoder", "decoder", "joiner")
# Pauses that end an utterance: with nothing said yet, after words, and the longest one.
_RULES: Final = (2.4, 0.6, 12.0)
# Silence after the last sound, so that the model tells what it still holds.
_TAIL: Final = 0.6
_GAP: Final = 0.1
_LATE_AFTER: Final = 2.0
MOST_WAITING: Final = 60.0
"""Seconds of sound of one voice that may wait to be decoded; beyond, its stream fails as late."""


class SherpaCaptions:
    """A CaptionEngine. All voices take turns on one thread: a streaming model is much faster than speech."""

    def __init__(self, name: str, recognizer: Any) -> None:
        self.name = name
        self._recognizer = recognizer
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="captions")
        self._streams: set[SherpaStream] = set()

    @classmethod
    def load(cls, options: CaptionOptions) -> SherpaCaptions:
        """Raises EngineNotInstalled, ModelMissing, ModelDamaged."""
        if importlib.util.find_spec("sherpa_onnx") is None:
            raise EngineNotInstalled(engine="sherpa", package="sherpa-onnx")
        folder = options.model
        if folder is None:
            raise ModelMissing(model="sherpa", remedy="name its folder")
        files = {part: _file(folder, part) for part in PARTS}
        sherpa = importlib.import_module("sherpa_onnx")
        try:
            recognizer = sherpa.OnlineRecognizer.from_transducer(
                tokens=str(_tokens(folder)),
                **files,
                num_threads=options.threads,
                sample_rate=SAMPLE_RATE,
                enable_endpoint_detection=True,
                rule1_min_trailing_silence=_RULES[0],
                rule2_min_trailing_silence=_RULES[1],
                rule3_min_utterance_length=_RULES[2],
            )
        except (RuntimeError, ValueError) as fault:
            raise ModelDamaged(model=folder.name, file="encoder") from fault
        return cls(folder.name, recognizer)

    @property
    def late(self) -> bool:
        return any(stream.waiting > _LATE_AFTER for stream in self._streams)

    async def open(self, *, language: str | None) -> SherpaStream:
        """The model has its own language."""
        self._streams = {stream for stream in self._streams if not stream.closed}
        stream = SherpaStream(self._recognizer, self._thread)
        self._streams.add(stream)
        return stream

    async def close(self) -> None:
        for stream in self._streams:
            stream.outlet.finish()
        self._thread.shutdown(wait=False, cancel_futures=True)


class SherpaStream:
    """A CaptionStream."""

    def __init__(self, recognizer: Any, thread: ThreadPoolExecutor) -> None:
        self._recognizer = recognizer
        self._thread = thread
        self._stream: Any = None
        self._utterance = 0
        self._text = ""
        self._start = self._end = 0.0
        self._line: asyncio.Future[Any] | None = None
        self._shown: CaptionEvent | None = None
        """The interim text that its reader has; it becomes final if nothing better comes."""
        self.outlet = Outlet()
        self.closed = False
        self.waiting = 0.0
        """Seconds of sound that are not decoded yet."""

    async def push(self, pcm16: bytes, at: float) -> None:
        if self.waiting > MOST_WAITING:
            self._fail(EngineLate(seconds=MOST_WAITING))
        if not self.closed:
            self._then(from_pcm16(pcm16), at, last=False)

    async def flush(self) -> None:
        if not self.closed:
            self._then(np.zeros(int(_TAIL * SAMPLE_RATE), np.float32), None, last=True)

    async def close(self) -> None:
        if self.closed:
            return
        await self.flush()
        self.closed = True
        if self._line is not None:
            await asyncio.wait({self._line})
        self.outlet.finish()

    def __aiter__(self) -> AsyncIterator[CaptionEvent]:
        return self.outlet.read()

    def _then(self, pcm: Pcm, at: float | None, *, last: bool) -> None:
        """Decodes on the thread, in order; events come back to the loop."""
        self.waiting += len(pcm) / SAMPLE_RATE
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._thread, self._decode, pcm, at, last)
        future.add_done_callback(lambda done: self._told(done, len(pcm) / SAMPLE_RATE))
        self._line = future

    def _told(self, done: asyncio.Future[list[CaptionEvent]], seconds: float) -> None:
        self.waiting -= seconds
        if done.cancelled():
            return
        if done.exception() is not None:
            self._fail(EngineConfused(reason="the model failed"))
            return
        for event in done.result():
            self._shown = None if event.final else event
            self.outlet.put(event)

    def _fail(self, fault: SpeechError) -> None:
        self.closed = True
        if self._shown is not None:
            self.outlet.put(replace(self._shown, kind="final"))
            self._shown = None
        self.outlet.finish(fault)

    def _decode(self, pcm: Pcm, at: float | None, last: bool) -> list[CaptionEvent]:
        events: list[CaptionEvent] = []
        if self._stream is None:
            self._stream = self._recognizer.create_stream()
        if at is not None:
            if at - self._end > _GAP and self._text:
                events += self._heard(np.zeros(int(_TAIL * SAMPLE_RATE), np.float32), end=True)
            self._end = at + len(pcm) / SAMPLE_RATE
        return events + self._heard(pcm, end=last)

    def _heard(self, pcm: Pcm, *, end: bool) -> list[CaptionEvent]:
        self._stream.accept_waveform(SAMPLE_RATE, pcm)
        while self._recognizer.is_ready(self._stream):
            self._recognizer.decode_stream(self._stream)
        text = str(self._recognizer.get_result(self._stream)).strip()
        over = end or bool(self._recognizer.is_endpoint(self._stream))
        events: list[CaptionEvent] = []
        if text and not self._text:
            self._utterance += 1
            self._start = self._end - len(pcm) / SAMPLE_RATE
        if text and (over or text != self._text):
            kind = "final" if over else "interim"
            events = [CaptionEvent(self._utterance, kind, self._start, max(self._start, self._end), text)]
        self._text = "" if over else text
        if over:
            self._recognizer.reset(self._stream)
        return events


def _file(folder: Path, part: str) -> str:
    """The part's file; of several the one with 8-bit weights."""
    found = sorted(folder.glob(f"*{part}*.onnx"), key=lambda path: ("int8" not in path.name, path.name))
    if not found:
        raise ModelMissing(model=folder.name, remedy=f"its file {part}*.onnx is not there")
    return str(found[0])


def _tokens(folder: Path) -> Path:
    if not (folder / "tokens.txt").is_file():
        raise ModelMissing(model=folder.name, remedy="its file tokens.txt is not there")
    return folder / "tokens.txt"
