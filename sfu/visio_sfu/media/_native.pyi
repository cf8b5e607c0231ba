"""The native engine: packets in Rust, wishes from Python.

All commands return at once: they are put into the engine's bounded mailbox and obeyed on a media thread. What
happens comes back as events, drained in batches when `fileno()` becomes readable. Nothing of Python ever runs on a
media thread.

Numbers name things: a room, a participant and a track are integers that the caller chooses and never reuses. A
command that names something unknown (it may have gone a moment ago) is ignored; `EngineStopped` is raised once the
engine has stopped.

Membership, permissions and subscriptions are decided above; the engine only knows who sends what to whom.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias, final

Target: TypeAlias = Literal["publisher", "subscriber"]
"""Which of a participant's two peer connections: the one it offers and sends on, or the one the server offers and
sends on."""

class EngineStopped(RuntimeError): ...

class EngineOverloaded(RuntimeError):
    """65 536 commands wait: the media thread does not keep up. The command was not taken."""

class AddressInUse(OSError): ...

@final
class Engine:
    def __init__(
        self,
        *,
        udp_port: int,
        media_bind: Sequence[str] = (),
        advertised: Sequence[str] = (),
        speaker_interval_ms: int = 200,
    ) -> None:
        """Opens the media port and starts the media threads.

        `udp_port`: one UDP port for all media, 0 picks a free one. `media_bind`: addresses to bind; empty means all
        interfaces of both families. `advertised`: addresses offered to clients; empty means the machine's own
        addresses (those bound), loopback included. Raises AddressInUse, or OSError when an address is not the
        machine's.
        """
    @property
    def udp_port(self) -> int: ...
    @property
    def addresses(self) -> list[str]:
        """The IP addresses offered as candidates, in text."""
    def fileno(self) -> int:
        """A descriptor that is readable while events wait (an eventfd, or a pipe where the system has none)."""
    def drain(self, limit: int = 1024) -> list[Event]:
        """Takes up to `limit` events, oldest first, and clears `fileno()` when none is left."""
    def stop(self) -> None:
        """Closes all connections (DTLS close_notify is sent), joins the media threads. Idempotent."""

    # rooms and people
    def open_room(self, room: int) -> None: ...
    def close_room(self, room: int) -> None: ...
    def add_participant(self, room: int, participant: int, *, counts_as_speaker: bool = True) -> None:
        """Makes both peer connections' places; the subscriber offers nothing until something is to be sent (see
        `open_subscriber`)."""
    def remove_participant(self, participant: int) -> None: ...

    # negotiation
    def publisher_offer(
        self,
        participant: int,
        request: int,
        sdp: str,
        *,
        stereo: Sequence[str] = (),
        without_red: Sequence[str] = (),
        without_dtx: Sequence[str] = (),
    ) -> None:
        """Answered by PublisherAnswer with the same `request`, or NegotiationFailed. All server candidates are in
        the answer.

        The lists hold track ids (the client's `cid`s) of audio that is sent in stereo, without redundancy (RFC 2198:
        needed with end-to-end encryption), or also while silent; all other audio is answered with redundancy where
        offered, and `usedtx=1`.
        """
    def open_subscriber(self, participant: int) -> None:
        """Makes the first offer of the subscriber connection: data channels `_reliable` and `_lossy`, and the media
        wanted so far."""
    def subscriber_answer(self, participant: int, offer: int, sdp: str) -> None:
        """The client's answer to SubscriberOffer number `offer`; an answer to an older offer is ignored."""
    def restart_subscriber_ice(self, participant: int) -> None:
        """A resumed client: the next offer carries new ICE credentials."""
    def add_candidate(self, participant: int, target: Target, candidate: str) -> None:
        """A trickled candidate line, with or without `candidate:` in front. Malformed and unresolvable (mDNS) ones
        are ignored."""

    # tracks sent by participants
    def publish(
        self, participant: int, track: int, *, mid: str, kind: Literal["audio", "video"], stereo: bool = False
    ) -> None:
        """Binds a track number to an m-line of the participant's publisher connection."""
    def unpublish(self, track: int) -> None: ...
    def mute_track(self, track: int, *, muted: bool) -> None:
        """While muted nothing of the track is forwarded, whatever the sender sends."""
    def request_keyframe(self, track: int) -> None: ...

    # tracks received by participants
    def subscribe(self, participant: int, track: int, *, stream_id: str, track_id: str) -> None:
        """Adds an m-line (a recycled one if one is free) with `a=msid:<stream_id> <track_id>`. Changes made while
        an offer is open are sent together in the next SubscriberOffer."""
    def unsubscribe(self, participant: int, track: int) -> None:
        """Stops the m-line; its slot is recycled by a later `subscribe`."""
    def limit(self, participant: int, track: int, *, max_layer: int, paused: bool = False, priority: int = 1) -> None:
        """What the client asks for: `max_layer` 0 low, 1 middle, 2 high; `paused` sends nothing. The engine sends
        at most this, less when the participant's link does not carry it. Screen shares should get a higher
        `priority`."""

    # data
    def send_data(self, participant: int, payload: bytes, *, reliable: bool) -> None:
        """One message on `_reliable` or `_lossy` of the subscriber connection (bounded queue; a lossy one may be
        dropped)."""

    def statistics(self) -> EngineStatistics:
        """A snapshot for metrics and benches; taken at most once per second per shard."""

@final
class EngineStatistics:
    packets_in: int
    packets_out: int
    bytes_in: int
    bytes_out: int
    participants: int
    events_dropped: int

# ---- events: frozen values ----------------------------------------------------------------------------------------

@final
class PublisherAnswer:
    participant: int
    request: int
    sdp: str
    media: list[tuple[str, str, str, bool]]
    """Each sending m-line of the offer: mid, "audio" or "video", track id of its msid (the client's `cid`, may be
    empty), and whether it is sending now."""

@final
class SubscriberOffer:
    participant: int
    offer: int
    sdp: str

@final
class NegotiationFailed:
    participant: int
    target: Target
    request: int
    reason: str
    """Why, in words for the log; holds nothing of the SDP."""

@final
class TransportState:
    participant: int
    target: Target
    state: Literal["connected", "disconnected", "failed", "closed"]
    """disconnected: ICE has heard nothing for some seconds and may come back; failed: given up."""

@final
class TrackStarted:
    """The first packet of a published track (or of it after a new m-line): the codec is known."""

    track: int
    mime: str
    """`audio/opus`, `audio/red`, `video/VP8`, `video/H264`, …"""

@final
class SubscriptionBound:
    """The first packet of a track has gone to this subscriber."""

    participant: int
    track: int

@final
class StreamPaused:
    """The allocator stopped or resumed a track for a subscriber because of its link."""

    participant: int
    track: int
    paused: bool

@final
class LayersWanted:
    """The highest layer any subscriber can use now (-1: nobody). Raised at once, lowered after 5 s."""

    track: int
    max_layer: int

@final
class SpeakersChanged:
    room: int
    speakers: list[tuple[int, float]]
    """Everybody heard now: participant, loudness 0–1, loudest first. Sent on change, at most once per
    `speaker_interval_ms`."""

@final
class QualityReport:
    participant: int
    score: float
    """0–100 over its tracks up and down (above 80 excellent, 40 good, 20 poor), every 5 s on change of class; a
    connection that is silent altogether is told by TransportState."""
    lost: bool

@final
class DataReceived:
    participant: int
    payload: bytes
    reliable: bool

@final
class ShardFailed:
    """A media thread ended; its rooms are gone. People in them must make a full reconnect."""

    rooms: list[int]

@final
class ParticipantFailed:
    """A fault inside one peer ended that peer alone."""

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

# ---- the headless participant: used by visio_client ------------------------------------------------------------------

@final
class ClientOptions:
    def __init__(
        self,
        *,
        url: str,
        token: str,
        auto_subscribe: bool = True,
        reorder_timeout_ms: int | None = None,
        redundant_audio: bool = True,
    ) -> None:
        """`reorder_timeout_ms`: how long sound may wait for a missing packet (the default is 1 s).
        `redundant_audio`: send RED."""

@final
class Client:
    """A LiveKit participant without a browser: joins, publishes encoded frames, receives encoded frames.

    Its threads are its own; `fileno()` and `drain()` work as on Engine. Frames are whole encoded pictures or Opus
    packets.
    """

    def __init__(self, options: ClientOptions) -> None:
        """Starts joining; ClientJoined or ClientLeft follows as an event."""
    def fileno(self) -> int: ...
    def drain(self, limit: int = 1024) -> list[ClientEvent]: ...
    def publish_audio(self, name: str, *, source: Literal["microphone", "screen_share_audio"] = "microphone") -> int:
        """Announces a track; returns a local number for `send_audio`. ClientPublished follows."""
    def publish_video(
        self,
        name: str,
        *,
        source: Literal["camera", "screen_share"] = "camera",
        codec: Literal["vp8", "h264"] = "vp8",
        layers: Sequence[tuple[int, int]] = (),
    ) -> int:
        """`layers`: width and height of each simulcast layer, lowest first (rids q, h, f); one or none means no
        simulcast."""
    def send_audio(self, local: int, packet: bytes, timestamp: int) -> None:
        """One Opus packet; `timestamp` in 48 kHz units."""
    def send_video(self, local: int, frame: bytes, timestamp: int, *, layer: int = 0) -> None:
        """One encoded picture; `timestamp` in 90 kHz units."""
    def set_muted(self, local: int, *, muted: bool) -> None: ...
    def unpublish(self, local: int) -> None: ...
    def set_subscribed(self, track_sid: str, *, subscribed: bool) -> None: ...
    def set_track_settings(
        self, track_sid: str, *, disabled: bool = False, width: int = 0, height: int = 0
    ) -> None: ...
    def request_keyframe(self, track_sid: str) -> None: ...
    def send_data(self, payload: bytes, *, reliable: bool = True, topic: str = "") -> None:
        """At most 64 000 bytes, else ValueError."""
    def send_text_stream(
        self,
        text: str,
        *,
        topic: str,
        stream_id: str,
        attributes: Mapping[str, str],
        destinations: Sequence[str],
    ) -> None:
        """A text stream: header, chunks, trailer. No destinations: everybody."""
    def interrupt(self) -> None:
        """Cuts the signalling socket as a lost network would; the client resumes by itself."""
    def leave(self) -> None:
        """Says goodbye and ends the threads. Idempotent."""

@final
class ClientJoined:
    """Told again after a full reconnect: tracks of our own are published anew under other sids."""

    sid: str
    identity: str
    room: str

@final
class ClientResumed:
    seconds: float

@final
class ClientLeft:
    reason: str
    """A stable code: left, unreachable, not-allowed, refused, invalid-url, protocol-error, media-failed,
    duplicate-identity, server-shutdown, removed, room-ended, disconnected."""

@final
class ClientPublished:
    local: int
    track_sid: str

@final
class ClientPublishRefused:
    local: int
    reason: Literal["not-allowed", "limit-exceeded", "timeout", "refused"]

@final
class ClientParticipant:
    identity: str
    name: str
    present: bool
    tracks: list[tuple[str, str, str, bool]]
    """Each track: sid, kind "audio" or "video", source, muted."""

@final
class ClientFrame:
    track_sid: str
    participant: str
    kind: Literal["audio", "video"]
    codec: str
    timestamp: int
    """RTP time of the frame, extended to 64 bits; 48 kHz for audio, 90 kHz for video."""
    arrival_us: int
    """When its first packet arrived, in microseconds of `time.monotonic()`."""
    keyframe: bool
    contiguous: bool
    """False when packets before this frame were lost."""
    payload: bytes

@final
class ClientData:
    participant: str
    topic: str
    payload: bytes

@final
class ClientKeyframeWanted:
    local: int
    layer: int

ClientEvent: TypeAlias = (
    ClientJoined
    | ClientResumed
    | ClientLeft
    | ClientPublished
    | ClientPublishRefused
    | ClientParticipant
    | ClientFrame
    | ClientData
    | ClientKeyframeWanted
)

@final
class Recorder:
    """Takes part in a room and writes the packets of those who are permitted. Its threads are its own; `fileno()` and
    `drain()` work as on Engine."""

    def __init__(
        self,
        *,
        url: str,
        token: str,
        folder: str,
        picture_height: int,
        recording: str,
        part: int,
        min_free_bytes: int = ...,
    ) -> None:
        """Starts joining; RecorderJoined or RecorderEnded follows. Raises OSError when the folder cannot be written or
        holds a part already."""
    def fileno(self) -> int: ...
    def drain(self) -> list[RecorderEvent]: ...
    def permit(self, identity: str, participant: str, name: str) -> None: ...
    def forbid(self, identity: str) -> None: ...
    def permit_only(self, people: Sequence[tuple[str, str, str]]) -> None:
        """Identity, participant, name of everybody who may be written; ends a hold."""
    def beat(self) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def stop(self) -> None:
        """Closes all files and leaves; RecorderEnded follows. Idempotent."""

@final
class RecorderJoined:
    identity: str

@final
class RecorderTrackOpened:
    """A file was begun: from now on packets of this person are written."""

    track: str
    identity: str
    participant: str
    source: str
    kind: Literal["audio", "video"]
    codec: str

@final
class RecorderTrackClosed:
    track: str
    identity: str
    participant: str
    why: Literal["unpublished", "left", "consent", "stopped", "codec-changed", "held", "paused", "lost"]

@final
class RecorderNotRecorded:
    """A track of somebody permitted cannot be recorded."""

    identity: str
    source: str
    codec: str
    why: Literal["codec", "encrypted"]

@final
class RecorderWritten:
    """Each second, and at once when a hold begins: what was written so far, and whose packets are being written.

    Who has muted stays among them: the next packet would be written.
    """

    bytes: int
    seconds: float
    participants: list[str]

@final
class RecorderSpeaking:
    """Who of those permitted speaks now; told when it changes."""

    identities: list[str]

@final
class RecorderHeld:
    """No beat was heard: nothing is written until the whole list is given."""

@final
class RecorderFreed:
    """The whole list was given: writing goes on."""

@final
class RecorderLost:
    """The connection is lost; it is tried again by itself."""

@final
class RecorderBack:
    seconds: float
    """How long it was lost."""

@final
class RecorderEnded:
    why: Literal["stopped", "disk", "unreachable", "limit", "failed"]
    reason: str
    """The code of ClientLeft when the room was left, else as `why`."""

RecorderEvent: TypeAlias = (
    RecorderJoined
    | RecorderTrackOpened
    | RecorderTrackClosed
    | RecorderNotRecorded
    | RecorderWritten
    | RecorderSpeaking
    | RecorderHeld
    | RecorderFreed
    | RecorderLost
    | RecorderBack
    | RecorderEnded
)

def finish_recording(folder: str) -> None:
    """Rewrites one part and writes its manifest. Raises ValueError when there is none, OSError when the disk fails."""

@final
class RecordedSound:
    """The sound of one finished file, from its first packet on."""

    def __init__(self, path: str, rate: int, block_ms: int) -> None:
        """Raises OSError, ValueError."""
    def read(self) -> tuple[float, bytes] | None:
        """The next block: its start in seconds, mono samples; None at the end."""

@final
class OpusDecoder:
    def __init__(self, rate: int) -> None:
        """Raises ValueError when Opus has no such rate."""
    def decode(self, packet: bytes) -> bytes:
        """Raises ValueError."""
    def conceal(self, milliseconds: int) -> bytes: ...
