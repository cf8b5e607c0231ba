"""All rooms of this server, and which of them a number of the engine belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass

from visio_sfu.media import commands, events
from visio_sfu.options import RoomDefaults
from visio_sfu.rooms.effects import Effect, Order, RoomEnded
from visio_sfu.rooms.room import Room
from visio_sfu.rooms.state import Numbers, RoomSettings
from visio_sfu.sids import Sids


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomWishes:
    """What CreateRoom or a token asks of a new room; 0 and "" mean the default."""

    empty_timeout: int = 0
    departure_timeout: int = 0
    max_participants: int = 0
    metadata: str = ""


class Directory:
    def __init__(self, defaults: RoomDefaults, sids: Sids) -> None:
        self._defaults = defaults
        self._sids = sids
        self._numbers = Numbers()
        self._by_name: dict[str, Room] = {}
        self._by_number: dict[int, Room] = {}
        self._owner: dict[int, Room] = {}
        """Participant and track numbers → their room."""

    def get(self, name: str) -> Room | None:
        return self._by_name.get(name)

    def __iter__(self) -> Iterator[Room]:
        return iter(list(self._by_name.values()))

    @property
    def auto_create(self) -> bool:
        return self._defaults.auto_create

    def open(self, name: str, wishes: RoomWishes, now: float) -> Room:
        """The room of that name; a new one where there is none."""
        existing = self._by_name.get(name)
        if existing is not None:
            return existing
        settings = RoomSettings(
            empty_timeout=wishes.empty_timeout or self._defaults.empty_timeout,
            departure_timeout=wishes.departure_timeout or self._defaults.departure_timeout,
            max_participants=wishes.max_participants or self._defaults.max_participants,
            metadata=wishes.metadata,
        )
        room = Room(name, settings, now=now, sids=self._sids, numbers=self._numbers)
        self._by_name[name] = room
        return room

    def on_event(self, event: events.Event, now: float) -> None:
        for room in self._concerned(event):
            room.on_event(event, now)

    def next_deadline(self) -> float | None:
        return min((due for room in self._by_name.values() if (due := room.next_deadline()) is not None), default=None)

    def on_time(self, now: float) -> None:
        for room in self:
            room.on_time(now)

    def drain(self) -> list[Effect]:
        """What all rooms have decided since the last call, in order within each room."""
        effects: list[Effect] = []
        for room in self:
            for effect in room.drain():
                self._follow(room, effect)
                effects.append(effect)
        return effects

    # ---- details

    def _concerned(self, event: events.Event) -> list[Room]:
        match event:
            case events.ShardFailed():
                found = [self._by_number.get(number) for number in event.rooms]
            case events.SpeakersChanged():
                found = [self._by_number.get(event.room)]
            case events.TrackStarted() | events.LayersWanted():
                found = [self._owner.get(event.track)]
            case _:
                found = [self._owner.get(event.participant)]
        return [room for room in found if room is not None]

    def _follow(self, room: Room, effect: Effect) -> None:
        """Keeps in mind which numbers are the room's."""
        match effect:
            case Order(commands.OpenRoom(room=number)):
                self._by_number[number] = room
            case Order(commands.CloseRoom(room=number)):
                self._by_number.pop(number, None)
            case Order(commands.AddParticipant(participant=number)) | Order(commands.Publish(track=number)):
                self._owner[number] = room
            case Order(commands.RemoveParticipant(participant=number)) | Order(commands.Unpublish(track=number)):
                self._owner.pop(number, None)
            case RoomEnded(name=name):
                self._by_name.pop(name, None)
            case _:
                pass
