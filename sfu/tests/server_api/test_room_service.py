"""What the server API does to people in a room, called from inside the process as the application does."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest
from google.protobuf.message import Message
from livekit.protocol import room as requests
from livekit.protocol.models import DataPacket, DisconnectReason, ParticipantPermission
from livekit.protocol.rtc import MuteTrackRequest
from meeting import Meeting
from visio_sfu.errors import ApiError
from visio_sfu.media import commands
from visio_sfu.server_api.methods import METHODS


def call(meeting: Meeting, method: str, request: Message) -> Any:
    try:
        return METHODS["RoomService", method].perform(meeting.directory, request, meeting.clock.now())
    finally:
        meeting.flush()


@contextmanager
def refused(code: str) -> Generator[None]:
    with pytest.raises(ApiError) as error:
        yield
    assert error.value.code == code


def test_rooms_are_listed_by_name(meeting: Meeting) -> None:
    for name in ("one", "two", "three"):
        call(meeting, "CreateRoom", requests.CreateRoomRequest(name=name))
    all_rooms = call(meeting, "ListRooms", requests.ListRoomsRequest())
    assert [room.name for room in all_rooms.rooms] == ["one", "two", "three"]
    some = call(meeting, "ListRooms", requests.ListRoomsRequest(names=["two", "four"]))
    assert [room.name for room in some.rooms] == ["two"]


def test_a_deleted_room_is_gone_for_everybody(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    call(meeting, "DeleteRoom", requests.DeleteRoomRequest(room="daily"))
    assert lea.farewell.reason == DisconnectReason.ROOM_DELETED
    assert meeting.noticed[-2:] == ["participant_left", "room_finished"]
    with refused("not_found"):
        call(meeting, "DeleteRoom", requests.DeleteRoomRequest(room="daily"))


def test_a_name_may_be_used_again_at_once(meeting: Meeting) -> None:
    first = call(meeting, "CreateRoom", requests.CreateRoomRequest(name="daily"))
    call(meeting, "DeleteRoom", requests.DeleteRoomRequest(room="daily"))
    second = call(meeting, "CreateRoom", requests.CreateRoomRequest(name="daily"))
    assert first.sid != second.sid
    assert meeting.arrive("lea").told("join")[0].room.sid == second.sid


def test_participants_are_listed_with_their_tracks(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    lea.publish("camera")
    people = call(meeting, "ListParticipants", requests.ListParticipantsRequest(room="daily")).participants
    assert [(info.identity, [track.name for track in info.tracks]) for info in people] == [("lea", ["camera"])]
    one = call(meeting, "GetParticipant", requests.RoomParticipantIdentity(room="daily", identity="lea"))
    assert one.sid == lea.sid


def test_a_removed_participant_does_not_come_back_with_the_same_token(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    claims = lea.one.claims
    call(meeting, "RemoveParticipant", requests.RoomParticipantIdentity(room="daily", identity="lea"))
    assert lea.farewell.reason == DisconnectReason.PARTICIPANT_REMOVED
    assert meeting.room.removed.refuses(claims)
    with refused("not_found"):
        call(meeting, "RemoveParticipant", requests.RoomParticipantIdentity(room="daily", identity="lea"))


def test_a_muted_microphone_is_silent_for_all_and_its_owner_knows(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    sid = lea.publish("microphone").sid
    mute = requests.MuteRoomTrackRequest(room="daily", identity="lea", track_sid=sid, muted=True)
    assert call(meeting, "MutePublishedTrack", mute).track.muted
    assert lea.told("mute")[0].sid == sid
    assert malik.heard_of(lea)[-1].tracks[0].muted
    assert meeting.orders(commands.MuteTrack)[-1].muted


def test_nobody_is_unmuted_by_others_but_may_unmute_itself(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    sid = lea.publish("microphone", muted=True).sid
    with refused("failed_precondition"):
        unmute = requests.MuteRoomTrackRequest(room="daily", identity="lea", track_sid=sid, muted=False)
        call(meeting, "MutePublishedTrack", unmute)
    assert lea.track("microphone").muted
    lea.say(mute=MuteTrackRequest(sid=sid, muted=False))
    assert not lea.track("microphone").muted


def test_name_metadata_attributes_and_permission_are_changed(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    change = requests.UpdateParticipantRequest(
        room="daily",
        identity="lea",
        name="Léa",
        metadata="m",
        attributes={"visio.role": "host"},
        permission=ParticipantPermission(can_subscribe=True, can_publish=True, can_publish_data=True),
    )
    call(meeting, "UpdateParticipant", change)
    info = malik.heard_of(lea)[-1]
    assert (info.name, info.metadata, dict(info.attributes)) == ("Léa", "m", {"visio.role": "host"})
    assert info.permission.can_publish_data


def test_what_is_not_named_stays(meeting: Meeting) -> None:
    lea = meeting.arrive("lea", name="Léa", metadata="m", grants={"can_publish_data": False})
    call(meeting, "UpdateParticipant", requests.UpdateParticipantRequest(room="daily", identity="lea", name="L"))
    assert (lea.one.name, lea.one.metadata, lea.one.permissions.can_publish_data) == ("L", "m", False)


def test_limits_of_metadata_are_told(meeting: Meeting) -> None:
    meeting.arrive("lea")
    with refused("invalid_argument"):
        change = requests.UpdateParticipantRequest(room="daily", identity="lea", name="x" * 257)
        call(meeting, "UpdateParticipant", change)


def test_subscriptions_are_changed_from_outside(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    sid = lea.publish("microphone").sid
    malik = meeting.arrive("malik")
    change = requests.UpdateSubscriptionsRequest(room="daily", identity="malik", track_sids=[sid], subscribe=False)
    call(meeting, "UpdateSubscriptions", change)
    assert meeting.orders(commands.Unsubscribe)[-1].participant == malik.number


def test_messages_have_a_topic_and_no_sender(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    request = requests.SendDataRequest(
        room="daily", data=b"hello", topic="visio", kind=DataPacket.Kind.LOSSY, destination_identities=["malik"]
    )
    call(meeting, "SendData", request)
    orders = meeting.orders(commands.SendData)
    assert [(order.participant, order.reliable) for order in orders] == [(malik.number, False)]
    packet = DataPacket.FromString(orders[0].payload)
    assert (packet.user.payload, packet.user.topic) == (b"hello", "visio")
    assert (packet.participant_identity, packet.participant_sid, packet.user.participant_sid) == ("", "", "")
    call(meeting, "SendData", requests.SendDataRequest(room="daily", data=b"all"))
    assert {order.participant for order in meeting.orders(commands.SendData)[1:]} == {lea.number, malik.number}


def test_a_message_with_a_nonce_is_sent_once(meeting: Meeting) -> None:
    meeting.arrive("lea")
    for _ in range(2):
        call(meeting, "SendData", requests.SendDataRequest(room="daily", data=b"x", nonce=b"0123456789abcdef"))
    assert len(meeting.orders(commands.SendData)) == 1


def test_the_metadata_of_a_room_is_told(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    call(meeting, "UpdateRoomMetadata", requests.UpdateRoomMetadataRequest(room="daily", metadata="agenda"))
    assert lea.told("room_update")[-1].room.metadata == "agenda"
