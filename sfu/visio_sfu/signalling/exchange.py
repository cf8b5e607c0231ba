"""The signalling of one participant over one socket: requests in, decisions of the room out.

Sans-IO: the driver feeds `receive`, calls `on_time` when `next_deadline` has come, and ends the socket when `expired`.
"""

import json
from dataclasses import replace
from typing import Final, cast

from livekit.protocol.models import DisconnectReason, SpeakerInfo
from livekit.protocol.rtc import (
    Pong,
    SignalRequest,
    SignalResponse,
    SignalTarget,
    SimulateScenario,
    SpeakersChanged,
    TrickleRequest,
)
from visio_sfu.errors import TooManyMessages
from visio_sfu.media.commands import Target
from visio_sfu.rooms.participant import Participant
from visio_sfu.rooms.room import Room
from visio_sfu.signalling.join import PING_TIMEOUT_S
from visio_sfu.signalling.resume import synchronise
from visio_sfu.signalling.wire import decode
from visio_sfu.tokens import sign_token

FIRST_REFRESH_S: Final = 1.0
REFRESH_EVERY_S: Final = 300.0
TOKEN_LIFE_S: Final = 600.0
"""A refreshed token outlives the next two refreshes."""
SILENCE_S: Final = PING_TIMEOUT_S + 5.0
"""A client that pings each 5 s and is not heard for this long is gone."""

MAX_BURST: Final = 1_000
"""Requests at once: one for each track of a large meeting, several times over."""
REQUESTS_PER_S: Final = 100.0

_REHEARSED_LEVEL: Final = 0.9


class Exchange:
    def __init__(self, room: Room, one: Participant, *, signing_key: tuple[str, str], now: float) -> None:
        self.room = room
        self.one = one
        self._signing_key = signing_key
        self._refresh_at = now + FIRST_REFRESH_S
        self._heard_at = now
        self._allowance: float = MAX_BURST
        self._quiet_at: float | None = None

    # ---- in

    def receive(self, data: bytes | str, now: float) -> None:
        """One message of the client. Raises MalformedMessage, TooManyMessages."""
        self._allowance = min(MAX_BURST, self._allowance + (now - self._heard_at) * REQUESTS_PER_S) - 1
        self._heard_at = now
        if self._allowance < 0:
            raise TooManyMessages
        request = decode(data)
        if self._present:
            self._handle(request, now)

    def _handle(self, request: SignalRequest, now: float) -> None:
        room, one = self.room, self.one
        match request.WhichOneof("message"):
            case "offer":
                room.negotiation.offer(one, request.offer)
            case "answer":
                room.negotiation.answer(one, request.answer)
            case "trickle":
                self._trickle(request.trickle)
            case "add_track":
                room.add_track(one, request.add_track, now)
            case "mute":
                room.publishing.mute(one, request.mute)
            case "subscription":
                room.subscriptions.choose(one, request.subscription)
            case "track_setting":
                room.subscriptions.adjust(one, request.track_setting)
            case "subscription_permission":
                room.subscriptions.restrict(one, request.subscription_permission)
            case "update_metadata":
                room.metadata.requested(one, request.update_metadata)
            case "update_audio_track":
                room.publishing.audio_changed(one, request.update_audio_track)
            case "update_video_track":
                room.publishing.video_changed(one, request.update_video_track)
            case "sync_state":
                synchronise(room, one, request.sync_state, now)
            case "leave":
                # Whatever reason it gives: others must not read that somebody was removed when that was not so.
                room.leave(one, DisconnectReason.CLIENT_INITIATED, now)
            case "ping":
                self._pong(SignalResponse(pong=int(now * 1000)))
            case "ping_req":
                pong = Pong(last_ping_timestamp=request.ping_req.timestamp, timestamp=int(now * 1000))
                self._pong(SignalResponse(pong_resp=pong))
            case "simulate":
                self._rehearse(request.simulate, now)
            case _:
                # Of a newer protocol, deprecated, or of features this server does not announce.
                pass

    # ---- time

    def next_deadline(self) -> float:
        dues = [self._refresh_at, self._heard_at + SILENCE_S]
        return min(dues if self._quiet_at is None else [*dues, self._quiet_at])

    def on_time(self, now: float) -> None:
        if self._refresh_at <= now:
            self._refresh_at = now + REFRESH_EVERY_S
            # Who was removed a moment ago and still has a socket must not get a token younger than the removal.
            if not self._present:
                return
            self.room.state.say(self.one, SignalResponse(refresh_token=self._token(now)))
        if self._quiet_at is not None and self._quiet_at <= now:
            self._quiet_at = None
            self._say_speaking(active=False)

    def expired(self, now: float) -> bool:
        """Whether the client was silent for too long."""
        return self._heard_at + SILENCE_S <= now

    # ---- details

    @property
    def _present(self) -> bool:
        return self.one.number in self.room.state.participants

    def _pong(self, message: SignalResponse) -> None:
        self.room.state.say(self.one, message)

    def _trickle(self, request: TrickleRequest) -> None:
        """`candidateInit` is the JSON of a browser's RTCIceCandidateInit; the end of candidates is one without a
        candidate."""
        try:
            init = json.loads(request.candidateInit)
        except (ValueError, RecursionError):
            return
        candidate = cast("dict[str, object]", init).get("candidate") if isinstance(init, dict) else None
        if isinstance(candidate, str) and candidate:
            target: Target = "publisher" if request.target == SignalTarget.PUBLISHER else "subscriber"
            self.room.negotiation.candidate(self.one, target, candidate)

    def _token(self, now: float) -> str:
        """A token with which the client can come back: what it was given, as far as the room has not changed it."""
        key, secret = self._signing_key
        claims = replace(
            self.one.claims,
            key=key,
            grants=self.one.permissions.grants(self.one.claims.grants),
            name=self.one.name,
            metadata=self.one.metadata,
            attributes=self.one.attributes,
            issued_at=now,
            expires_at=now + TOKEN_LIFE_S,
        )
        return sign_token(claims, secret=secret)

    def _rehearse(self, scenario: SimulateScenario, now: float) -> None:
        """Failures on request: clients and their tests rehearse with them. They concern nobody but who asks."""
        room, one = self.room, self.one
        match scenario.WhichOneof("scenario"):
            case "speaker_update":
                self._quiet_at = now + max(0, scenario.speaker_update)
                self._say_speaking(active=True)
            case "node_failure":
                room.state.hang_up(one, 0.0)
                room.leave(one, DisconnectReason.SIGNAL_CLOSE, now)
            case "migration" | "switch_candidate_protocol":
                room.state.hang_up(one, 0.0)
            case "server_leave":
                room.dismiss(one, DisconnectReason.SERVER_SHUTDOWN, now)
            case "disconnect_signal_on_resume":
                one.cut_on_resume = "later"
                room.state.hang_up(one, 0.0)
            case "disconnect_signal_on_resume_no_messages":
                one.cut_on_resume = "first"
                room.state.hang_up(one, 0.0)
            case "leave_request_full_reconnect":
                room.reconnect(one, DisconnectReason.UNKNOWN_REASON, now)
            case _:
                pass

    def _say_speaking(self, *, active: bool) -> None:
        level = _REHEARSED_LEVEL if active else 0.0
        speaker = SpeakerInfo(sid=self.one.sid, level=level, active=active)
        self.room.state.say(self.one, SignalResponse(speakers_changed=SpeakersChanged(speakers=[speaker])))
