"""One room: everything that can happen to it is a method, everything it decides is an effect.

No sockets, tasks or clocks: the caller gives `now` (seconds, never going back), takes the effects by `drain`, and
calls `on_time` when
`next_deadline` has come.
"""

from typing import Final

from livekit.protocol.models import DisconnectReason, ParticipantPermission
from livekit.protocol.rtc import (
    AddTrackRequest,
    RoomUpdate,
    SignalResponse,
    StreamState,
    StreamStateInfo,
    StreamStateUpdate,
)
from visio_sfu.media import events
from visio_sfu.media.commands import CloseRoom, OpenRoom, RestartSubscriberIce
from visio_sfu.rooms.data import Data
from visio_sfu.rooms.dynacast import wanted_qualities
from visio_sfu.rooms.effects import Effect, RoomEnded
from visio_sfu.rooms.membership import Action, Membership
from visio_sfu.rooms.metadata import Metadata
from visio_sfu.rooms.negotiation import Negotiation
from visio_sfu.rooms.participant import MAX_MISSED_DEPARTURES, Connecting, Participant
from visio_sfu.rooms.publishing import Publishing
from visio_sfu.rooms.quality import Quality
from visio_sfu.rooms.removed import Removed
from visio_sfu.rooms.speakers import Speakers
from visio_sfu.rooms.state import Numbers, RoomSettings, RoomState, update_messages
from visio_sfu.rooms.subscriptions import Subscriptions
from visio_sfu.rooms.track import Track
from visio_sfu.sids import Sids
from visio_sfu.tokens import Claims

# Counts may be old by this much; metadata goes out at once.
COUNTS_EVERY_S: Final = 1.0


class Room:
    """The parts (`publishing`, `subscriptions`, …) work on one shared state; this class decides who hears of what
    happened."""

    def __init__(self, name: str, settings: RoomSettings, *, now: float, sids: Sids, numbers: Numbers) -> None:
        self.state = RoomState(
            number=numbers.new(),
            sid=sids.new("RM_"),
            name=name,
            settings=settings,
            created_at=now,
            sids=sids,
            numbers=numbers,
        )
        self.subscriptions = Subscriptions(self.state)
        self.publishing = Publishing(self.state, self.subscriptions)
        self.negotiation = Negotiation(self.state)
        self.metadata = Metadata(self.state)
        self.data = Data(self.state)
        self._speakers = Speakers(self.state)
        self._quality = Quality(self.state)
        self.membership = Membership(self.state, self.publishing, self._speakers, self._quality)
        self.removed = Removed()
        self.sif_trailer = sids.new("").encode()
        """What marks a server's blank frame for clients that encrypt end to end; this server sends none."""
        self.ended = False
        self._empty_since: float | None = now
        self._visited = False
        self._counts: tuple[int, int, bool] = (0, 0, False)
        self._counts_due: float | None = None
        self.state.order(OpenRoom(self.state.number))
        self.state.notify("room_started", now)

    # ---- people

    @property
    def is_full(self) -> bool:
        limit = self.state.settings.max_participants
        return limit > 0 and len(self.state.counted()) >= limit

    def join(self, claims: Claims, connecting: Connecting, now: float) -> Participant:
        """Adds a participant. The caller says the join answer, then calls `admitted`."""
        one = self.membership.add(claims, connecting, now)
        self._people_changed(now)
        return one

    def admitted(self, one: Participant) -> None:
        self.membership.admitted(one)
        self.subscriptions.reconcile_subscriber(one)
        self._quality.again(one)
        self._speakers.again(one)

    def resumable(self, sid: str, identity: str) -> Participant | None:
        """The participant that a resume names, unless it is gone or has missed too much."""
        one = self.state.by_sid(sid)
        if one is None or one.identity != identity or len(one.missed_departures) >= MAX_MISSED_DEPARTURES:
            return None
        return one

    def resumed(self, one: Participant, connecting: Connecting, now: float) -> None:
        """The participant has a new socket and was told so; now it learns what it missed."""
        self.membership.socket_returned(one, connecting, now)
        missed, one.missed_departures = one.missed_departures, []
        present = [other.info() for other in self.state.participants.values() if other is one or not other.hidden]
        for message in update_messages([*missed, *present]):
            self.state.say(one, message)
        self.state.say(one, SignalResponse(room_update=RoomUpdate(room=self.state.message())))
        self.state.order(RestartSubscriberIce(one.number))
        self._quality.again(one)
        self._speakers.again(one)

    def leave(self, one: Participant, reason: DisconnectReason, now: float) -> None:
        """The participant said goodbye."""
        self.state.hang_up(one, 0.0)
        self.membership.remove(one, reason, now)
        self._people_changed(now)

    def kick(self, one: Participant, now: float) -> None:
        """A host removes the participant: its tokens are dead from now on."""
        self.removed.remember(one.identity, now)
        self.membership.dismiss(one, DisconnectReason.PARTICIPANT_REMOVED, now)
        self._people_changed(now)

    def dismiss(self, one: Participant, reason: DisconnectReason, now: float) -> None:
        """The participant's presence ends and it must not come back by itself."""
        self.membership.dismiss(one, reason, now)
        self._people_changed(now)

    def reconnect(self, one: Participant, reason: DisconnectReason, now: float) -> None:
        """The participant must come back as a new one."""
        self.membership.dismiss(one, reason, now, action=Action.RECONNECT)
        self._people_changed(now)

    def socket_lost(self, one: Participant, now: float) -> None:
        self.membership.socket_lost(one, now)
        self._overdue(now)

    def add_track(self, one: Participant, request: AddTrackRequest, now: float) -> None:
        self.publishing.add(one, request, now)
        self._count(now)

    def permit(self, one: Participant, permission: ParticipantPermission, now: float) -> None:
        """The server API replaces what the participant may do."""
        one.permissions = one.permissions.changed(permission)
        self.publishing.permissions_changed(one, now)
        self.state.announce(one, to_itself=True)
        self.subscriptions.reconcile_subscriber(one)
        self._count(now)

    # ---- what the engine tells

    def on_event(self, event: events.Event, now: float) -> None:
        match event:
            case events.SpeakersChanged():
                self._speakers.heard(event.speakers)
            case events.TrackStarted() | events.LayersWanted():
                self._on_track_event(event)
            case events.ShardFailed():
                self._begin_anew(now)
            case _:
                one = self.state.participants.get(event.participant)
                if one is not None:
                    self._on_participant_event(one, event, now)

    def _on_track_event(self, event: events.TrackStarted | events.LayersWanted) -> None:
        track = self.state.tracks.get(event.track)
        if track is None:
            return
        if isinstance(event, events.TrackStarted):
            self.publishing.started(track, event.mime)
        else:
            self.state.say(self.state.publisher_of(track), wanted_qualities(track, event.max_layer))

    def _on_participant_event(self, one: Participant, event: "_ParticipantEvent", now: float) -> None:
        match event:
            case events.PublisherAnswer():
                self.negotiation.answered(one, event)
                self.publishing.sections_changed(one, event.media, now)
                self._count(now)
            case events.SubscriberOffer():
                self.negotiation.offered(one, event)
            case events.NegotiationFailed():
                self.reconnect(one, DisconnectReason.MEDIA_FAILURE, now)
            case events.TransportState():
                self.membership.transport_changed(one, event.target, event.state, now)
                self._overdue(now)
            case events.StreamPaused():
                self._stream_paused(one, self.state.tracks.get(event.track), paused=event.paused)
            case events.QualityReport():
                self._quality.measured(one, event.score, lost=event.lost)
            case events.DataReceived():
                self.data.received(one, event.payload, reliable=event.reliable)
            case events.ParticipantFailed():
                self.reconnect(one, DisconnectReason.MEDIA_FAILURE, now)
            case events.SubscriptionBound():
                pass

    def _stream_paused(self, one: Participant, track: Track | None, *, paused: bool) -> None:
        if track is None:
            return
        state = StreamStateInfo(
            participant_sid=self.state.publisher_of(track).sid,
            track_sid=track.info.sid,
            state=StreamState.PAUSED if paused else StreamState.ACTIVE,
        )
        self.state.say(one, SignalResponse(stream_state_update=StreamStateUpdate(stream_states=[state])))

    # ---- the room itself

    def set_metadata(self, metadata: str) -> None:
        self.state.settings.metadata = metadata
        self._tell_room()

    def end(self, reason: DisconnectReason, now: float) -> None:
        """Everybody is dismissed and the room is gone."""
        if self.ended:
            return
        self.ended = True
        for one in list(self.state.participants.values()):
            self.membership.dismiss(one, reason, now)
        self.state.order(CloseRoom(self.state.number))
        self.state.notify("room_finished", now)
        self.state.effects.append(RoomEnded(self.state.name))

    def _begin_anew(self, now: float) -> None:
        """The media thread of the room ended: the room stays, on another thread, and everybody comes back to it."""
        for one in list(self.state.participants.values()):
            self.membership.dismiss(one, DisconnectReason.MEDIA_FAILURE, now, action=Action.RECONNECT)
        self.state.order(CloseRoom(self.state.number))
        self.state.number = self.state.numbers.new()
        self.state.order(OpenRoom(self.state.number))
        self._people_changed(now)

    # ---- time

    def next_deadline(self) -> float | None:
        dues = [one.dropped_at for one in self.state.participants.values() if one.dropped_at is not None]
        if self._counts_due is not None:
            dues.append(self._counts_due)
        if self._empty_since is not None:
            dues.append(self._empty_since + self._patience)
        return min(dues, default=None)

    def on_time(self, now: float) -> None:
        self._overdue(now)
        if self._counts_due is not None and self._counts_due <= now:
            self._counts_due = None
            self._tell_room()
        if self._empty_since is not None and self._empty_since + self._patience <= now:
            self.end(DisconnectReason.ROOM_CLOSED, now)

    def drain(self) -> list[Effect]:
        effects, self.state.effects = self.state.effects, []
        return effects

    # ---- details

    @property
    def _patience(self) -> float:
        settings = self.state.settings
        return settings.departure_timeout if self._visited else settings.empty_timeout

    def _overdue(self, now: float) -> None:
        before = len(self.state.participants)
        self.membership.overdue(now)
        if len(self.state.participants) != before:
            self._people_changed(now)

    def _people_changed(self, now: float) -> None:
        if self.state.counted():
            self._empty_since, self._visited = None, True
        elif self._empty_since is None:
            self._empty_since = now
        self._count(now)

    def _count(self, now: float) -> None:
        room = self.state.message()
        counts = (room.num_participants, room.num_publishers, room.active_recording)
        if counts != self._counts:
            self._counts = counts
            if self._counts_due is None:
                self._counts_due = now + COUNTS_EVERY_S

    def _tell_room(self) -> None:
        self.state.say(
            self.state.participants.values(), SignalResponse(room_update=RoomUpdate(room=self.state.message()))
        )


_ParticipantEvent = (
    events.PublisherAnswer
    | events.SubscriberOffer
    | events.NegotiationFailed
    | events.TransportState
    | events.SubscriptionBound
    | events.StreamPaused
    | events.QualityReport
    | events.DataReceived
    | events.ParticipantFailed
)
