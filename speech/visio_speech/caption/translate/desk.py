"""The queue before a translator: bounded, and what would come late is left out, for the original is there already.

The model is loaded when it is first asked, also for nothing: so it can be made ready before somebody speaks. After
several faults in a row the desk rests, and says so at once to whoever asks meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from visio_speech.caption.translate.base import LONGEST_TEXT, Translator
from visio_speech.errors import EngineLate, LanguageUnknown, SpeechError

log = logging.getLogger("visio.speech.captions")

MOST_WAITING: Final = 24
"""Texts; one more, and the one that has waited longest is left out."""
LATE_AFTER: Final = 5.0
"""Seconds from the final text to its translation; the talk has gone on by then."""
MOST_FAULTS: Final = 5
REST_SECONDS: Final = 30.0

Say = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class _Wish:
    number: int
    text: str
    source: str
    target: str
    since: float


class TranslationDesk:
    """`make` loads the translator on a thread; `say` takes one line for each wish: its text, or why there is none."""

    def __init__(
        self, make: Callable[[], Translator], say: Say, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._make = make
        self._say = say
        self._clock = clock
        self._waiting: deque[_Wish] = deque()
        self._more = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._unusable: str | None = None
        self._faults = 0
        self._last_fault = EngineLate.code
        self._rests_until = float("-inf")

    def ask(self, number: int, text: str, *, source: str, targets: Sequence[str]) -> None:
        """Never waits. One line follows for each of `targets`, and before the first `{"translator": name}`."""
        now = self._clock()
        wishes = [_Wish(number, text[:LONGEST_TEXT], source, target, now) for target in targets]
        if self._unusable is not None or now < self._rests_until:
            for wish in wishes:
                self._tell(wish, fault=self._unusable or self._last_fault)
            return
        self._waiting += wishes
        while len(self._waiting) > MOST_WAITING:
            self._tell(self._waiting.popleft(), fault=EngineLate.code)
        self._more.set()
        if self._running is None:
            self._running = asyncio.create_task(self._run())

    async def close(self) -> None:
        """What is under way is left. Idempotent."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def _run(self) -> None:
        try:
            translator = await asyncio.to_thread(self._make)
        except SpeechError as fault:
            # `explained` names files and what to do, never what somebody said.
            log.error("captions.translator-unusable code=%s %s", fault.code, fault.explained)
            self._unusable = fault.code
            while self._waiting:
                self._tell(self._waiting.popleft(), fault=fault.code)
            return
        self._say({"translator": translator.name})
        try:
            async with asyncio.TaskGroup() as workers:
                for _ in range(translator.at_once):
                    workers.create_task(self._work(translator))
        finally:
            await translator.close()

    async def _work(self, translator: Translator) -> None:
        while True:
            while not self._waiting:
                self._more.clear()
                await self._more.wait()
            wish = self._waiting.popleft()
            try:
                text = await self._translated(translator, wish)
            except LanguageUnknown as fault:
                self._tell(wish, fault=fault.code)
            except SpeechError as fault:
                self._count(fault)
                self._tell(wish, fault=fault.code)
            else:
                self._faults = 0
                self._tell(wish, text=text)

    async def _translated(self, translator: Translator, wish: _Wish) -> str:
        left = wish.since + LATE_AFTER - self._clock()
        if left <= 0:
            raise EngineLate(seconds=LATE_AFTER)
        try:
            async with asyncio.timeout(left):
                return await translator.translate(wish.text, source=wish.source, target=wish.target)
        except TimeoutError:
            raise EngineLate(seconds=LATE_AFTER) from None

    def _count(self, fault: SpeechError) -> None:
        self._faults += 1
        self._last_fault = fault.code
        if self._faults >= MOST_FAULTS:
            log.warning("captions.translation-failed code=%s", fault.code)
            self._faults = 0
            self._rests_until = self._clock() + REST_SECONDS

    def _tell(self, wish: _Wish, *, text: str | None = None, fault: str | None = None) -> None:
        line = {"translated": wish.number, "language": wish.target}
        self._say(line | ({"text": text} if fault is None else {"fault": fault}))
