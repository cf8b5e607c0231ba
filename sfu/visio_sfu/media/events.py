"""What the media engine tells: the events of `_native`, as values of Python so that the rooms run without the
native module.

Fields mean what `_native.pyi` says.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from visio_sfu.media.commands import Target


@dataclass(frozen=True, slots=True)
class PublisherAnswer:
    participant: int
    request: int
    sdp: str
    media: list[tuple[str, str, str, bool]]


@dataclass(frozen=True, slots=True)
class SubscriberOffer:
    participant: int
    offer: int
    sdp: str


@dataclass(frozen=True, slots=True)
class NegotiationFailed:
    participant: int
    target: Target
    request: int
    reason: str


@dataclass(frozen=True, slots=True)
class TransportState:
    participant: int
    target: Target
    state: Literal["connected", "disconnected", "failed", "closed"]


@dataclass(frozen=True, slots=True)
class TrackStarted:
    track: int
    mime: str


@dataclass(frozen=True, slots=True)
class SubscriptionBound:
    participant: int
    track: int


@dataclass(frozen=True, slots=True)
class StreamPaused:
    participant: int
    track: int
    paused: bool


@dataclass(frozen=True, slots=True)
class LayersWanted:
    track: int
    max_layer: int


@dataclass(frozen=True, slots=True)
class SpeakersChanged:
    room: int
    speakers: list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class QualityReport:
    participant: int
    score: float
    lost: bool


@dataclass(frozen=True, slots=True)
class DataReceived:
    participant: int
    payload: bytes
    reliable: bool


@dataclass(frozen=True, slots=True)
class ShardFailed:
    rooms: list[int]


@dataclass(frozen=True, slots=True)
class ParticipantFailed:
    participant: int
    reason: str


Event: TypeAlias = (
    PublisherAnswer
    | SubscriberOffer
    | NegotiationFailed
    | TransportState
    | TrackStarted
    | SubscriptionBound
    | StreamPaused
    | LayersWanted
    | SpeakersChanged
    | QualityReport
    | DataReceived
    | ShardFailed
    | ParticipantFailed
)
