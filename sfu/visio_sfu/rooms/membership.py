"""Coming, staying, leaving: who is in a room and why no longer."""

from typing import Final

from livekit.protocol.models import DisconnectReason
from livekit.protocol.rtc import LeaveRequest, SignalResponse
from visio_sfu.media.commands import AddParticipant, OpenSubscriber, RemoveParticipant
from visio_sfu.rooms.participant import Connecting, Participant, State
from visio_sfu.rooms.permissions import Permissions
from visio_sfu.rooms.publishing import Publishing
from visio_sfu.rooms.quality import Quality
from visio_sfu.rooms.speakers import Speakers
from visio_sfu.rooms.state import RoomState, departed
from visio_sfu.tokens import Claims

CONNECT_TIMEOUT_S: Final = 60.0
"""A participant whose media does not connect within this time is dropped."""
SOCKET_GRACE_S: Final = 15.0
"""A participant whose socket broke, but whose media is still heard, has this long to resume."""
MEDIA_GRACE_S: Final = 5.0
"""Time to resume when nothing is heard of it at all."""
RESUME_GRACE_S: Final = 15.0
"""A resumed participant's media must be back within this time."""
CLOSE_GRACE_S: Final = 2.0
"""After a `leave` the client closes the socket. Firefox hangs in its resume when the server does so at once."""

Action = LeaveRequest.Action


class Membership:
    def __init__(self, state: RoomState, publishing: Publishing, speakers: Speakers, quality: Quality) -> None:
        self._state = state
        self._publishing = publishing
        self._speakers = speakers
        self._quality = quality

    # ---- coming

    def add(self, claims: Claims, connecting: Connecting, now: float) -> Participant:
        """A new participant. Whoever bears the identity already is dropped: the newest wins."""
        previous = self._state.identities.get(claims.identity)
        if previous is not None:
            self.dismiss(previous, DisconnectReason.DUPLICATE_IDENTITY, now)
        one = Participant(
            number=self._state.numbers.new(),
            sid=self._state.sids.new("PA_"),
            claims=claims,
            connecting=connecting,
            permissions=Permissions.of(claims.grants),
            joined_at=now,
            name=claims.name,
            metadata=claims.metadata,
            attributes={**claims.attributes, **connecting.attributes},
            dropped_at=now + CONNECT_TIMEOUT_S,
        )
        self._state.participants[one.number] = one
        self._state.identities[one.identity] = one
        self._state.order(AddParticipant(self._state.number, one.number, not one.dependent))
        return one

    def admitted(self, one: Participant) -> None:
        """The join answer is out: the media connection may begin and the others hear of the newcomer."""
        self._state.order(OpenSubscriber(one.number))
        self._state.announce(one)

    def connected(self, one: Participant, now: float) -> None:
        """The participant's media connection stands."""
        if one.has_socket:
            one.dropped_at = None
        if one.active:
            self._quality.returned(one)
            return
        one.state = State.ACTIVE
        self._state.announce(one, to_itself=True)
        one.arrival_noticed = True
        self._state.notify("participant_joined", now, one=one.info())
        self._publishing.notice_all(one, now)

    # ---- staying

    def transport_changed(self, one: Participant, target: str, state: str, now: float) -> None:
        one.transports[target] = state
        match state:
            case "connected":
                if target == "subscriber":
                    self.connected(one, now)
                elif one.active:
                    self._quality.returned(one)
            case "disconnected":
                self._quality.lost(one)
                if not one.has_socket:
                    self._drop_within(one, now, MEDIA_GRACE_S)
            case "failed":
                self._ask_to_resume(one, now)
            case _:
                if not one.has_socket:
                    self._drop_within(one, now, 0.0)

    def socket_lost(self, one: Participant, now: float) -> None:
        """The signalling socket broke without a goodbye."""
        one.has_socket = False
        gone = one.transports.get("subscriber") != "connected"
        self._drop_within(one, now, MEDIA_GRACE_S if gone else SOCKET_GRACE_S)
        if "closed" in one.transports.values():
            one.dropped_at = now

    def socket_returned(self, one: Participant, connecting: Connecting, now: float) -> None:
        one.has_socket = True
        one.connecting = connecting
        one.dropped_at = now + RESUME_GRACE_S
        if one.transports.get("subscriber") == "connected" and one.active:
            one.dropped_at = None

    def overdue(self, now: float) -> None:
        """Drops those whose time is up."""
        for one in [
            one for one in self._state.participants.values() if one.dropped_at is not None and one.dropped_at <= now
        ]:
            if one.has_socket:
                self.dismiss(one, DisconnectReason.CONNECTION_TIMEOUT, now, action=Action.RECONNECT)
            else:
                self.remove(one, DisconnectReason.SIGNAL_CLOSE, now)

    # ---- leaving

    def dismiss(
        self, one: Participant, reason: DisconnectReason, now: float, *, action: LeaveRequest.Action = Action.DISCONNECT
    ) -> None:
        """The server ends the participant's presence and says why: a client takes a bare close for a cut and comes
        back."""
        self.say_leave(one, reason, action)
        self.remove(one, reason, now)

    def say_leave(self, one: Participant, reason: DisconnectReason, action: LeaveRequest.Action) -> None:
        self._state.say(one, leave_message(reason, action))
        self._state.hang_up(one, CLOSE_GRACE_S)

    def remove(self, one: Participant, reason: DisconnectReason, now: float) -> None:
        """Takes the participant out of the room and tells the others at once.

        Of one that is replaced by its own newer connection they hear nothing: the newcomer bears the same identity.
        """
        for track in list(one.tracks.values()):
            self._publishing.end(one, track, now, tell_publisher=False)
        for track in self._state.tracks.values():
            track.subscribers.discard(one.number)
        self._state.order(RemoveParticipant(one.number))
        info = departed(one)
        info.disconnect_reason = reason
        if reason != DisconnectReason.DUPLICATE_IDENTITY:
            self._state.announce_departure(one, info)
        self._speakers.forget(one)
        self._quality.forget(one)
        del self._state.participants[one.number]
        if self._state.identities.get(one.identity) is one:
            del self._state.identities[one.identity]
        event = "participant_left" if one.arrival_noticed else "participant_connection_aborted"
        self._state.notify(event, now, one=info)

    # ---- details

    def _ask_to_resume(self, one: Participant, now: float) -> None:
        """The media connection is given up: the client must come back over a new one."""
        self._quality.lost(one)
        self.say_leave(one, DisconnectReason.CONNECTION_TIMEOUT, Action.RESUME)
        self._drop_within(one, now, MEDIA_GRACE_S)

    def _drop_within(self, one: Participant, now: float, seconds: float) -> None:
        due = now + seconds
        one.dropped_at = due if one.dropped_at is None else min(one.dropped_at, due)


def leave_message(reason: DisconnectReason, action: LeaveRequest.Action) -> SignalResponse:
    """`can_reconnect` is what clients before protocol 13 read instead of the action."""
    leave = LeaveRequest(reason=reason, action=action, can_reconnect=action != Action.DISCONNECT)
    return SignalResponse(leave=leave)
