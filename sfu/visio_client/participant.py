"""The asyncio face of the headless participant."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from types import TracebackType
from typing import Final, Literal, Self, TypeVar

from visio_sfu.media._native import Client, ClientOptions, ClientPublished, ClientPublishRefused

from visio_client.errors import JoinFailed, PublishFailed
from visio_client.events import Event, Frame, Joined, Left, Person

E = TypeVar("E", bound=Event)

MAX_WAITING_FRAMES: Final = 8192
"""Frames that may wait for whoever iterates; beyond, the oldest are lost and counted in `Participant.frames_lost`."""


async def join(
    url: str,
    token: str,
    *,
    auto_subscribe: bool = True,
    reorder_timeout_ms: int | None = None,
    redundant_audio: bool = True,
) -> "Participant":
    """Enters the room that the token names. Raises JoinFailed.

    `reorder_timeout_ms`: how long sound may wait for a packet that is missing (1 s unless said).
    `redundant_audio`: send each Opus packet again with the next, where the server takes it.
    """
    options = ClientOptions(
        url=url,
        token=token,
        auto_subscribe=auto_subscribe,
        reorder_timeout_ms=reorder_timeout_ms,
        redundant_audio=redundant_audio,
    )
    participant = Participant(Client(options))
    try:
        await participant.entered()
    except BaseException:
        await participant.leave()
        raise
    return participant


class Participant:
    """Somebody in a room. Iterate it for events; it is over when the iteration ends. One task may iterate at a time.

    Made by `join`; use it as an asynchronous context manager, or call `leave`.
    """

    def __init__(self, client: Client) -> None:
        self.sid = ""
        self.identity = ""
        self.room = ""
        self.people: dict[str, Person] = {}
        """Everybody else who is there, by identity."""
        self.frames_lost = 0
        self.left: str | None = None
        """The reason, once it is over."""
        self._client = client
        self._events: deque[Event] = deque()
        self._frames = 0
        self._more = asyncio.Event()
        self._joined = asyncio.Event()
        self._published: dict[int, asyncio.Future[str]] = {}
        self._tracks: dict[int, AudioTrack | VideoTrack] = {}
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(client.fileno(), self._take)

    async def entered(self) -> None:
        """Returns once the room is entered. Raises JoinFailed."""
        await self._joined.wait()
        if not self.sid:
            raise JoinFailed(self.left or "left")

    async def publish_audio(
        self, name: str, *, source: Literal["microphone", "screen_share_audio"] = "microphone"
    ) -> "AudioTrack":
        """Publishes Opus. Raises PublishFailed."""
        number = self._client.publish_audio(name, source=source)
        track = AudioTrack(self._client, number)
        await self._announced(number, track)
        return track

    async def publish_video(
        self,
        name: str,
        *,
        source: Literal["camera", "screen_share"] = "camera",
        codec: Literal["vp8", "h264"] = "vp8",
        layers: Sequence[tuple[int, int]] = (),
    ) -> "VideoTrack":
        """Publishes pictures. Raises PublishFailed.

        `layers` are width and height of each simulcast layer, lowest first; one or none means no simulcast.
        """
        number = self._client.publish_video(name, source=source, codec=codec, layers=layers)
        track = VideoTrack(self._client, number)
        await self._announced(number, track)
        return track

    def subscribe(self, track_sid: str) -> None:
        """Asks for a track; only needed without `auto_subscribe` or after `unsubscribe`."""
        self._client.set_subscribed(track_sid, subscribed=True)

    def unsubscribe(self, track_sid: str) -> None:
        """Wants a track no longer."""
        self._client.set_subscribed(track_sid, subscribed=False)

    def want_size(self, track_sid: str, width: int, height: int) -> None:
        """Says how large a picture is needed; the server chooses the layer."""
        self._client.set_track_settings(track_sid, width=width, height=height)

    def pause(self, track_sid: str) -> None:
        """Wants nothing of a track for now; `want_size` ends it."""
        self._client.set_track_settings(track_sid, disabled=True)

    def request_keyframe(self, track_sid: str) -> None:
        """Asks the sender of a track for a keyframe."""
        self._client.request_keyframe(track_sid)

    def send_data(self, payload: bytes, *, reliable: bool = True, topic: str = "") -> None:
        """Sends a message of at most 64 000 bytes to all others."""
        self._client.send_data(payload, reliable=reliable, topic=topic)

    def send_text_stream(
        self,
        text: str,
        *,
        topic: str,
        stream_id: str,
        attributes: Mapping[str, str] | None = None,
        destination_identities: Sequence[str] = (),
    ) -> None:
        """Sends a text stream, as LiveKit's clients read them by topic; without destinations to everybody.

        `stream_id` is new for each stream.
        """
        self._client.send_text_stream(
            text,
            topic=topic,
            stream_id=stream_id,
            attributes=attributes or {},
            destinations=destination_identities,
        )

    def interrupt(self) -> None:
        """Cuts the signalling socket as a lost network would; the participant resumes by itself."""
        self._client.interrupt()

    async def next(self, kind: type[E]) -> E:
        """The next event of a kind; others before it are dropped. Raises StopAsyncIteration when it is over."""
        while True:
            event = await anext(self)
            if isinstance(event, kind):
                return event

    async def leave(self) -> None:
        """Says goodbye. Idempotent."""
        if self.left is None:
            self._client.leave()
            async with asyncio.timeout(5):
                while self.left is None:
                    self._more.clear()
                    await self._more.wait()
        self._loop.remove_reader(self._client.fileno())

    def __aiter__(self) -> AsyncIterator[Event]:
        return self

    async def __anext__(self) -> Event:
        while not self._events:
            if self.left is not None:
                raise StopAsyncIteration
            self._more.clear()
            await self._more.wait()
        event = self._events.popleft()
        if isinstance(event, Frame):
            self._frames -= 1
        return event

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.leave()

    async def _announced(self, number: int, track: "AudioTrack | VideoTrack") -> None:
        answer: asyncio.Future[str] = self._loop.create_future()
        self._published[number] = answer
        self._tracks[number] = track
        if self.left is not None:
            raise PublishFailed("left")
        track.sid = await answer

    def _take(self) -> None:
        for event in self._client.drain():
            if isinstance(event, ClientPublished):
                self._answer(event.local, event.track_sid)
            elif isinstance(event, ClientPublishRefused):
                self._refuse(event.local, event.reason)
            else:
                self._keep(event)
                self._events.append(event)
        self._more.set()

    def _keep(self, event: Event) -> None:
        if isinstance(event, Frame):
            self._frames += 1
            if self._frames > MAX_WAITING_FRAMES:
                self._lose_oldest_frame()
        elif isinstance(event, Joined):
            self.sid, self.identity, self.room = event.sid, event.identity, event.room
            self._joined.set()
        elif isinstance(event, Person):
            if event.present:
                self.people[event.identity] = event
            else:
                self.people.pop(event.identity, None)
        elif isinstance(event, Left):
            self.left = event.reason
            self._joined.set()
            for number in list(self._published):
                self._refuse(number, "left")

    def _lose_oldest_frame(self) -> None:
        oldest = next((event for event in self._events if isinstance(event, Frame)), None)
        if oldest is not None:
            self._events.remove(oldest)
            self._frames -= 1
            self.frames_lost += 1

    def _answer(self, number: int, track_sid: str) -> None:
        answer = self._published.pop(number, None)
        if answer is not None and not answer.done():
            answer.set_result(track_sid)
        elif number in self._tracks:
            self._tracks[number].sid = track_sid

    def _refuse(self, number: int, reason: str) -> None:
        self._tracks.pop(number, None)
        answer = self._published.pop(number, None)
        if answer is not None and not answer.done():
            answer.set_exception(PublishFailed(reason))


class _Track:
    def __init__(self, client: Client, number: int) -> None:
        self.sid = ""
        """Its `TR_…`; changes with a full reconnect."""
        self.number = number
        """The number that `KeyframeWanted.local` bears."""
        self._client = client

    def mute(self) -> None:
        self._client.set_muted(self.number, muted=True)

    def unmute(self) -> None:
        self._client.set_muted(self.number, muted=False)

    def unpublish(self) -> None:
        self._client.unpublish(self.number)


class AudioTrack(_Track):
    """Sound of our own."""

    def send(self, packet: bytes, timestamp: int) -> None:
        """Sends one Opus packet; `timestamp` in 48 kHz units. It is lost until the connection stands."""
        self._client.send_audio(self.number, packet, timestamp)


class VideoTrack(_Track):
    """Pictures of our own."""

    def send(self, picture: bytes, timestamp: int, *, layer: int = 0) -> None:
        """Sends one encoded picture; `timestamp` in 90 kHz units. It is lost until the connection stands."""
        self._client.send_video(self.number, picture, timestamp, layer=layer)
