"""Name, metadata and attributes of a participant, and their limits."""

from collections.abc import Mapping
from typing import Final

from livekit.protocol.rtc import RequestResponse, SignalResponse, UpdateParticipantMetadata
from visio_sfu.rooms.participant import Participant
from visio_sfu.rooms.state import RoomState

MAX_NAME: Final = 256
MAX_METADATA_BYTES: Final = 512 * 1024
MAX_ATTRIBUTES_BYTES: Final = 64 * 1024

# From this protocol on clients expect to hear that a request went well.
_HEARS_SUCCESS: Final = 15


class MetadataTooLarge(ValueError):
    """A name, metadata or attributes are beyond their limit."""


class Metadata:
    def __init__(self, state: RoomState) -> None:
        self._state = state

    def requested(self, one: Participant, request: UpdateParticipantMetadata) -> None:
        """A participant wants to change what others see of it; it is told whether it may."""
        if not one.permissions.can_update_own_metadata:
            self._answer(one, request, RequestResponse.NOT_ALLOWED, "does not have permission to update own metadata")
            return
        try:
            self.change(one, name=request.name, metadata=request.metadata, attributes=request.attributes)
        except MetadataTooLarge as error:
            self._answer(one, request, RequestResponse.LIMIT_EXCEEDED, str(error))
            return
        if one.connecting.info.protocol >= _HEARS_SUCCESS:
            self._answer(one, request, RequestResponse.OK, "")

    def change(self, one: Participant, *, name: str, metadata: str, attributes: Mapping[str, str]) -> None:
        """Changes what is not empty; an attribute with an empty value is deleted. Raises MetadataTooLarge, and then
        changes nothing."""
        merged = {key: value for key, value in {**one.attributes, **attributes}.items() if value}
        check_limits(name=name, metadata=metadata, attributes=merged)
        before = (one.name, one.metadata, one.attributes)
        one.name = name or one.name
        one.metadata = metadata or one.metadata
        one.attributes = merged
        if before != (one.name, one.metadata, one.attributes):
            self._state.announce(one, to_itself=True)

    def _answer(
        self, one: Participant, request: UpdateParticipantMetadata, reason: RequestResponse.Reason, message: str
    ) -> None:
        answer = RequestResponse(request_id=request.request_id, reason=reason, message=message, update_metadata=request)
        self._state.say(one, SignalResponse(request_response=answer))


def check_limits(*, name: str, metadata: str, attributes: Mapping[str, str]) -> None:
    """Raises MetadataTooLarge with a sentence."""
    if len(name) > MAX_NAME:
        raise MetadataTooLarge(f"a name has at most {MAX_NAME} characters")
    if len(metadata.encode()) > MAX_METADATA_BYTES:
        raise MetadataTooLarge(f"metadata has at most {MAX_METADATA_BYTES} bytes")
    if sum(len(key.encode()) + len(value.encode()) for key, value in attributes.items()) > MAX_ATTRIBUTES_BYTES:
        raise MetadataTooLarge(f"attributes have at most {MAX_ATTRIBUTES_BYTES} bytes together")
