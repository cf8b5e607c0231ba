"""From an HTTP request to a participant, or to a reason why not."""

import base64
import binascii
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final, cast

from livekit.protocol.models import (
    ClientConfiguration,
    ClientInfo,
    Codec,
    DisabledCodecs,
    ParticipantInfo,
    ServerInfo,
)
from livekit.protocol.rtc import JoinResponse, SignalResponse
from visio_sfu.errors import JoinRefused
from visio_sfu.rooms.directory import Directory, RoomWishes
from visio_sfu.rooms.metadata import MetadataTooLarge, check_limits
from visio_sfu.rooms.participant import Connecting, Participant
from visio_sfu.rooms.permissions import is_dependent
from visio_sfu.rooms.room import Room
from visio_sfu.rooms.state import update_messages
from visio_sfu.tokens import Claims

ANNOUNCED_VERSION: Final = "1.9.0"
"""The LiveKit version whose features clients may count on: 1.8 is needed for calls between participants; from 1.12
on they expect data tracks and one peer connection, which this server does not have."""
ANNOUNCED_PROTOCOL: Final = 15
"""The signalling protocol: 16 would promise moving participants between rooms."""

PING_INTERVAL_S: Final = 5
PING_TIMEOUT_S: Final = 15

MAX_IDENTITY: Final = 256
MAX_ROOM_NAME: Final = 256
# Participants beyond this much follow the join answer in updates.
MAX_JOIN_BYTES: Final = 1024 * 1024

_PUBLISH_CODECS: Final = ("audio/opus", "audio/red", "video/VP8", "video/H264")
_SDKS: Final = {name.lower(): number for name, number in ClientInfo.SDK.items()}


# ---- may they


def check_claims(claims: Claims) -> None:
    """What a token must say for a join. Raises JoinRefused."""
    grants = claims.grants
    if not grants.room_join:
        raise JoinRefused(HTTPStatus.UNAUTHORIZED, "not-allowed", "the token does not allow joining a room")
    if not claims.identity:
        raise JoinRefused(HTTPStatus.BAD_REQUEST, "identity-missing", "identity cannot be empty")
    if len(claims.identity) > MAX_IDENTITY:
        raise JoinRefused(
            HTTPStatus.BAD_REQUEST, "identity-too-long", f"an identity has at most {MAX_IDENTITY} characters"
        )
    if not grants.room:
        raise JoinRefused(HTTPStatus.BAD_REQUEST, "room-missing", "no room name")
    if len(grants.room) > MAX_ROOM_NAME:
        raise JoinRefused(
            HTTPStatus.BAD_REQUEST, "room-name-too-long", f"a room name has at most {MAX_ROOM_NAME} characters"
        )
    try:
        check_limits(name=claims.name, metadata=claims.metadata, attributes=claims.attributes)
    except MetadataTooLarge as error:
        raise JoinRefused(HTTPStatus.BAD_REQUEST, "claims-too-large", str(error)) from None


def check_room(directory: Directory, claims: Claims) -> None:
    """Whether the room takes this participant now. Raises JoinRefused."""
    room = directory.get(claims.grants.room)
    if room is None:
        if not directory.auto_create:
            raise JoinRefused(HTTPStatus.NOT_FOUND, "room-unknown", "requested room does not exist")
        return
    if room.removed.refuses(claims):
        raise JoinRefused(HTTPStatus.FORBIDDEN, "removed", "this participant was removed from the room")
    # Somebody who comes again takes the place of the own older connection.
    if not is_dependent(claims) and room.is_full and claims.identity not in room.state.identities:
        limit = room.state.settings.max_participants
        sentence = f"the room is full: it takes at most {limit} participants"
        raise JoinRefused(HTTPStatus.FORBIDDEN, "room-full", sentence)


# ---- what the client says of itself


def connecting_of(query: Mapping[str, str]) -> Connecting:
    """The parameters of `/rtc`."""
    return Connecting(
        info=ClientInfo(
            sdk=cast("ClientInfo.SDK", _SDKS.get(query.get("sdk", ""), 0)),
            version=query.get("version", ""),
            protocol=_number(query.get("protocol")),
            client_protocol=_number(query.get("client_protocol")),
            os=query.get("os", ""),
            os_version=query.get("os_version", ""),
            device_model=query.get("device_model", ""),
            browser=query.get("browser", ""),
            browser_version=query.get("browser_version", ""),
            network=query.get("network", ""),
        ),
        auto_subscribe=_flag(query.get("auto_subscribe"), default=True),
        adaptive_stream=_flag(query.get("adaptive_stream"), default=False),
        attributes=_attributes(query.get("attributes", "")),
    )


def wishes_of(claims: Claims) -> RoomWishes:
    """What the token's `roomConfig` asks of a room that the join makes."""
    config = claims.room_config

    def number(camel: str, snake: str) -> int:
        value = config.get(camel, config.get(snake, 0))
        return value if isinstance(value, int) and 0 <= value < 2**31 else 0

    metadata = config.get("metadata", "")
    return RoomWishes(
        empty_timeout=number("emptyTimeout", "empty_timeout"),
        departure_timeout=number("departureTimeout", "departure_timeout"),
        max_participants=number("maxParticipants", "max_participants"),
        metadata=metadata if isinstance(metadata, str) else "",
    )


# ---- the answer


def join(directory: Directory, claims: Claims, connecting: Connecting, now: float) -> tuple[Room, Participant]:
    """Brings the participant into its room, which is made where there is none. Raises JoinRefused.

    The first message to it is the join answer; nothing of it may be sent before the socket is attached.
    """
    check_room(directory, claims)
    attributes = connecting.attributes if claims.grants.can_update_own_metadata else {}
    room = directory.open(claims.grants.room, wishes_of(claims), now)
    one = room.join(claims, _with_attributes(connecting, attributes), now)
    infos = [other.info() for other in room.state.others(one) if not other.hidden]
    first, rest = _split(infos)
    room.state.say(one, SignalResponse(join=_join_response(room, one, first)))
    for message in update_messages(rest):
        room.state.say(one, message)
    room.admitted(one)
    return room, one


def server_info() -> ServerInfo:
    return ServerInfo(
        edition=ServerInfo.Edition.Standard, version=ANNOUNCED_VERSION, protocol=ANNOUNCED_PROTOCOL, node_id="ND_visio"
    )


def client_configuration(connecting: Connecting) -> ClientConfiguration:
    """Firefox on Linux and Android offers H.264 that it then cannot encode."""
    disabled = [Codec(mime="video/H264")] if not _encodes_h264(connecting) else []
    return ClientConfiguration(disabled_codecs=DisabledCodecs(publish=disabled))


def _join_response(room: Room, one: Participant, others: list[ParticipantInfo]) -> JoinResponse:
    return JoinResponse(
        room=room.state.message(),
        participant=one.info(),
        other_participants=others,
        server_version=ANNOUNCED_VERSION,
        server_info=server_info(),
        # The connection that brings media and messages is the one that counts, also for those who may receive
        # messages only.
        subscriber_primary=True,
        client_configuration=client_configuration(one.connecting),
        ping_interval=PING_INTERVAL_S,
        ping_timeout=PING_TIMEOUT_S,
        sif_trailer=room.sif_trailer,
        enabled_publish_codecs=[
            Codec(mime=mime) for mime in _PUBLISH_CODECS if mime != "video/H264" or _encodes_h264(one.connecting)
        ],
        fast_publish=one.permissions.can_publish,
    )


def _split(infos: list[ParticipantInfo]) -> tuple[list[ParticipantInfo], list[ParticipantInfo]]:
    size = 0
    for index, info in enumerate(infos):
        size += info.ByteSize()
        if size > MAX_JOIN_BYTES:
            return infos[:index], infos[index:]
    return infos, []


def _with_attributes(connecting: Connecting, attributes: dict[str, str]) -> Connecting:
    return Connecting(
        info=connecting.info,
        auto_subscribe=connecting.auto_subscribe,
        adaptive_stream=connecting.adaptive_stream,
        attributes=attributes,
    )


def _encodes_h264(connecting: Connecting) -> bool:
    return not (connecting.is_firefox and connecting.info.os.lower() in {"linux", "android"})


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _flag(text: str | None, *, default: bool) -> bool:
    return default if text in {None, ""} else text in {"1", "true", "True"}


def _attributes(encoded: str) -> dict[str, str]:
    """Base64 (either alphabet) of a JSON object of strings; anything else says nothing."""
    try:
        raw = base64.b64decode(encoded.replace("-", "+").replace("_", "/") + "=" * (-len(encoded) % 4))
        values: object = json.loads(raw) if raw else {}
    except (binascii.Error, ValueError, RecursionError):
        return {}
    if not isinstance(values, dict):
        return {}
    return {str(key): value for key, value in cast("dict[object, object]", values).items() if isinstance(value, str)}
