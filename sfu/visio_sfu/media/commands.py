"""What the rooms want of the media engine: frozen values, one for each method of `_native.Engine` that changes
something.

Rooms, participants and tracks are named by numbers that are never reused.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Target: TypeAlias = Literal["publisher", "subscriber"]
Kind: TypeAlias = Literal["audio", "video"]


@dataclass(frozen=True, slots=True)
class OpenRoom:
    room: int


@dataclass(frozen=True, slots=True)
class CloseRoom:
    room: int


@dataclass(frozen=True, slots=True)
class AddParticipant:
    room: int
    participant: int
    counts_as_speaker: bool


@dataclass(frozen=True, slots=True)
class RemoveParticipant:
    participant: int


@dataclass(frozen=True, slots=True)
class PublisherOffer:
    """The lists hold the clients' track ids of sound that is sent so."""

    participant: int
    request: int
    sdp: str
    stereo: tuple[str, ...] = ()
    without_red: tuple[str, ...] = ()
    without_dtx: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenSubscriber:
    participant: int


@dataclass(frozen=True, slots=True)
class SubscriberAnswer:
    participant: int
    offer: int
    sdp: str


@dataclass(frozen=True, slots=True)
class RestartSubscriberIce:
    participant: int


@dataclass(frozen=True, slots=True)
class AddCandidate:
    participant: int
    target: Target
    candidate: str


@dataclass(frozen=True, slots=True)
class Publish:
    participant: int
    track: int
    mid: str
    kind: Kind
    stereo: bool


@dataclass(frozen=True, slots=True)
class Unpublish:
    track: int


@dataclass(frozen=True, slots=True)
class MuteTrack:
    track: int
    muted: bool


@dataclass(frozen=True, slots=True)
class Subscribe:
    participant: int
    track: int
    stream_id: str
    track_id: str


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    participant: int
    track: int


@dataclass(frozen=True, slots=True)
class Limit:
    participant: int
    track: int
    max_layer: int
    paused: bool
    priority: int


@dataclass(frozen=True, slots=True)
class SendData:
    participant: int
    payload: bytes
    reliable: bool


Command: TypeAlias = (
    OpenRoom
    | CloseRoom
    | AddParticipant
    | RemoveParticipant
    | PublisherOffer
    | OpenSubscriber
    | SubscriberAnswer
    | RestartSubscriberIce
    | AddCandidate
    | Publish
    | Unpublish
    | MuteTrack
    | Subscribe
    | Unsubscribe
    | Limit
    | SendData
)
