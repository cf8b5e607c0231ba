"""Hears the microphones of one call, has them recognised, and publishes the text to those who asked."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, Final, TypeVar

from django.db import DatabaseError
from visio_client import Event, Frame, Joined, Participant, Person
from visio_client.record import OpusDecoder

from visio.captions import history, services
from visio.captions.captioner.errors import CaptionerFailed, RoomLost
from visio.captions.captioner.microphones import FULL, Microphones
from visio.captions.captioner.plan import Plan, read
from visio.captions.captioner.recognition import Recognition
from visio.captions.captioner.segments import TOPIC, Said, attributes, history_line, said
from visio.captions.captioner.translations import Translations
from visio.config.clock import now
from visio.config.identifiers import identifier
from visio.events import bus

log = logging.getLogger("visio.captioner")

TICK_SECONDS: Final = 0.1
READ_EVERY_SECONDS: Final = 10.0
"""The plan is read again after this time whatever the bus told, since an event may be lost."""
PLAN_WITHIN_SECONDS: Final = 1.0
PLAN_KEPT_SECONDS: Final = 60.0
"""A plan counts for this long while the database does not answer."""
MOST_FAULTS: Final = 5
"""Streams that may fail in a row before the captioner gives up."""

T = TypeVar("T")
OnThread = Callable[..., Coroutine[Any, Any, Any]]


class Captioner:
    """One run. `me` is in the room already, `recognition` is ready; both stay their owner's."""

    def __init__(
        self,
        call: str,
        me: Participant,
        recognition: Recognition,
        *,
        on_thread: OnThread = asyncio.to_thread,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._call = call
        self._me = me
        self._recognition = recognition
        self._on_thread = on_thread
        self._clock = clock
        self._began_at = clock()
        self._began = now()
        self._run = identifier()[:8]
        self._plan = Plan()
        self._plan_at = float("-inf")
        self._reading: asyncio.Task[None] | None = None
        self._microphones = Microphones(recognition, decoder=lambda: OpusDecoder(), subscribe=me.subscribe)
        self._translations = Translations(recognition)
        self._texts: OrderedDict[str, Said] = OrderedDict()
        """What waits to be published: of each segment the newest text."""
        self._told: set[str] = set()
        """Segments of which an interim was sent."""
        self._more = asyncio.Event()
        self._changed = asyncio.Event()
        self._faults = 0

    @property
    def began(self) -> datetime:
        return self._began

    def changed(self) -> None:
        """Somebody's wish or name is another one: the rows are to be read again."""
        self._changed.set()

    async def run(self) -> None:
        """Until nobody wants captions any more. Raises CaptionerFailed."""
        came = await self._on_thread(
            services.captioner_came, self._call, self._me.identity, self._recognition.engine, now()
        )
        if not came:
            return
        await self._read_plan()
        for person in self._me.people.values():
            self._take_person(person)
        await _first_of(self._listen(), self._recognise(), self._publish(), self._tick(), self._watch())

    # ---- what is heard

    async def _listen(self) -> None:
        async for event in self._me:
            self._take(event)
        await self._read_plan()
        if self._plan.wanted:
            raise RoomLost(self._me.left or "left")

    def _take(self, event: Event) -> None:
        if isinstance(event, Frame):
            arrived = event.arrival_us / 1_000_000 - self._began_at
            self._microphones.packet(event.track_sid, event.payload, event.timestamp, arrived)
        elif isinstance(event, Person):
            self._take_person(event)
        elif isinstance(event, Joined):
            # A full reconnect: the server knows nothing of what we wanted.
            for track in self._microphones.tracks:
                self._me.subscribe(track)

    def _take_person(self, person: Person) -> None:
        tracks = {track[0]: track[3] for track in person.tracks if person.present and track[2] == "microphone"}
        self._microphones.have(person.identity, tracks, self._language_of(person.identity))

    def _language_of(self, identity: str) -> str | None:
        speaker = self._plan.speakers.get(identity)
        return speaker.language if speaker is not None else None

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self._microphones.tick(self._clock() - self._began_at)

    # ---- what is recognised

    async def _recognise(self) -> None:
        async for line in self._recognition.lines():
            if "late" in line:
                await self._report_lateness(late=bool(line["late"]))
            elif "closed" in line:
                self._closed(int(line["closed"]), line.get("fault"))
            elif "translator" in line:
                log.info("captioner.translates call=%s engine=%s", self._call, line["translator"])
            elif "translated" in line:
                text = self._translations.answered(line)
                if text is not None:
                    self._put(text)
            elif (owner := self._microphones.owner(int(line["stream"]))) is not None:
                self._faults = 0
                self._put(said(line, run=self._run, track=owner.track, identity=owner.identity))

    def _put(self, text: Said) -> None:
        self._texts[text.segment] = text
        self._more.set()

    async def _report_lateness(self, *, late: bool) -> None:
        try:
            await self._on_thread(services.captioner_is_late, self._call, now(), late=late)
        except DatabaseError:
            log.warning("captioner.state-not-told call=%s", self._call)

    def _closed(self, stream: int, fault: str | None) -> None:
        self._microphones.closed(stream, fault, self._clock() - self._began_at)
        if fault is None:
            return
        log.warning("captioner.stream-failed call=%s code=%s", self._call, fault)
        self._faults += fault != FULL
        if self._faults > MOST_FAULTS:
            raise CaptionerFailed(fault)

    # ---- what is published

    async def _publish(self) -> None:
        while True:
            await self._more.wait()
            self._more.clear()
            while self._texts:
                await self._read_plan()
                _, text = self._texts.popitem(last=False)
                self._tell(text)

    def _tell(self, text: Said) -> None:
        line = history_line(text, self._plan, self._began)
        if line is not None:
            bus.bus().publish(history.TOPIC, {"call": self._call, "segment": line})
        if text.final and not text.text and not text.translation_of and text.segment not in self._told:
            return  # nothing was said, and nobody was told otherwise
        readers = self._plan.translations.get(text.language, ()) if text.translation_of else self._plan.readers
        if text.identity in self._plan.speakers and readers:
            self._me.send_text_stream(
                text.text,
                topic=TOPIC,
                stream_id=identifier(),
                attributes=attributes(text),
                destination_identities=readers,
            )
            self._told.add(text.segment)
        if text.final:
            self._told.discard(text.segment)
        if text.identity in self._plan.speakers and not text.translation_of:
            self._translations.ask(text, self._plan)

    # ---- what is wanted

    async def _watch(self) -> None:
        """Returns when captions are not wanted any more."""
        while self._plan.wanted:
            try:
                async with asyncio.timeout(READ_EVERY_SECONDS):
                    await self._changed.wait()
            except TimeoutError:
                pass
            self._changed.clear()
            await self._read_plan()

    async def _read_plan(self) -> None:
        """Reads it anew; while the database does not answer, the plan before counts for a minute, then nobody reads."""
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read())
        # Kept, since whoever waits for the same one may wake up first and begin the next.
        reading = self._reading
        done, _ = await asyncio.wait({reading}, timeout=PLAN_WITHIN_SECONDS)
        fault = reading.exception() if done else None
        if fault is not None:
            log.warning("captioner.plan-failed call=%s fault=%s", self._call, type(fault).__name__)
        if self._clock() - self._plan_at > PLAN_KEPT_SECONDS:
            self._plan = Plan(wanted=True)

    async def _read(self) -> None:
        self._plan = await self._on_thread(_with_fresh_connection, read, self._call)
        self._plan_at = self._clock()
        self._microphones.speak(self._language_of)
        self._translations.prepare(self._plan)


def _with_fresh_connection(step: Callable[[str], T], call: str) -> T:
    from django.db import close_old_connections

    close_old_connections()
    return step(call)


async def _first_of(*steps: Coroutine[Any, Any, None]) -> None:
    """Runs all until one ends, then ends the others. Raises what that one raised."""
    tasks = [asyncio.create_task(step) for step in steps]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
