"""The orders of `base` as LiveKit server API calls, over any way of making such a call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from google.protobuf.message import Message
from livekit.protocol import models
from livekit.protocol import room as rooms

from visio.engine.base import ROOM_EMPTY_SECONDS, TOPIC, EngineFailed, EngineParticipant, EngineTrack, Source

_SOURCES = {
    models.TrackSource.MICROPHONE: Source.MICROPHONE,
    models.TrackSource.CAMERA: Source.CAMERA,
    models.TrackSource.SCREEN_SHARE: Source.SHARE,
    models.TrackSource.SCREEN_SHARE_AUDIO: Source.SHARE_SOUND,
}

# Codes that mean that what should go is gone already. Stock LiveKit says `unavailable` for Mute and SendData in a
# room that is not there.
_GONE = ("not_found", "unavailable")


class Caller(Protocol):
    """Makes one call of livekit.RoomService and returns its answer, or raises EngineFailed."""

    def __call__(self, method: str, request: Message, response: type[Message]) -> Any: ...


class TwirpEngine:
    """Base of the engines that speak LiveKit."""

    def __init__(self, call: Caller) -> None:
        self._call = call

    def create_room(self, room: str) -> None:
        request = rooms.CreateRoomRequest(
            name=room, empty_timeout=ROOM_EMPTY_SECONDS, departure_timeout=ROOM_EMPTY_SECONDS
        )
        self._call("CreateRoom", request, models.Room)

    def delete_room(self, room: str) -> None:
        self._unless_gone("DeleteRoom", rooms.DeleteRoomRequest(room=room), rooms.DeleteRoomResponse)

    def participants(self, room: str) -> list[EngineParticipant]:
        request = rooms.ListParticipantsRequest(room=room)
        answer = self._unless_gone("ListParticipants", request, rooms.ListParticipantsResponse)
        return [_participant(info) for info in answer.participants] if answer is not None else []

    def remove(self, room: str, identity: str) -> None:
        request = rooms.RoomParticipantIdentity(room=room, identity=identity)
        self._unless_gone("RemoveParticipant", request, rooms.RemoveParticipantResponse)

    def mute(self, room: str, identity: str, sources: Sequence[Source]) -> None:
        request = rooms.RoomParticipantIdentity(room=room, identity=identity)
        info = self._unless_gone("GetParticipant", request, models.ParticipantInfo)
        for track in _participant(info).tracks if info is not None else ():
            if track.source in sources and not track.muted:
                mute = rooms.MuteRoomTrackRequest(room=room, identity=identity, track_sid=track.sid, muted=True)
                self._unless_gone("MutePublishedTrack", mute, rooms.MuteRoomTrackResponse)

    def send(self, room: str, data: bytes, identities: Sequence[str] | None) -> None:
        if identities is not None and not identities:
            return
        request = rooms.SendDataRequest(
            room=room,
            data=data,
            kind=models.DataPacket.Kind.RELIABLE,
            topic=TOPIC,
            destination_identities=list(identities or ()),
        )
        self._unless_gone("SendData", request, rooms.SendDataResponse)

    def permit(self, room: str, identity: str, *, publish: bool) -> None:
        rights = models.ParticipantPermission(can_subscribe=True, can_publish=publish)
        request = rooms.UpdateParticipantRequest(room=room, identity=identity, permission=rights)
        self._unless_gone("UpdateParticipant", request, models.ParticipantInfo)

    def set_attributes(self, room: str, identity: str, attributes: dict[str, str]) -> None:
        request = rooms.UpdateParticipantRequest(room=room, identity=identity, attributes=attributes)
        self._unless_gone("UpdateParticipant", request, models.ParticipantInfo)

    def _unless_gone(self, method: str, request: Message, response: type[Message]) -> Any:
        try:
            return self._call(method, request, response)
        except EngineFailed as fault:
            if fault.code in _GONE:
                return None
            raise


def standard(info: models.ParticipantInfo) -> bool:
    """Whether this is a person: not hidden, no recorder, no agent."""
    rights = info.permission
    unseen = rights.hidden or rights.recorder or rights.agent
    return not unseen and info.kind == models.ParticipantInfo.Kind.STANDARD


def _participant(info: models.ParticipantInfo) -> EngineParticipant:
    tracks = [EngineTrack(track.sid, _SOURCES.get(track.source), track.muted) for track in info.tracks]
    return EngineParticipant(info.identity, hidden=not standard(info), tracks=tracks)
