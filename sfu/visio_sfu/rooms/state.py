"""What the parts of a room share: the people, the tracks, and the effects they have decided."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from livekit.protocol.models import ParticipantInfo, TrackInfo
from livekit.protocol.models import Room as RoomMessage
from livekit.protocol.rtc import ParticipantUpdate, SignalResponse
from livekit.protocol.webhook import WebhookEvent
from visio_sfu.media.commands import Command
from visio_sfu.rooms.effects import Effect, HangUp, Notify, Order, Say
from visio_sfu.rooms.participant import MAX_MISSED_DEPARTURES, Participant, State
from visio_sfu.rooms.track import Track
from visio_sfu.sids import Sids

# One message holds at most this much of participants, so that none comes near the clients' message limit.
MAX_UPDATE_BYTES = 128 * 1024


@dataclass(slots=True, kw_only=True)
class RoomSettings:
    """What CreateRoom, a token or the server's defaults say. Timeouts in seconds; `max_participants` 0 is no limit."""

    empty_timeout: int
    departure_timeout: int
    max_participants: int
    metadata: str = ""


class Numbers:
    """Numbers for the media engine, never used twice."""

    def __init__(self) -> None:
        self._last = 0

    def new(self) -> int:
        self._last += 1
        return self._last


@dataclass(slots=True, kw_only=True)
class RoomState:
    number: int
    sid: str
    name: str
    settings: RoomSettings
    created_at: float
    sids: Sids
    numbers: Numbers
    participants: dict[int, Participant] = field(default_factory=dict[int, Participant])
    identities: dict[str, Participant] = field(default_factory=dict[str, Participant])
    tracks: dict[int, Track] = field(default_factory=dict[int, Track])
    tracks_by_sid: dict[str, Track] = field(default_factory=dict[str, Track])
    effects: list[Effect] = field(default_factory=list[Effect])

    # ---- looking up

    def by_sid(self, sid: str) -> Participant | None:
        return next((one for one in self.participants.values() if one.sid == sid), None)

    def track_by_sid(self, sid: str) -> Track | None:
        return self.tracks_by_sid.get(sid)

    def add_track(self, one: Participant, track: Track) -> None:
        one.tracks[track.info.sid] = self.tracks[track.number] = self.tracks_by_sid[track.info.sid] = track

    def remove_track(self, one: Participant, track: Track) -> None:
        del one.tracks[track.info.sid], self.tracks[track.number], self.tracks_by_sid[track.info.sid]

    def publisher_of(self, track: Track) -> Participant:
        return self.participants[track.publisher]

    def others(self, one: Participant) -> Iterator[Participant]:
        return (other for other in self.participants.values() if other is not one)

    def counted(self) -> list[Participant]:
        """Those who are people of the meeting: see `is_dependent`."""
        return [one for one in self.participants.values() if not one.dependent]

    # ---- deciding

    def say(self, to: Participant | Iterable[Participant], message: SignalResponse) -> None:
        people = (to,) if isinstance(to, Participant) else to
        numbers = tuple(one.number for one in people if one.has_socket)
        if numbers:
            self.effects.append(Say(numbers, message))

    def order(self, command: Command) -> None:
        self.effects.append(Order(command))

    def hang_up(self, one: Participant, after: float) -> None:
        if one.has_socket:
            self.effects.append(HangUp(one.number, after))

    def notify(
        self, event: str, now: float, *, one: ParticipantInfo | None = None, track: TrackInfo | None = None
    ) -> None:
        notice = WebhookEvent(
            event=event, room=self.message(), participant=one, track=track, id=self.sids.new("EV_"), created_at=int(now)
        )
        self.effects.append(Notify(notice))

    def announce(self, one: Participant, *, to_itself: bool = False) -> None:
        """Tells the room what `one` is now. A hidden participant learns of itself alone."""
        one.touch()
        update = SignalResponse(update=ParticipantUpdate(participants=[one.info()]))
        if not one.hidden:
            self.say(self.others(one), update)
        if to_itself:
            self.say(one, update)

    def announce_departure(self, one: Participant, info: ParticipantInfo) -> None:
        if one.hidden:
            return
        self.say(self.others(one), SignalResponse(update=ParticipantUpdate(participants=[info])))
        for other in self.others(one):
            if not other.has_socket and len(other.missed_departures) < MAX_MISSED_DEPARTURES:
                other.missed_departures.append(info)

    def message(self) -> RoomMessage:
        people = self.counted()
        created_ms = int(self.created_at * 1000)
        return RoomMessage(
            sid=self.sid,
            name=self.name,
            empty_timeout=self.settings.empty_timeout,
            departure_timeout=self.settings.departure_timeout,
            max_participants=self.settings.max_participants,
            creation_time=created_ms // 1000,
            creation_time_ms=created_ms,
            metadata=self.settings.metadata,
            num_participants=len(people),
            num_publishers=sum(1 for one in people if one.published()),
            active_recording=any(one.permissions.recorder for one in self.participants.values()),
        )


def update_messages(infos: Iterable[ParticipantInfo]) -> Iterator[SignalResponse]:
    """`infos` in as few `update` messages as MAX_UPDATE_BYTES allows."""
    batch: list[ParticipantInfo] = []
    size = 0
    for info in infos:
        if batch and size + info.ByteSize() > MAX_UPDATE_BYTES:
            yield SignalResponse(update=ParticipantUpdate(participants=batch))
            batch, size = [], 0
        batch.append(info)
        size += info.ByteSize()
    if batch:
        yield SignalResponse(update=ParticipantUpdate(participants=batch))


def departed(one: Participant) -> ParticipantInfo:
    """What others are told of somebody who is gone; the reason is filled in by the room."""
    one.state = State.DISCONNECTED
    one.touch()
    return one.info()
