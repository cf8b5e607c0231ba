"""Who receives which track, and how much of it."""

from collections.abc import Iterable
from typing import Final

from livekit.protocol.models import SubscriptionError, VideoQuality
from livekit.protocol.rtc import (
    SignalResponse,
    SubscriptionPermission,
    SubscriptionPermissionUpdate,
    SubscriptionResponse,
    TrackSubscribed,
    UpdateSubscription,
    UpdateTrackSettings,
)
from visio_sfu.media.commands import Limit, Subscribe, Unsubscribe
from visio_sfu.rooms.participant import Participant, Viewing
from visio_sfu.rooms.state import RoomState
from visio_sfu.rooms.track import HIGH, Track

# Choices remembered per participant, also about tracks that do not exist (they may be on their way). More are
# forgotten, oldest first.
MAX_CHOICES: Final = 2_000


class Subscriptions:
    def __init__(self, state: RoomState) -> None:
        self._state = state

    # ---- what clients and the server API ask

    def choose(self, one: Participant, request: UpdateSubscription) -> None:
        """`one` wants, or no longer wants, tracks. Those that do not exist are answered with SE_TRACK_NOTFOUND, and
        remembered."""
        sids = [*request.track_sids, *(sid for tracks in request.participant_tracks for sid in tracks.track_sids)]
        for sid in sids:
            self._remember(one, sid, wanted=request.subscribe)
            track = self._state.track_by_sid(sid)
            if track is not None:
                self.reconcile(one, track)
            elif request.subscribe:
                missing = SubscriptionResponse(track_sid=sid, err=SubscriptionError.SE_TRACK_NOTFOUND)
                self._state.say(one, SignalResponse(subscription_response=missing))

    def choose_all(self, one: Participant, request: UpdateSubscription) -> None:
        """The choices of a client that has resumed."""
        for sid in [*request.track_sids, *(sid for tracks in request.participant_tracks for sid in tracks.track_sids)]:
            self._remember(one, sid, wanted=request.subscribe)
        self.reconcile_subscriber(one)

    def adjust(self, one: Participant, request: UpdateTrackSettings) -> None:
        """How large `one` shows tracks: a size in pixels wins over a quality."""
        for sid in request.track_sids:
            track = self._state.track_by_sid(sid)
            if track is None:
                continue
            viewing = one.viewing.setdefault(track.number, Viewing(one.first_layer))
            viewing.disabled = request.disabled
            viewing.priority = request.priority
            if request.quality == VideoQuality.OFF:
                viewing.disabled = True
            elif request.width and request.height:
                viewing.max_layer = track.layer_for(request.width, request.height)
            else:
                viewing.max_layer = min(int(request.quality), HIGH)
            if one.number in track.subscribers:
                self._limit(one, track)

    def restrict(self, publisher: Participant, permission: SubscriptionPermission) -> None:
        """The publisher says who may receive its tracks."""
        publisher.allowed = permission
        for track in publisher.published():
            self.reconcile_track(track)

    # ---- keeping wish and reality together

    def reconcile_subscriber(self, one: Participant) -> None:
        for track in list(self._state.tracks.values()):
            self.reconcile(one, track)

    def reconcile_track(self, track: Track) -> None:
        for one in list(self._state.participants.values()):
            self.reconcile(one, track)

    def reconcile(self, one: Participant, track: Track) -> None:
        receives = one.number in track.subscribers
        publisher = self._state.publisher_of(track)
        wanted = publisher is not one and track.published and one.permissions.can_subscribe and self._wants(one, track)
        allowed = self._allows(publisher, one, track)
        if wanted and allowed and not receives:
            self._begin(one, publisher, track)
        elif receives and not (wanted and allowed):
            self.end(one, track)
        if wanted and allowed == (track.number in one.denied):
            self._tell_permission(one, publisher, track, allowed=allowed)

    def end(self, one: Participant, track: Track) -> None:
        if one.number in track.subscribers:
            track.subscribers.discard(one.number)
            self._state.order(Unsubscribe(one.number, track.number))

    def end_all(self, track: Track) -> None:
        """The track is going away, and with it what was asked of it."""
        for number in sorted(track.subscribers):
            self._state.order(Unsubscribe(number, track.number))
        track.subscribers.clear()
        for one in self._state.participants.values():
            one.viewing.pop(track.number, None)
            one.denied.discard(track.number)
            one.choices.pop(track.info.sid, None)

    # ---- details

    def _wants(self, one: Participant, track: Track) -> bool:
        return one.choices.get(track.info.sid, one.connecting.auto_subscribe)

    def _allows(self, publisher: Participant, one: Participant, track: Track) -> bool:
        allowed = publisher.allowed
        if allowed is None or allowed.all_participants:
            return True
        mine = (
            entry
            for entry in allowed.track_permissions
            if (entry.participant_identity and entry.participant_identity == one.identity)
            or (entry.participant_sid and entry.participant_sid == one.sid)
        )
        return any(entry.all_tracks or track.info.sid in entry.track_sids for entry in mine)

    def _begin(self, one: Participant, publisher: Participant, track: Track) -> None:
        first = not track.subscribers
        track.subscribers.add(one.number)
        one.viewing.setdefault(track.number, Viewing(one.first_layer))
        self._state.order(Subscribe(one.number, track.number, stream_id(one, publisher, track), track.info.sid))
        self._limit(one, track)
        if first:
            self._state.say(publisher, SignalResponse(track_subscribed=TrackSubscribed(track_sid=track.info.sid)))

    def _limit(self, one: Participant, track: Track) -> None:
        viewing = one.viewing[track.number]
        priority = viewing.priority or track.priority
        layer = viewing.max_layer if track.kind == "video" else HIGH
        self._state.order(Limit(one.number, track.number, layer, viewing.disabled, priority))

    def _tell_permission(self, one: Participant, publisher: Participant, track: Track, *, allowed: bool) -> None:
        (one.denied.discard if allowed else one.denied.add)(track.number)
        update = SubscriptionPermissionUpdate(participant_sid=publisher.sid, track_sid=track.info.sid, allowed=allowed)
        self._state.say(one, SignalResponse(subscription_permission_update=update))

    def _remember(self, one: Participant, sid: str, *, wanted: bool) -> None:
        one.choices.pop(sid, None)
        one.choices[sid] = wanted
        _forget_oldest(one.choices)


def _forget_oldest(choices: dict[str, bool]) -> None:
    surplus: Iterable[str] = list(choices)[: max(0, len(choices) - MAX_CHOICES)]
    for sid in surplus:
        del choices[sid]


def stream_id(subscriber: Participant, publisher: Participant, track: Track) -> str:
    """The msid stream of a track: browsers play tracks of one stream in step, and livekit-client reads the
    publisher from it.

    Firefox gives received tracks names of its own. livekit-client finds the track by its section there; before it
    could, it looked for the track's sid in the stream.
    """
    return f"{publisher.sid}|{track.info.sid if subscriber.connecting.needs_sid_in_stream else track.info.stream}"
