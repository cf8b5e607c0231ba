from livekit.protocol.models import DisconnectReason, ParticipantInfo
from livekit.protocol.rtc import LeaveRequest
from meeting import Meeting
from visio_sfu.media import commands, events

DISCONNECTED = ParticipantInfo.State.DISCONNECTED
Action = LeaveRequest.Action


def test_a_goodbye_is_told_to_others_at_once(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    malik.say(leave=LeaveRequest(reason=DisconnectReason.CLIENT_INITIATED))
    last = lea.heard_of(malik)[-1]
    assert (last.state, last.disconnect_reason) == (DISCONNECTED, DisconnectReason.CLIENT_INITIATED)
    assert malik.hung_up
    assert meeting.orders(commands.RemoveParticipant)[-1].participant == malik.number


def test_a_goodbye_cannot_claim_another_reason(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    malik.say(leave=LeaveRequest(reason=DisconnectReason.PARTICIPANT_REMOVED))
    assert lea.heard_of(malik)[-1].disconnect_reason == DisconnectReason.CLIENT_INITIATED


def test_a_removed_participant_is_told_to_stay_away_before_the_socket_closes(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    meeting.room.kick(malik.one, meeting.clock.now())
    meeting.flush()
    farewell = malik.farewell
    assert (farewell.reason, farewell.action) == (DisconnectReason.PARTICIPANT_REMOVED, Action.DISCONNECT)
    assert not farewell.can_reconnect
    assert malik.hung_up
    assert lea.heard_of(malik)[-1].disconnect_reason == DisconnectReason.PARTICIPANT_REMOVED


def test_older_tokens_of_a_removed_identity_are_dead_and_newer_ones_live(meeting: Meeting) -> None:
    malik = meeting.arrive("malik")
    before = malik.one.claims
    meeting.clock.advance(30)
    meeting.room.kick(malik.one, meeting.clock.now())
    assert meeting.room.removed.refuses(before)
    assert meeting.room.removed.refuses(meeting.claims("malik", issued_at=None))
    meeting.clock.advance(1)
    assert not meeting.room.removed.refuses(meeting.claims("malik"))
    assert not meeting.room.removed.refuses(meeting.claims("lea"))


def test_a_removed_participant_gets_no_fresh_token_while_its_socket_closes(meeting: Meeting) -> None:
    malik = meeting.arrive("malik")
    meeting.room.kick(malik.one, meeting.clock.now())
    meeting.clock.advance(1)
    malik.exchange.on_time(meeting.clock.now())
    meeting.flush()
    assert not malik.told("refresh_token")


def test_the_newest_connection_of_an_identity_wins(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    first = meeting.arrive("malik")
    second = meeting.arrive("malik")
    assert first.farewell.reason == DisconnectReason.DUPLICATE_IDENTITY
    assert first.farewell.action == Action.DISCONNECT
    assert not second.told("leave")
    assert all(info.state != DISCONNECTED for info in lea.heard_of(first))
    assert lea.heard_of(second)
    assert [one.sid for one in meeting.room.state.participants.values()] == [lea.sid, second.sid]


def test_the_tracks_of_a_replaced_connection_end(meeting: Meeting) -> None:
    meeting.arrive("lea")
    first = meeting.arrive("malik")
    first.publish("microphone")
    meeting.arrive("malik")
    assert meeting.orders(commands.Unpublish)
    assert not meeting.room.state.tracks


def test_a_deleted_room_says_so_to_everybody(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    meeting.room.end(DisconnectReason.ROOM_DELETED, meeting.clock.now())
    meeting.flush()
    for person in (lea, malik):
        assert (person.farewell.reason, person.farewell.action) == (DisconnectReason.ROOM_DELETED, Action.DISCONNECT)
    assert meeting.directory.get("daily") is None
    assert meeting.orders(commands.CloseRoom)


def test_a_participant_whose_media_never_connects_is_dropped_after_a_minute(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    malik = meeting.arrive("malik", connect=False)
    meeting.after(59)
    assert not malik.told("leave")
    meeting.after(1)
    assert malik.farewell.reason == DisconnectReason.CONNECTION_TIMEOUT
    assert lea.heard_of(malik)[-1].state == DISCONNECTED
    assert meeting.noticed[-1] == "participant_connection_aborted"


def test_a_broken_socket_with_media_waits_fifteen_seconds(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    meeting.lose_socket(malik)
    meeting.after(14)
    assert lea.heard_of(malik)[-1].state != DISCONNECTED
    meeting.after(1)
    last = lea.heard_of(malik)[-1]
    assert (last.state, last.disconnect_reason) == (DISCONNECTED, DisconnectReason.SIGNAL_CLOSE)


def test_a_page_that_vanished_is_dropped_five_seconds_after_its_media_fell_silent(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    meeting.lose_socket(malik)
    meeting.engine_tells(events.TransportState(malik.number, "subscriber", "disconnected"))
    meeting.after(5)
    assert lea.heard_of(malik)[-1].state == DISCONNECTED


def test_a_page_that_closed_its_media_and_its_socket_is_gone_at_once(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    meeting.engine_tells(events.TransportState(malik.number, "subscriber", "closed"))
    meeting.lose_socket(malik)
    assert lea.heard_of(malik)[-1].state == DISCONNECTED


def test_silent_media_with_a_living_socket_is_waited_for(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    meeting.engine_tells(events.TransportState(malik.number, "subscriber", "disconnected"))
    meeting.after(60)
    assert lea.heard_of(malik)[-1].state != DISCONNECTED
    assert not malik.told("leave")


def test_failed_media_makes_the_client_resume(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    meeting.engine_tells(events.TransportState(malik.number, "subscriber", "failed"))
    assert malik.farewell.action == Action.RESUME
    assert malik.farewell.can_reconnect
    assert lea.heard_of(malik)[-1].state != DISCONNECTED
    meeting.after(5)
    assert lea.heard_of(malik)[-1].state == DISCONNECTED


def test_a_fault_in_one_peer_makes_that_client_start_anew_and_no_other(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    meeting.engine_tells(events.ParticipantFailed(malik.number, "a fault"))
    assert (malik.farewell.reason, malik.farewell.action) == (DisconnectReason.MEDIA_FAILURE, Action.RECONNECT)
    assert not lea.told("leave")


def test_when_a_media_thread_ends_everybody_on_it_starts_anew(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    meeting.engine_tells(events.ShardFailed([meeting.room.state.number]))
    assert lea.farewell.action == Action.RECONNECT
    assert "room_finished" not in meeting.noticed
    assert meeting.arrive("lea").told("join")
    assert len({order.room for order in meeting.orders(commands.OpenRoom)}) == 2


def test_notices_come_in_order_and_tell_why(meeting: Meeting) -> None:
    meeting.open(empty_timeout=60, departure_timeout=20)
    malik = meeting.arrive("malik")
    malik.publish("microphone")
    malik.say(leave={})
    meeting.after(20)
    assert meeting.noticed == [
        "room_started",
        "participant_joined",
        "track_published",
        "track_unpublished",
        "participant_left",
        "room_finished",
    ]
    assert meeting.notices[4].participant.disconnect_reason == DisconnectReason.CLIENT_INITIATED
    assert all(notice.id and notice.created_at and notice.room.name == "daily" for notice in meeting.notices)


def test_a_track_that_is_faster_than_its_publisher_is_noticed_after_it(meeting: Meeting) -> None:
    malik = meeting.arrive("malik", connect=False)
    malik.publish("microphone")
    assert meeting.noticed == ["room_started"]
    malik.connect_media()
    assert meeting.noticed == ["room_started", "participant_joined", "track_published"]
