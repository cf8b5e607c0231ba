"""From the announcement of a track to its end."""

from typing import Final

from livekit.protocol.models import TrackType
from livekit.protocol.rtc import (
    AddTrackRequest,
    MuteTrackRequest,
    RequestResponse,
    SignalResponse,
    TrackPublishedResponse,
    TrackUnpublishedResponse,
    UpdateLocalAudioTrack,
    UpdateLocalVideoTrack,
)
from visio_sfu.media.commands import MuteTrack, Publish, Unpublish
from visio_sfu.rooms.participant import Participant, Section
from visio_sfu.rooms.state import RoomState
from visio_sfu.rooms.subscriptions import Subscriptions
from visio_sfu.rooms.track import Track, track_info

# A person has a microphone, a camera, four shares with sound; a gateway some more.
MAX_TRACKS: Final = 64
MAX_NAME: Final = 256
MAX_CID: Final = 256


class Publishing:
    def __init__(self, state: RoomState, subscriptions: Subscriptions) -> None:
        self._state = state
        self._subscriptions = subscriptions

    # ---- beginning

    def add(self, one: Participant, request: AddTrackRequest, now: float) -> None:
        """A client announces a track. It is answered at once; others hear of it when a media section carries it."""
        refusal = self._refusal(one, request)
        if refusal is not None:
            reason, sentence = refusal
            self._state.say(
                one,
                SignalResponse(request_response=RequestResponse(reason=reason, message=sentence, add_track=request)),
            )
            return
        track = self._pending(one, request.cid)
        if track is None:
            track = Track(
                number=self._state.numbers.new(),
                publisher=one.number,
                cid=request.cid,
                info=track_info(request, self._state.sids),
            )
            self._state.add_track(one, track)
        self._state.say(one, SignalResponse(track_published=TrackPublishedResponse(cid=request.cid, track=track.info)))
        self._claim_sections(one, now)

    def sections_changed(self, one: Participant, media: list[tuple[str, str, str, bool]], now: float) -> None:
        """What the publisher's last offer sends: mid, kind, the client's track id, whether it is sending."""
        sending = {mid: Section(kind, cid) for mid, kind, cid, is_sending in media if is_sending}
        ended = [track for track in one.published() if track.mid not in sending or self._replaced(one, track, sending)]
        for track in ended:
            self.end(one, track, now, tell_publisher=False)
        taken = {track.mid for track in one.published()}
        one.sections = {mid: section for mid, section in sending.items() if mid not in taken}
        self._claim_sections(one, now)
        if ended:
            self._state.announce(one)

    def started(self, track: Track, mime: str) -> None:
        """The codec is known from the first packet."""
        if track.info.mime_type.lower() == mime.lower():
            return
        track.info.mime_type = mime
        for codec in track.info.codecs:
            codec.mime_type = mime
        self._state.announce(self._state.publisher_of(track), to_itself=True)

    # ---- changes

    def mute(self, one: Participant, request: MuteTrackRequest) -> None:
        track = one.tracks.get(request.sid)
        if track is not None:
            self._set_muted(one, track, muted=request.muted)

    def mute_from_outside(self, one: Participant, track: Track) -> None:
        """A host mutes a track: its client is told, and nothing of it is forwarded from now on."""
        if not track.info.muted:
            self._set_muted(one, track, muted=True)
        self._state.say(one, SignalResponse(mute=MuteTrackRequest(sid=track.info.sid, muted=True)))

    def _set_muted(self, one: Participant, track: Track, *, muted: bool) -> None:
        if track.info.muted == muted:
            return
        track.info.muted = muted
        if track.published:
            self._state.order(MuteTrack(track.number, muted))
            self._state.announce(one)

    def audio_changed(self, one: Participant, request: UpdateLocalAudioTrack) -> None:
        track = one.tracks.get(request.track_sid)
        if track is not None and track.kind == "audio":
            del track.info.audio_features[:]
            track.info.audio_features.extend(request.features)
            self._state.announce(one)

    def video_changed(self, one: Participant, request: UpdateLocalVideoTrack) -> None:
        track = one.tracks.get(request.track_sid)
        if track is not None and track.kind == "video":
            track.info.width, track.info.height = request.width, request.height
            self._state.announce(one)

    def permissions_changed(self, one: Participant, now: float) -> None:
        """Ends what `one` may no longer send."""
        ended = [track for track in one.tracks.values() if not one.permissions.may_publish(track.info.source)]
        for track in ended:
            self.end(one, track, now, tell_publisher=True)

    # ---- end

    def end(self, one: Participant, track: Track, now: float, *, tell_publisher: bool) -> None:
        """Forgets a track. The caller announces the participant."""
        self._subscriptions.end_all(track)
        if track.published:
            self._state.order(Unpublish(track.number))
        self._state.remove_track(one, track)
        if tell_publisher:
            gone = TrackUnpublishedResponse(track_sid=track.info.sid)
            self._state.say(one, SignalResponse(track_unpublished=gone))
        if track.noticed:
            self._state.notify("track_unpublished", now, one=one.info(), track=track.info)

    # ---- notices

    def notice_all(self, one: Participant, now: float) -> None:
        """The application learns of tracks only after it has learnt of the participant."""
        for track in one.published():
            self._notice(one, track, now)

    def _notice(self, one: Participant, track: Track, now: float) -> None:
        if one.arrival_noticed and not track.noticed:
            track.noticed = True
            self._state.notify("track_published", now, one=one.info(), track=track.info)

    # ---- details

    def _refusal(self, one: Participant, request: AddTrackRequest) -> tuple[RequestResponse.Reason, str] | None:
        if request.type == TrackType.DATA or request.sid:
            return RequestResponse.UNSUPPORTED_TYPE, "this server takes one codec per track, and no data tracks"
        if not one.permissions.may_publish(request.source):
            return RequestResponse.NOT_ALLOWED, "not allowed to publish this source"
        if not request.cid or len(request.cid) > MAX_CID or len(request.name) > MAX_NAME:
            return RequestResponse.INVALID_REQUEST, "a track needs a client id, and a name of at most 256 characters"
        if len(one.tracks) >= MAX_TRACKS:
            return RequestResponse.LIMIT_EXCEEDED, f"a participant may publish at most {MAX_TRACKS} tracks"
        return None

    def _pending(self, one: Participant, cid: str) -> Track | None:
        return next((track for track in one.tracks.values() if not track.published and track.cid == cid), None)

    def _replaced(self, one: Participant, track: Track, sending: dict[str, Section]) -> bool:
        """Whether the section now carries another track that was announced (browsers re-use sections)."""
        section = sending[track.mid] if track.mid is not None else None
        return section is not None and section.cid != track.cid and self._pending(one, section.cid) is not None

    def _claim_sections(self, one: Participant, now: float) -> None:
        """Brings announced tracks and media sections together: by the client's track id first, then, because some
        browsers put another id into the description, the oldest announced track of the kind."""
        bound = False
        for exact in (True, False):
            for mid, section in list(one.sections.items()):
                track = self._match(one, section, exact=exact)
                if track is not None:
                    del one.sections[mid]
                    self._bind(one, track, mid, now)
                    bound = True
        if bound:
            self._state.announce(one)
            for track in one.published():
                self._subscriptions.reconcile_track(track)
            self.notice_all(one, now)

    def _match(self, one: Participant, section: Section, *, exact: bool) -> Track | None:
        pending = [track for track in one.tracks.values() if not track.published and track.kind == section.kind]
        if exact:
            return next((track for track in pending if track.cid == section.cid), None)
        claimed_later = {other.cid for other in one.sections.values()}
        return next((track for track in pending if track.cid not in claimed_later), None)

    def _bind(self, one: Participant, track: Track, mid: str, now: float) -> None:
        track.mid = mid
        track.info.mid = mid
        self._state.order(Publish(one.number, track.number, mid, track.kind, track.is_stereo))
        if track.info.muted:
            self._state.order(MuteTrack(track.number, True))
