"""An engine without media: remembers what it was told, for tests and for a start without the media server."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from visio.engine.base import EngineFailed, EngineParticipant, Source


@dataclass(frozen=True)
class Sent:
    """One message: whom it went to (None: all) and what it said."""

    room: str
    identities: tuple[str, ...] | None
    message: dict[str, Any]


@dataclass
class ScriptedEngine:
    """Rooms and people as sets. `fails_with` makes every order fail with that Twirp code."""

    rooms: dict[str, dict[str, EngineParticipant]] = field(default_factory=dict[str, dict[str, EngineParticipant]])
    sent: list[Sent] = field(default_factory=list[Sent])
    removed: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    muted: list[tuple[str, str, Source]] = field(default_factory=list[tuple[str, str, Source]])
    attributes: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    permitted: dict[str, bool] = field(default_factory=dict[str, bool])
    fails_with: str | None = None

    credentials: tuple[str, str] = ("scripted", "scripted-secret-of-enough-length-for-hs256")
    url: str | None = None
    connect_within_seconds: int = 600

    def create_room(self, room: str) -> None:
        self._obey()
        self.rooms.setdefault(room, {})

    def delete_room(self, room: str) -> None:
        self._obey()
        self.rooms.pop(room, None)

    def participants(self, room: str) -> list[EngineParticipant]:
        self._obey()
        return list(self.rooms.get(room, {}).values())

    def remove(self, room: str, identity: str) -> None:
        self._obey()
        self.rooms.get(room, {}).pop(identity, None)
        self.removed.append((room, identity))

    def mute(self, room: str, identity: str, sources: Sequence[Source]) -> None:
        self._obey()
        self.muted.extend((room, identity, source) for source in sources)

    def send(self, room: str, data: bytes, identities: Sequence[str] | None) -> None:
        self._obey()
        self.sent.append(Sent(room, None if identities is None else tuple(identities), json.loads(data)))

    def permit(self, room: str, identity: str, *, publish: bool) -> None:
        self._obey()
        self.permitted[identity] = publish

    def set_attributes(self, room: str, identity: str, attributes: dict[str, str]) -> None:
        self._obey()
        self.attributes.setdefault(identity, {}).update(attributes)

    def connect(self, room: str, identity: str, *, hidden: bool = False) -> None:
        """Somebody is in the room from now on."""
        self.rooms.setdefault(room, {})[identity] = EngineParticipant(identity, hidden=hidden)

    def told(self, kind: str) -> list[Sent]:
        """The messages of one type, in order."""
        return [sent for sent in self.sent if sent.message["type"] == kind]

    def _obey(self) -> None:
        if self.fails_with is not None:
            raise EngineFailed(self.fails_with)
