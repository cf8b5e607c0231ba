"""Messages of the application to participants."""

from livekit.protocol.models import DataPacket
from livekit.protocol.room import SendDataRequest, SendDataResponse
from visio_sfu.errors import ApiError
from visio_sfu.rooms.data import MAX_MESSAGE_BYTES
from visio_sfu.rooms.directory import Directory
from visio_sfu.server_api.rooms import find


def send(directory: Directory, request: SendDataRequest, now: float) -> SendDataResponse:
    """To those named, or to all; those who are not there are passed over."""
    room = find(directory, request.room)
    if len(request.data) > MAX_MESSAGE_BYTES:
        raise ApiError("invalid_argument", f"a message has at most {MAX_MESSAGE_BYTES} bytes")
    room.data.send(
        request.data,
        reliable=request.kind == DataPacket.Kind.RELIABLE,
        topic=request.topic if request.HasField("topic") else None,
        nonce=request.nonce,
        identities=list(request.destination_identities),
        sids=list(request.destination_sids),
    )
    return SendDataResponse()
