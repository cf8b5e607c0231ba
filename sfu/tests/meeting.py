"""A room driven without sockets: people come in, say things, and what they are told is kept."""

from collections.abc import Mapping
from typing import Any

from livekit.protocol.models import ParticipantInfo, TrackInfo, TrackSource, TrackType, VideoLayer, VideoQuality
from livekit.protocol.rtc import (
    AddTrackRequest,
    LeaveRequest,
    SessionDescription,
    SignalRequest,
    SignalResponse,
)
from livekit.protocol.webhook import WebhookEvent
from visio_sfu.clock import ManualClock
from visio_sfu.media import events
from visio_sfu.media.commands import Command
from visio_sfu.media.scripted import ScriptedMedia, offer
from visio_sfu.options import RoomDefaults
from visio_sfu.rooms.directory import Directory, RoomWishes
from visio_sfu.rooms.effects import HangUp, Notify, Order, RoomEnded, Say
from visio_sfu.rooms.participant import Connecting, Participant
from visio_sfu.rooms.room import Room
from visio_sfu.sids import CountedSids
from visio_sfu.signalling.exchange import Exchange
from visio_sfu.signalling.join import check_claims, connecting_of, join
from visio_sfu.signalling.resume import resume
from visio_sfu.tokens import Claims, VideoGrants

KEYS = {"devkey": "secret"}
QUERY = {"protocol": "16", "sdk": "js", "auto_subscribe": "1"}
SOURCES = {
    "microphone": (TrackType.AUDIO, TrackSource.MICROPHONE),
    "camera": (TrackType.VIDEO, TrackSource.CAMERA),
    "screen": (TrackType.VIDEO, TrackSource.SCREEN_SHARE),
}

LAYERS = [
    VideoLayer(quality=VideoQuality.LOW, width=320, height=180, rid="q"),
    VideoLayer(quality=VideoQuality.MEDIUM, width=640, height=360, rid="h"),
    VideoLayer(quality=VideoQuality.HIGH, width=1280, height=720, rid="f"),
]


class Person:
    """A client: what it was told is in `inbox`."""

    def __init__(self, meeting: "Meeting", exchange: Exchange) -> None:
        self.meeting = meeting
        self.exchange = exchange
        self.inbox: list[SignalResponse] = []
        self.hung_up = False
        self.sections: list[tuple[str, str, str]] = []

    @property
    def one(self) -> Participant:
        return self.exchange.one

    @property
    def sid(self) -> str:
        return self.one.sid

    @property
    def number(self) -> int:
        return self.one.number

    # ---- saying

    def say(self, **request: Any) -> None:
        self.meeting.receive(self, SignalRequest(**request).SerializeToString())

    def connect_media(self) -> None:
        """Answers the last offer of the engine; its double then connects."""
        last = self.told("offer")[-1]
        self.say(answer=SessionDescription(type="answer", sdp="v=0", id=last.id))

    def announce(self, source: str, cid: str = "", **more: Any) -> None:
        kind, code = SOURCES[source]
        self.say(add_track=AddTrackRequest(cid=cid or source, type=kind, source=code, name=source, **more))

    def send_section(self, kind: str, cid: str) -> None:
        """Offers one more media section."""
        self.sections.append((str(len(self.sections)), kind, cid))
        self.offer_sections()

    def offer_sections(self, *, direction: str = "sendonly") -> None:
        self.say(
            offer=SessionDescription(
                type="offer", sdp=offer(*self.sections, direction=direction), id=len(self.sections)
            )
        )

    def publish(self, source: str, **more: Any) -> TrackInfo:
        """Announces and sends a track; returns what the server made of it."""
        self.announce(source, **more)
        self.send_section("audio" if source == "microphone" else "video", source)
        return self.track(source)

    # ---- being told

    def track(self, name: str) -> TrackInfo:
        return next(track.info for track in self.one.tracks.values() if track.info.name == name)

    def told(self, kind: str) -> list[Any]:
        """All messages of that kind, oldest first."""
        return [getattr(message, kind) for message in self.inbox if message.WhichOneof("message") == kind]

    def heard_of(self, other: "Person") -> list[ParticipantInfo]:
        """All that was said of another participant."""
        return [info for update in self.told("update") for info in update.participants if info.sid == other.sid]

    @property
    def kinds(self) -> list[str]:
        return [message.WhichOneof("message") or "" for message in self.inbox]

    @property
    def farewell(self) -> LeaveRequest:
        return self.told("leave")[-1]

    def forget(self) -> None:
        """Only what comes from now on matters."""
        self.inbox.clear()


class Meeting:
    """One directory with a scripted engine under a clock that stands still."""

    def __init__(self, defaults: RoomDefaults | None = None) -> None:
        self.clock = ManualClock()
        self.media = ScriptedMedia()
        self.media.start(self._on_events)
        self.directory = Directory(defaults or RoomDefaults(), CountedSids())
        self.notices: list[WebhookEvent] = []
        self.people: dict[int, Person] = {}
        self.ended: list[str] = []

    # ---- people

    def arrive(
        self, identity: str, *, query: Mapping[str, str] | None = None, connect: bool = True, **claims: Any
    ) -> Person:
        """Somebody joins the room `daily` and, unless told otherwise, connects."""
        self._check(claims)
        given = self.claims(identity, **claims)
        check_claims(given)
        room, one = join(self.directory, given, connecting_of({**QUERY, **(query or {})}), self.clock.now())
        person = Person(self, self._exchange(room, one))
        self.people[one.number] = person
        self.flush()
        if connect:
            person.connect_media()
        return person

    def claims(self, identity: str, *, grants: Mapping[str, Any] | None = None, **claims: Any) -> Claims:
        granted: dict[str, Any] = {"room_join": True, "room": "daily", **(grants or {})}
        video = VideoGrants(**granted)
        given: dict[str, Any] = {"issued_at": self.clock.now(), "expires_at": self.clock.now() + 600, **claims}
        return Claims(key="devkey", identity=identity, grants=video, **given)

    def lose_socket(self, person: Person) -> None:
        self.room.socket_lost(person.one, self.clock.now())
        self.flush()

    def come_back(self, person: Person) -> Person | None:
        """The client of `person` resumes over a new socket."""
        one = self.room.resumable(person.sid, person.one.identity)
        if one is None:
            return None
        resumed = Person(self, self._exchange(self.room, one))
        resumed.sections = person.sections
        self.people[one.number] = resumed
        resume(self.room, one, Connecting(info=one.connecting.info), self.clock.now())
        self.flush()
        return resumed

    def receive(self, person: Person, data: bytes) -> None:
        person.exchange.receive(data, self.clock.now())
        self.flush()

    # ---- the room

    @property
    def room(self) -> Room:
        room = self.directory.get("daily")
        assert room is not None, "the room is gone"
        return room

    def open(self, **wishes: Any) -> Room:
        room = self.directory.open("daily", RoomWishes(**wishes), self.clock.now())
        self.flush()
        return room

    def engine_tells(self, *happened: events.Event) -> None:
        self.media.tell(*happened)

    def after(self, seconds: float) -> None:
        """Time passes, in the steps in which something is due."""
        until = self.clock.now() + seconds
        while (due := self._next_deadline()) is not None and due <= until:
            self.clock.advance(max(0.0, due - self.clock.now()))
            self._on_time()
        self.clock.advance(max(0.0, until - self.clock.now()))

    def orders(self, kind: type[Command]) -> list[Any]:
        return [command for command in self.media.obeyed if isinstance(command, kind)]

    @property
    def noticed(self) -> list[str]:
        return [notice.event for notice in self.notices]

    def flush(self) -> None:
        while effects := self.directory.drain():
            for effect in effects:
                match effect:
                    case Say(to=numbers, message=message):
                        for number in numbers:
                            self.people[number].inbox.append(message)
                    case Order(command=command):
                        self.media.obey(command)
                    case Notify(event=event):
                        self.notices.append(event)
                    case HangUp(participant=number):
                        self.people[number].hung_up = True
                    case RoomEnded(name=name):
                        self.ended.append(name)
            self.media.deliver()

    # ---- details

    def _check(self, claims: Mapping[str, Any]) -> None:
        assert set(claims) <= {"grants", "name", "kind", "metadata", "attributes", "issued_at", "room_config"}

    def _exchange(self, room: Room, one: Participant) -> Exchange:
        return Exchange(room, one, signing_key=("devkey", "secret"), now=self.clock.now())

    def _on_events(self, batch: list[events.Event]) -> None:
        for event in batch:
            self.directory.on_event(event, self.clock.now())
        self.flush()

    def _present(self) -> list[Person]:
        return [
            person for person in self.people.values() if person.one.number in person.exchange.room.state.participants
        ]

    def _next_deadline(self) -> float | None:
        # A client that is there pings; silence has a test of its own.
        return self.directory.next_deadline()

    def _on_time(self) -> None:
        self.directory.on_time(self.clock.now())
        for person in self._present():
            person.exchange.on_time(self.clock.now())
        self.flush()
