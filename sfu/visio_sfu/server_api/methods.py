"""Every method of the server API: its messages, the grants it needs, what performs it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from google.protobuf.message import Message
from livekit.protocol import room as messages
from visio_sfu.errors import ApiError
from visio_sfu.rooms.directory import Directory
from visio_sfu.server_api import data, participants, rooms
from visio_sfu.tokens import Claims, VideoGrants

# Requests differ in their fields, which the table below pairs with what reads them.
Perform = Callable[[Directory, Any, float], Message]


@dataclass(frozen=True, slots=True)
class Method:
    request: Callable[[], Message]
    allowed: Callable[[VideoGrants, Any], bool]
    perform: Perform

    def check(self, claims: Claims, request: Message) -> None:
        """Raises ApiError when the token does not grant this call."""
        if not self.allowed(claims.grants, request):
            raise ApiError("unauthenticated", "permissions denied")


def _creates(grants: VideoGrants, _: Any) -> bool:
    return grants.room_create


def _lists(grants: VideoGrants, _: Any) -> bool:
    return grants.room_list


def _administers(grants: VideoGrants, request: Any) -> bool:
    return grants.room_admin and bool(grants.room) and grants.room == request.room


METHODS: Final[dict[tuple[str, str], Method]] = {
    ("RoomService", "CreateRoom"): Method(messages.CreateRoomRequest, _creates, rooms.create),
    ("RoomService", "ListRooms"): Method(messages.ListRoomsRequest, _lists, rooms.list_rooms),
    ("RoomService", "DeleteRoom"): Method(messages.DeleteRoomRequest, _creates, rooms.delete),
    ("RoomService", "UpdateRoomMetadata"): Method(
        messages.UpdateRoomMetadataRequest, _administers, rooms.update_metadata
    ),
    ("RoomService", "ListParticipants"): Method(messages.ListParticipantsRequest, _administers, participants.list_all),
    ("RoomService", "GetParticipant"): Method(messages.RoomParticipantIdentity, _administers, participants.get),
    ("RoomService", "RemoveParticipant"): Method(messages.RoomParticipantIdentity, _administers, participants.remove),
    ("RoomService", "MutePublishedTrack"): Method(messages.MuteRoomTrackRequest, _administers, participants.mute),
    ("RoomService", "UpdateParticipant"): Method(messages.UpdateParticipantRequest, _administers, participants.update),
    ("RoomService", "UpdateSubscriptions"): Method(
        messages.UpdateSubscriptionsRequest, _administers, participants.update_subscriptions
    ),
    ("RoomService", "SendData"): Method(messages.SendDataRequest, _administers, data.send),
    ("RoomService", "ForwardParticipant"): Method(
        messages.ForwardParticipantRequest, _administers, participants.not_implemented
    ),
    ("RoomService", "MoveParticipant"): Method(
        messages.MoveParticipantRequest, _administers, participants.not_implemented
    ),
    ("RoomService", "PerformRpc"): Method(messages.PerformRpcRequest, _administers, participants.not_implemented),
}
