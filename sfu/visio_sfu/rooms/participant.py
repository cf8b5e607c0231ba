"""One presence in a room: who it is, what it sends, what it wants to receive, how its connections are."""

from dataclasses import dataclass, field
from typing import Final, Literal

from livekit.protocol.models import ClientInfo, ParticipantInfo
from livekit.protocol.rtc import SubscriptionPermission
from visio_sfu.rooms.permissions import KINDS, Permissions, is_dependent
from visio_sfu.rooms.track import HIGH, LOW, Track
from visio_sfu.tokens import Claims

State = ParticipantInfo.State

# Departures a participant without a socket is told of when it resumes; one that missed more makes a full reconnect.
MAX_MISSED_DEPARTURES: Final = 1_000

# The version of livekit-client that reads the sections of offers.
_FINDS_TRACKS_BY_SECTION: Final = (2, 23)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connecting:
    """What a client says of itself when it connects."""

    info: ClientInfo = field(default_factory=ClientInfo)
    auto_subscribe: bool = True
    adaptive_stream: bool = False
    attributes: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def is_firefox(self) -> bool:
        return self.info.browser.lower().startswith("firefox")

    @property
    def needs_sid_in_stream(self) -> bool:
        """Firefox with a client that does not yet find tracks by their section."""
        return self.is_firefox and _version(self.info.version) < _FINDS_TRACKS_BY_SECTION


@dataclass(slots=True)
class Viewing:
    """What a subscriber asks of one track it receives."""

    max_layer: int
    disabled: bool = False
    priority: int = 0


@dataclass(slots=True)
class Section:
    """A sending media section of the publisher connection that no announced track has claimed yet."""

    kind: str
    cid: str


@dataclass(slots=True, kw_only=True)
class Participant:
    number: int
    sid: str
    claims: Claims
    connecting: Connecting
    permissions: Permissions
    joined_at: float
    name: str
    metadata: str
    attributes: dict[str, str]
    state: State = State.JOINED
    version: int = 0

    # what it sends
    tracks: dict[str, Track] = field(default_factory=dict[str, Track])
    """By sid, in the order of their announcement."""
    sections: dict[str, Section] = field(default_factory=dict[str, Section])
    """By mid."""
    allowed: SubscriptionPermission | None = None
    """Who may receive its tracks; None: everybody."""
    offers: dict[int, int] = field(default_factory=dict[int, int])
    """Requests to the engine → the client's offer ids."""
    latest_offer: int = 0
    """The engine's last offer for the connection it receives on."""
    last_sequence: int = 0
    """The number of its last reliable message."""

    # what it receives
    choices: dict[str, bool] = field(default_factory=dict[str, bool])
    """Track sid → wanted or not, where the participant has said so."""
    viewing: dict[int, Viewing] = field(default_factory=dict[int, Viewing])
    """By track number: what it receives now or asked for."""
    denied: set[int] = field(default_factory=set[int])
    """Numbers of tracks it wants and was told that it may not have."""
    heard: dict[str, float] = field(default_factory=dict[str, float])
    """Participant sid → level last told to it."""

    # how it is connected
    has_socket: bool = True
    dropped_at: float | None = None
    """When to drop it unless its connections return."""
    transports: dict[str, str] = field(default_factory=dict[str, str])
    """"publisher", "subscriber" → last state told by the engine."""
    missed_departures: list[ParticipantInfo] = field(default_factory=list[ParticipantInfo])
    arrival_noticed: bool = False
    cut_on_resume: Literal["", "first", "later"] = ""
    """A rehearsed failure: the next resume's socket is closed before or after its first messages."""

    @property
    def identity(self) -> str:
        return self.claims.identity

    @property
    def dependent(self) -> bool:
        return is_dependent(self.claims)

    @property
    def hidden(self) -> bool:
        return self.permissions.hidden

    @property
    def active(self) -> bool:
        return self.state == State.ACTIVE

    @property
    def first_layer(self) -> int:
        """The layer sent before the client has said anything: a client that measures its pictures will say soon."""
        return LOW if self.connecting.adaptive_stream else HIGH

    def published(self) -> list[Track]:
        return [track for track in self.tracks.values() if track.published]

    def touch(self) -> None:
        """Something others see has changed."""
        self.version += 1

    def info(self) -> ParticipantInfo:
        return ParticipantInfo(
            sid=self.sid,
            identity=self.identity,
            state=self.state,
            tracks=[track.info for track in self.published()],
            metadata=self.metadata,
            joined_at=int(self.joined_at),
            joined_at_ms=int(self.joined_at * 1000),
            name=self.name,
            version=self.version,
            permission=self.permissions.message(),
            is_publisher=bool(self.published()),
            kind=KINDS.get(self.claims.kind, ParticipantInfo.Kind.STANDARD),
            attributes=self.attributes,
            client_protocol=self.connecting.info.client_protocol,
        )


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")[:2] if part.isascii() and part.isdigit())
