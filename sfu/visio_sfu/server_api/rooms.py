"""Rooms in the server API."""

from livekit.protocol.models import DisconnectReason
from livekit.protocol.models import Room as RoomMessage
from livekit.protocol.room import (
    CreateRoomRequest,
    DeleteRoomRequest,
    DeleteRoomResponse,
    ListRoomsRequest,
    ListRoomsResponse,
    UpdateRoomMetadataRequest,
)
from visio_sfu.errors import ApiError
from visio_sfu.rooms.directory import Directory, RoomWishes
from visio_sfu.rooms.metadata import MAX_METADATA_BYTES
from visio_sfu.rooms.room import Room
from visio_sfu.signalling.join import MAX_ROOM_NAME


def find(directory: Directory, name: str) -> Room:
    """Raises ApiError not_found."""
    room = directory.get(name)
    if room is None:
        raise ApiError("not_found", "requested room does not exist")
    return room


def create(directory: Directory, request: CreateRoomRequest, now: float) -> RoomMessage:
    """Makes a room; one that is there already is answered as it is."""
    if not request.name:
        raise ApiError("invalid_argument", "no room name")
    if len(request.name) > MAX_ROOM_NAME:
        raise ApiError("invalid_argument", "room name length exceeds limits")
    _check_metadata(request.metadata)
    wishes = RoomWishes(
        empty_timeout=request.empty_timeout,
        departure_timeout=request.departure_timeout,
        max_participants=request.max_participants,
        metadata=request.metadata,
    )
    return directory.open(request.name, wishes, now).state.message()


def list_rooms(directory: Directory, request: ListRoomsRequest, now: float) -> ListRoomsResponse:
    names = set(request.names)
    return ListRoomsResponse(
        rooms=[room.state.message() for room in directory if not names or room.state.name in names]
    )


def delete(directory: Directory, request: DeleteRoomRequest, now: float) -> DeleteRoomResponse:
    """Everybody is told that the room was deleted."""
    find(directory, request.room).end(DisconnectReason.ROOM_DELETED, now)
    return DeleteRoomResponse()


def update_metadata(directory: Directory, request: UpdateRoomMetadataRequest, now: float) -> RoomMessage:
    room = find(directory, request.room)
    _check_metadata(request.metadata)
    room.set_metadata(request.metadata)
    return room.state.message()


def _check_metadata(metadata: str) -> None:
    if len(metadata.encode()) > MAX_METADATA_BYTES:
        raise ApiError("invalid_argument", "metadata size exceeds limits")
