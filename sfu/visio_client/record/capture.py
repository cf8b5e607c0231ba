"""The asyncio face of the recorder."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from visio_sfu.media._native import Recorder, RecorderJoined

from visio_client.errors import JoinFailed
from visio_client.record.errors import RecordError
from visio_client.record.events import Ended, Event

MIN_FREE_BYTES: Final = 200 * 1024 * 1024
"""Free bytes below which a part ends."""


@dataclass(frozen=True)
class Person:
    """Who stands behind an identity of the room: our id of the participant, and the name shown."""

    participant: str
    name: str


class Capture:
    """A recorder in a room. Iterate it for events; it is over when the iteration ends. One task may iterate at a time.

    It writes one part of a recording into its folder: the packets of those who are permitted, as they come. It begins
    with nobody permitted. Made by `start`.
    """

    def __init__(self, recorder: Recorder) -> None:
        self.ended: str | None = None
        """Why, once it is over: stopped, disk, unreachable, limit, failed."""
        self._recorder = recorder
        self._events: deque[Event] = deque()
        self._more = asyncio.Event()
        self._joined = asyncio.Event()
        self._refused: str | None = None
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(recorder.fileno(), self._take)

    @classmethod
    async def start(
        cls,
        url: str,
        token: str,
        folder: Path,
        *,
        picture_height: int = 360,
        recording: str = "",
        part: int = 1,
        min_free_bytes: int = MIN_FREE_BYTES,
    ) -> Self:
        """Joins the room of the token; subscribes to nobody yet. Raises JoinFailed, RecordError (occupied, unwritable).

        `folder` is made if it is missing and must hold no part yet. `picture_height`: the lines of a camera that are
        wanted (360 or 720; 0 for no pictures at all); screens are taken whole. `recording` and `part` go into the
        manifest. The part ends in order (`disk`) when the folder's disk has less than `min_free_bytes`.
        """
        try:
            recorder = Recorder(
                url=url,
                token=token,
                folder=str(folder),
                picture_height=picture_height,
                recording=recording,
                part=part,
                min_free_bytes=min_free_bytes,
            )
        except FileExistsError as error:
            raise RecordError("occupied", "The folder holds a part of a recording already.") from error
        except OSError as error:
            raise RecordError("unwritable", "The folder of the recording cannot be written.") from error
        capture = cls(recorder)
        try:
            await capture._entered()
        except BaseException:
            await capture.stop()
            raise
        return capture

    def permit(self, identity: str, *, participant: str, name: str) -> None:
        """From now on this person is written."""
        self._recorder.permit(identity, participant, name)

    def forbid(self, identity: str) -> None:
        """Nothing of this person that comes later is written; their files close."""
        self._recorder.forbid(identity)

    def permit_only(self, people: Mapping[str, Person]) -> None:
        """The whole list anew, read from the source of truth: also ends `Held`."""
        self._recorder.permit_only([(key, person.participant, person.name) for key, person in people.items()])

    def beat(self) -> None:
        """The source of truth can be heard. Two seconds without it, and nothing is written until `permit_only`."""
        self._recorder.beat()

    def pause(self) -> None:
        """Writes nothing until `resume`. Files stay open."""
        self._recorder.pause()

    def resume(self) -> None:
        """Ends a pause: those permitted are written again, in the same files."""
        self._recorder.resume()

    async def stop(self) -> None:
        """Closes all files and leaves. Safe to call twice; events that wait can still be iterated."""
        if self.ended is None:
            self._recorder.stop()
            while self.ended is None:
                self._more.clear()
                await self._more.wait()
        self._loop.remove_reader(self._recorder.fileno())

    def __aiter__(self) -> AsyncIterator[Event]:
        return self

    async def __anext__(self) -> Event:
        while not self._events:
            if self.ended is not None:
                raise StopAsyncIteration
            self._more.clear()
            await self._more.wait()
        return self._events.popleft()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _entered(self) -> None:
        await self._joined.wait()
        if self._refused is not None:
            raise JoinFailed(self._refused)

    def _take(self) -> None:
        for event in self._recorder.drain():
            if isinstance(event, RecorderJoined):
                self._joined.set()
                continue
            if isinstance(event, Ended):
                self.ended = event.why
                if not self._joined.is_set():
                    self._refused = event.reason
                    self._joined.set()
            self._events.append(event)
        self._more.set()
