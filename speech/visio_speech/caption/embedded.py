"""Captions by a recogniser that hears whole stretches, on this machine: utterances, a scheduler, a few threads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, Protocol

from visio_speech.audio import from_pcm16
from visio_speech.caption.base import CaptionEvent
from visio_speech.caption.outlet import Outlet
from visio_speech.caption.scheduler import Job, Scheduler
from visio_speech.caption.stable import stable_prefix
from visio_speech.caption.utterances import Activity, Take, Utterances
from visio_speech.errors import SpeechError

MOST_FAULTS: Final = 3
"""Decodings that may fail one after the other before the engine gives up."""


@dataclass(frozen=True)
class Heard:
    """What a recogniser made of a take; no text when nobody spoke."""

    text: str
    language: str = ""


class Recogniser(Protocol):
    """Called on threads, by one at a time."""

    def hear(self, take: Take, language: str | None) -> Heard:
        """Blocks while it decodes. `language` None: find out. Raises SpeechError."""
        ...


class EmbeddedCaptions:
    """A CaptionEngine. Each recogniser is one worker; `clock` gives seconds that only grow."""

    def __init__(
        self, name: str, recognisers: Sequence[Recogniser], activity: Callable[[], Activity], clock: Callable[[], float]
    ) -> None:
        self.name = name
        self._idle = list(recognisers)
        self._activity = activity
        self._clock = clock
        self._scheduler = Scheduler()
        self._threads = ThreadPoolExecutor(len(recognisers), thread_name_prefix="captions")
        self._streams: dict[int, EmbeddedStream] = {}
        self._voices = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._faults = 0

    @property
    def late(self) -> bool:
        return self._scheduler.late(self._clock())

    @property
    def interims_dropped(self) -> int:
        return self._scheduler.interims_dropped

    async def open(self, *, language: str | None) -> EmbeddedStream:
        self._voices += 1
        stream = EmbeddedStream(self, self._voices, Utterances(self._activity()), language)
        self._streams[self._voices] = stream
        return stream

    async def close(self) -> None:
        for stream in list(self._streams.values()):
            self._streams.pop(stream.voice, None)
            stream.outlet.finish()
        if self._tasks:
            await asyncio.wait(self._tasks)
        self._threads.shutdown(wait=False, cancel_futures=True)

    def ask(self, voice: int, take: Take) -> bool:
        asked = self._scheduler.ask(voice, take, self._clock())
        self._work()
        return asked

    def forget(self, voice: int) -> None:
        self._scheduler.forget(voice)
        self._streams.pop(voice, None)

    def _work(self) -> None:
        while self._idle:
            job = self._scheduler.take(self._clock())
            if job is None:
                return
            task = asyncio.create_task(self._decode(self._idle.pop(), job))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _decode(self, recogniser: Recogniser, job: Job) -> None:
        stream = self._streams.get(job.voice)
        try:
            if stream is not None:
                known = stream.known(job.take)
                heard = known or await asyncio.get_running_loop().run_in_executor(
                    self._threads, recogniser.hear, job.take, stream.language_of(job.take)
                )
                self._faults = 0
                stream.heard(job.take, heard)
        except SpeechError as fault:
            self._failed(stream, job.take, fault)
        finally:
            self._idle.append(recogniser)
            self._scheduler.done(job, self._clock())
            self._work()

    def _failed(self, stream: EmbeddedStream | None, take: Take, fault: SpeechError) -> None:
        """One failure costs one text; several in a row are the engine's end."""
        self._faults += 1
        if stream is not None:
            stream.heard(take, Heard(""))
        if self._faults >= MOST_FAULTS:
            for each in list(self._streams.values()):
                each.outlet.finish(fault)
            self._streams.clear()


class EmbeddedStream:
    """A CaptionStream."""

    def __init__(self, engine: EmbeddedCaptions, voice: int, utterances: Utterances, language: str | None) -> None:
        self.voice = voice
        self.language = language
        self.outlet = Outlet()
        self._engine = engine
        self._utterances = utterances
        self._closing = False
        self._open: set[int] = set()
        """Utterances whose final is still to come."""
        self._last: tuple[Take, Heard] | None = None
        self._spoken: str | None = None
        """The language of the last final."""

    async def push(self, pcm16: bytes, at: float) -> None:
        if not self._closing:
            self._ask(self._utterances.hear(from_pcm16(pcm16), at))

    async def flush(self) -> None:
        self._ask(self._utterances.flush())

    async def close(self) -> None:
        if self._closing:
            return
        self._ask(self._utterances.flush())
        self._closing = True
        self._end_if_done()

    def __aiter__(self) -> AsyncIterator[CaptionEvent]:
        return self.outlet.read()

    def language_of(self, take: Take) -> str | None:
        """Half a word is too little to find out a language from: while one speaks, the language before counts."""
        return self.language or (None if take.whole else self._spoken)

    def known(self, take: Take) -> Heard | None:
        """The text of a final that was decoded ahead, when its pause began."""
        if self._last is None or not take.final:
            return None
        before, heard = self._last
        same = before.utterance == take.utterance and before.spoken == take.spoken
        return heard if same and before.whole else None

    def heard(self, take: Take, heard: Heard) -> None:
        """A decoding is done."""
        last = self._last
        before = last[1].text if last is not None and last[0].utterance == take.utterance else ""
        self._last = None if take.final else (take, heard)
        if take.final:
            self._open.discard(take.utterance)
            self._spoken = heard.language or self._spoken
        if take.final or heard.text:
            stable = len(heard.text) if take.final else stable_prefix(before, heard.text)
            self.outlet.put(
                CaptionEvent(
                    utterance=take.utterance,
                    kind="final" if take.final else "interim",
                    start=take.start,
                    end=take.end,
                    text=heard.text,
                    stable_chars=stable,
                    language=heard.language,
                )
            )
        self._end_if_done()

    def _ask(self, takes: list[Take]) -> None:
        for take in takes:
            if take.final:
                self._open.add(take.utterance)
            if not self._engine.ask(self.voice, take):
                self.heard(take, Heard(""))

    def _end_if_done(self) -> None:
        if self._closing and not self._open:
            self._engine.forget(self.voice)
            self.outlet.finish()
