"""Participants in the server API."""

from google.protobuf.message import Message
from livekit.protocol.models import ParticipantInfo
from livekit.protocol.room import (
    ListParticipantsRequest,
    ListParticipantsResponse,
    MuteRoomTrackRequest,
    MuteRoomTrackResponse,
    RemoveParticipantResponse,
    RoomParticipantIdentity,
    UpdateParticipantRequest,
    UpdateSubscriptionsRequest,
    UpdateSubscriptionsResponse,
)
from livekit.protocol.rtc import UpdateSubscription
from visio_sfu.errors import ApiError
from visio_sfu.rooms.directory import Directory
from visio_sfu.rooms.metadata import MetadataTooLarge
from visio_sfu.rooms.participant import Participant
from visio_sfu.rooms.room import Room
from visio_sfu.server_api.rooms import find


def find_participant(room: Room, identity: str) -> Participant:
    """Raises ApiError not_found."""
    one = room.state.identities.get(identity)
    if one is None:
        raise ApiError("not_found", "participant does not exist")
    return one


def list_all(directory: Directory, request: ListParticipantsRequest, now: float) -> ListParticipantsResponse:
    """Everybody, the hidden ones included; nobody where there is no room."""
    room = directory.get(request.room)
    people = room.state.participants.values() if room is not None else ()
    return ListParticipantsResponse(participants=[one.info() for one in people])


def get(directory: Directory, request: RoomParticipantIdentity, now: float) -> ParticipantInfo:
    return find_participant(find(directory, request.room), request.identity).info()


def remove(directory: Directory, request: RoomParticipantIdentity, now: float) -> RemoveParticipantResponse:
    """The participant's tokens are dead from now on, those of a participant who has just gone too."""
    room = find(directory, request.room)
    one = room.state.identities.get(request.identity)
    if one is None:
        room.removed.remember(request.identity, now)
        raise ApiError("not_found", "participant does not exist")
    room.kick(one, now)
    return RemoveParticipantResponse()


def mute(directory: Directory, request: MuteRoomTrackRequest, now: float) -> MuteRoomTrackResponse:
    """Nobody can make somebody else audible or visible."""
    room = find(directory, request.room)
    one = find_participant(room, request.identity)
    track = one.tracks.get(request.track_sid)
    if track is None:
        raise ApiError("not_found", "track is not found")
    if not request.muted and track.info.muted:
        raise ApiError("failed_precondition", "remote unmute not enabled")
    if request.muted:
        room.publishing.mute_from_outside(one, track)
    return MuteRoomTrackResponse(track=track.info)


def update(directory: Directory, request: UpdateParticipantRequest, now: float) -> ParticipantInfo:
    room = find(directory, request.room)
    one = find_participant(room, request.identity)
    try:
        room.metadata.change(one, name=request.name, metadata=request.metadata, attributes=request.attributes)
    except MetadataTooLarge as error:
        raise ApiError("invalid_argument", str(error)) from None
    if request.HasField("permission"):
        room.permit(one, request.permission, now)
    return one.info()


def update_subscriptions(
    directory: Directory,
    request: UpdateSubscriptionsRequest,
    now: float,
) -> UpdateSubscriptionsResponse:
    room = find(directory, request.room)
    one = find_participant(room, request.identity)
    wish = UpdateSubscription(
        track_sids=request.track_sids, subscribe=request.subscribe, participant_tracks=request.participant_tracks
    )
    room.subscriptions.choose(one, wish)
    return UpdateSubscriptionsResponse()


def not_implemented(directory: Directory, request: Message, now: float) -> Message:
    """Calls that no LiveKit server outside its makers' cloud answers, and that of a server into a participant."""
    raise ApiError("unimplemented", "this server does not offer this call")
