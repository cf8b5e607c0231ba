"""What a room wants done: everything it decides leaves it as one of these, in order."""

from dataclasses import dataclass
from typing import TypeAlias

from livekit.protocol.rtc import SignalResponse
from livekit.protocol.webhook import WebhookEvent
from visio_sfu.media.commands import Command


@dataclass(frozen=True, slots=True)
class Say:
    """A signalling message to participants, named by their numbers."""

    to: tuple[int, ...]
    message: SignalResponse


@dataclass(frozen=True, slots=True)
class HangUp:
    """Closes the participant's signalling socket, unless the client does so itself within `after` seconds."""

    participant: int
    after: float


@dataclass(frozen=True, slots=True)
class Order:
    """A command for the media engine."""

    command: Command


@dataclass(frozen=True, slots=True)
class Notify:
    """A notice to the application."""

    event: WebhookEvent


@dataclass(frozen=True, slots=True)
class RoomEnded:
    """The room is gone: nothing may come to it any more."""

    name: str


Effect: TypeAlias = Say | HangUp | Order | Notify | RoomEnded
