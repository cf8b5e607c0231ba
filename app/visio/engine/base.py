"""What every media engine must do. Only calls that stock LiveKit has too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class EngineFailed(Exception):
    """The engine did not do as told. `code` is the Twirp code: `not_found`, `unavailable` …"""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Source(StrEnum):
    MICROPHONE = "microphone"
    CAMERA = "camera"
    SHARE = "share"
    SHARE_SOUND = "share-sound"


@dataclass(frozen=True)
class EngineTrack:
    sid: str
    source: Source | None
    muted: bool


@dataclass(frozen=True)
class EngineParticipant:
    """Somebody whom the engine holds in a room. `hidden` also stands for recorders and agents."""

    identity: str
    hidden: bool = False
    tracks: Sequence[EngineTrack] = field(default=())


class Engine(Protocol):
    """Orders to the engine. All block, are called outside transactions, and raise EngineFailed."""

    @property
    def credentials(self) -> tuple[str, str]:
        """API key and secret that media tokens are signed with."""
        ...

    @property
    def url(self) -> str | None:
        """WebSocket address for browsers; None when it is the address of the application itself."""
        ...

    @property
    def connect_within_seconds(self) -> int:
        """How long a media token may wait before it is used."""
        ...

    def create_room(self, room: str) -> None:
        """Makes the room, or leaves it as it is. Empty for 60 s it ends."""
        ...

    def delete_room(self, room: str) -> None:
        """Ends the room for all in it; a room that is not there is fine."""
        ...

    def participants(self, room: str) -> list[EngineParticipant]: ...

    def remove(self, room: str, identity: str) -> None:
        """Puts somebody out; nobody of that identity is fine."""
        ...

    def mute(self, room: str, identity: str, sources: Sequence[Source]) -> None:
        """Mutes the tracks of these sources. Nobody can be unmuted."""
        ...

    def send(self, room: str, data: bytes, identities: Sequence[str] | None) -> None:
        """Sends to these identities, or to all with None; reliable, topic `visio`, without a sender."""
        ...

    def permit(self, room: str, identity: str, *, publish: bool) -> None:
        """Whether somebody may send sound and picture from now on; what they may not is unpublished."""
        ...

    def set_attributes(self, room: str, identity: str, attributes: dict[str, str]) -> None: ...


# Both timeouts of a room: how long a call without people goes on.
ROOM_EMPTY_SECONDS = 60

TOPIC = "visio"

_engine: Engine | None = None


def use(engine: Engine) -> None:
    global _engine
    _engine = engine


def engine() -> Engine:
    """The engine of this process."""
    if _engine is None:
        raise RuntimeError("no media engine is in use")
    return _engine
