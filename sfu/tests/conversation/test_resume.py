from livekit.protocol.models import DisconnectReason, ParticipantInfo
from livekit.protocol.rtc import LeaveRequest, SyncState, TrackPublishedResponse, UpdateSubscription
from meeting import Meeting
from visio_sfu.media import commands, events


def test_the_first_message_of_a_resume_is_reconnect(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    meeting.lose_socket(lea)
    again = meeting.come_back(lea)
    assert again is not None
    assert again.kinds[0] == "reconnect"
    assert again.told("reconnect")[0].server_info.version
    assert again.sid == lea.sid


def test_others_see_nothing_of_a_resume(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    lea.forget()
    meeting.lose_socket(malik)
    meeting.after(10)
    meeting.come_back(malik)
    meeting.after(60)
    assert not lea.heard_of(malik)


def test_a_resumed_client_learns_of_itself_of_all_others_and_of_the_room(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    meeting.lose_socket(lea)
    malik.publish("microphone")
    again = meeting.come_back(lea)
    assert again is not None
    infos = {info.identity: info for update in again.told("update") for info in update.participants}
    assert set(infos) == {"lea", "malik"}
    assert len(infos["malik"].tracks) == 1
    assert again.told("room_update")[0].room.num_participants == 2


def test_a_resumed_client_learns_who_left_meanwhile(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    meeting.lose_socket(lea)
    malik.say(leave={})
    again = meeting.come_back(lea)
    assert again is not None
    assert again.heard_of(malik)[0].state == ParticipantInfo.State.DISCONNECTED


def test_the_receiving_connection_is_offered_again_with_new_credentials(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    meeting.lose_socket(lea)
    again = meeting.come_back(lea)
    assert again is not None
    assert [order.participant for order in meeting.orders(commands.RestartSubscriberIce)] == [lea.number]
    assert again.told("offer")


def test_failed_media_recovers_by_a_resume(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    meeting.engine_tells(events.TransportState(malik.number, "subscriber", "failed"))
    meeting.lose_socket(malik)
    meeting.after(4)
    again = meeting.come_back(malik)
    assert again is not None
    again.connect_media()
    meeting.after(120)
    assert lea.heard_of(malik)[-1].state == ParticipantInfo.State.ACTIVE


def test_a_resumed_client_whose_media_does_not_return_is_dropped(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    meeting.engine_tells(events.TransportState(malik.number, "subscriber", "disconnected"))
    meeting.lose_socket(malik)
    assert meeting.come_back(malik)
    meeting.after(15)
    assert lea.heard_of(malik)[-1].state == ParticipantInfo.State.DISCONNECTED


def test_somebody_else_cannot_resume_a_participant(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    assert meeting.room.resumable(lea.sid, "malik") is None
    assert meeting.room.resumable("PA_unknown", "lea") is None


def test_a_published_track_the_server_does_not_know_means_starting_anew(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    lea.publish("microphone")
    unknown = TrackPublishedResponse(cid="x", track={"sid": "TR_unknown"})
    lea.say(sync_state=SyncState(publish_tracks=[unknown]))
    assert lea.farewell.action == LeaveRequest.Action.RECONNECT
    assert lea.farewell.reason == DisconnectReason.STATE_MISMATCH


def test_what_a_resumed_client_knows_is_accepted(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    sid = lea.publish("microphone").sid
    lea.say(sync_state=SyncState(publish_tracks=[TrackPublishedResponse(cid="x", track={"sid": sid})]))
    assert not lea.told("leave")
    malik.say(sync_state=SyncState(subscription=UpdateSubscription(track_sids=[sid], subscribe=False)))
    assert meeting.orders(commands.Unsubscribe)


def test_the_last_number_of_its_messages_is_told_to_a_resumed_client(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    lea.one.last_sequence = 41
    meeting.lose_socket(lea)
    again = meeting.come_back(lea)
    assert again is not None
    assert again.told("reconnect")[0].last_message_seq == 41


def test_one_that_missed_too_much_starts_anew(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    meeting.lose_socket(lea)
    lea.one.missed_departures = [ParticipantInfo()] * 1_000
    assert meeting.come_back(lea) is None
