"""The process of the recorder: a thin shell between the database, the bus and `visio_client.record`."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from visio.config import options
from visio.config.clock import now, real_now
from visio.config.options import Options
from visio.recordings.recorder.written import BeingWritten
from visio.supervise import inside

if TYPE_CHECKING:
    from visio_client.record import Capture, Event

    from visio.events.bus import Bus
    from visio.recordings.in_call.capture import Task

log = logging.getLogger("visio.recordings")

T = TypeVar("T")

# Whatever the bus told, the answers are read again after this time.
READ_EVERY_SECONDS = 10.0
READ_AGAIN_SECONDS = 0.5
REPORT_EVERY_SECONDS = 2.0
JOIN_PAUSES_SECONDS = (0.5, 1.0, 2.0)

# Exit codes: done, or to be started again for the next part.
DONE = 0
AGAIN = 1


def run(chosen: Options, recording: str) -> int:
    bus = inside.set_up(chosen)
    try:
        return asyncio.run(Recorder(bus, recording).run())
    finally:
        bus.close()


class Recorder:
    """One part of one recording, from joining to the last file."""

    def __init__(self, bus: Bus, recording: str) -> None:
        self._bus = bus
        self._recording = recording
        # One thread: a connection of its own to the database, and reports in their order.
        self._database = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._wake = asyncio.Event()
        self._over = asyncio.Event()
        self._told = False
        self._written = BeingWritten()
        self._size, self._seconds = 0, 0.0
        self._reported: tuple[tuple[str, ...], float] = ((), float("-inf"))

    async def run(self) -> int:
        from visio_client.record import RecordError

        from visio.recordings.in_call import capture as services

        loop = asyncio.get_running_loop()
        inside.end_with_parent(lambda: _on(loop, self._end))
        inside.on_signals(lambda: _on(loop, self._end))
        self._bus.subscribe("recording", lambda data: _on(loop, lambda: self._heard(data)))
        # The line of the recording begins when it does, not while people are being asked.
        while not self._over.is_set() and await self._on_database(lambda: services.announcing(self._recording)):
            await self._heard_or(READ_AGAIN_SECONDS)
        task = await self._on_database(lambda: services.open_part(self._recording, now()))
        if task is None:
            return DONE
        try:
            capture = await self._join(task)
        except RecordError as fault:
            # Of a part that is there nothing is touched: the next start takes the next part.
            log.error("recorder.refused recording=%s code=%s", task.recording, fault.code)
            return AGAIN
        if capture is None:
            await self._on_database(lambda: services.abandon_part(task))
            return AGAIN
        self._bus.subscribe("beat", lambda _data: _on(loop, capture.beat))
        await self._on_database(lambda: services.began(task))
        following = asyncio.create_task(self._follow(capture))
        try:
            async for event in capture:
                await self._take(event, task)
        finally:
            following.cancel()
            await capture.stop()
        return await self._settle(capture, task)

    async def _join(self, task: Task) -> Capture | None:
        """In the call, or None after some tries: a server that has just started needs a moment.

        Raises RecordError (occupied) when the folder holds a part already.
        """
        for pause in JOIN_PAUSES_SECONDS:
            capture = await self._try_to_join(task)
            if capture is not None or self._over.is_set():
                return capture
            await asyncio.sleep(pause)
        return None

    async def _try_to_join(self, task: Task) -> Capture | None:
        from visio_client.errors import JoinFailed
        from visio_client.record import Capture, RecordError

        from visio.config.identifiers import identifier
        from visio.engine import inner
        from visio.engine.base import EngineFailed
        from visio.engine.livekit import LiveKitEngine
        from visio.engine.tokens import recorder_token

        chosen = options.current()
        url, credentials = inner.address(chosen), inner.credentials(chosen)
        token = recorder_token(
            credentials, room=task.call, identity=f"recorder-{identifier()}", name="Visio", now=real_now()
        )
        try:
            # After a restart of the server the recorder may be there before the first person is back.
            await self._on_database(lambda: LiveKitEngine(url, *credentials).create_room(task.call))
            return await Capture.start(
                url,
                token,
                task.folder,
                picture_height=task.picture_height,
                recording=task.recording,
                part=task.number,
            )
        except (JoinFailed, RecordError, EngineFailed) as fault:
            if fault.code == "occupied":
                raise
            log.error("recorder.join-failed recording=%s code=%s", task.recording, fault.code)
            if isinstance(fault, JoinFailed):
                # Made by the attempt, and nobody was written.
                shutil.rmtree(task.folder, ignore_errors=True)
            return None

    async def _follow(self, capture: Capture) -> None:
        """Reads who may be written, at each event and every ten seconds; stops when that is said.

        Whatever ends the reading ends the writing: permissions that nobody renews would hold for ever.
        """
        try:
            while not self._over.is_set():
                told, self._told = self._told, False
                wait = READ_EVERY_SECONDS if await self._read(capture, told=told) else READ_AGAIN_SECONDS
                await self._heard_or(wait)
        finally:
            await capture.stop()

    async def _read(self, capture: Capture, *, told: bool) -> bool:
        """False when the database did not answer: then nobody is written, if something may have changed."""
        from visio_client.record import Person

        from visio.recordings.in_call import capture as services

        try:
            allowed = await self._on_database(lambda: services.allowed(self._recording))
        except Exception as fault:  # whatever it is, not knowing means not writing
            log.error("recorder.read-failed recording=%s fault=%s", self._recording, type(fault).__name__)
            self._told = told
            if told:
                capture.permit_only({})
            return False
        people = {key: Person(person.participant, person.name) for key, person in allowed.people.items()}
        capture.permit_only(people)
        if allowed.stopping:
            await capture.stop()
        return True

    async def _heard_or(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        self._wake.clear()

    async def _take(self, event: Event, task: Task) -> None:
        from visio_client.record import Held, NotRecorded, TrackClosed, TrackOpened, Written

        if isinstance(event, TrackOpened):
            self._written.opened(event.track, event.participant)
        elif isinstance(event, TrackClosed):
            self._written.closed(event.track)
        elif isinstance(event, Written):
            self._written.heard(event.participants)
            self._size, self._seconds = event.bytes, event.seconds
        elif isinstance(event, NotRecorded):
            await self._tell_not_recorded(event.why)
        elif isinstance(event, Held):
            self._wake.set()
            log.warning("recorder.held recording=%s", self._recording)
        await self._report(task)

    async def _tell_not_recorded(self, why: str) -> None:
        from visio.recordings.in_call import capture as services

        try:
            await self._on_database(lambda: services.not_recorded(self._recording, why))
        except Exception as fault:  # it stands in the manifest anyway
            log.error("recorder.report-failed recording=%s fault=%s", self._recording, type(fault).__name__)

    async def _report(self, task: Task, *, last: bool = False) -> None:
        from visio.recordings.in_call import capture as services

        written = self._written.people()
        at = asyncio.get_running_loop().time()
        if not last and written == self._reported[0] and at - self._reported[1] < REPORT_EVERY_SECONDS:
            return
        seconds, size = self._seconds, self._size
        try:
            await self._on_database(lambda: services.report(task, written=written, seconds=seconds, size=size))
            self._reported = (written, at)
        except Exception as fault:  # the next report tries again
            log.error("recorder.report-failed recording=%s fault=%s", self._recording, type(fault).__name__)

    async def _settle(self, capture: Capture, task: Task) -> int:
        """What the end means. A row that is not stopping is left as it is: the next start goes on with a new part."""
        from visio.recordings.in_call import capture as services

        await self._report(task, last=True)
        if capture.ended == "disk":
            await self._on_database(lambda: services.stop_for(self._recording, "disk-full", now()))
        elif capture.ended == "limit":
            await self._on_database(lambda: services.stop_for(self._recording, "recording-limit", now()))
        allowed = await self._on_database(lambda: services.allowed(self._recording))
        if allowed.stopping:
            await self._on_database(lambda: services.captured(self._recording, now()))
            return DONE
        log.warning("recorder.ended recording=%s why=%s", self._recording, capture.ended)
        return DONE if self._over.is_set() else AGAIN

    def _heard(self, data: dict[str, Any]) -> None:
        if data.get("recording") == self._recording:
            self._told = True
            self._wake.set()

    def _end(self) -> None:
        self._over.set()
        self._wake.set()

    async def _on_database(self, step: Callable[[], T]) -> T:
        from django.db import close_old_connections

        def run() -> T:
            close_old_connections()
            return step()

        return await asyncio.get_running_loop().run_in_executor(self._database, run)


def _on(loop: asyncio.AbstractEventLoop, step: Callable[[], None]) -> None:
    """From a thread of the bus to the loop; one that has closed hears nothing any more."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(step)
