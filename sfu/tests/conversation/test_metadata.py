from livekit.protocol.models import ParticipantPermission
from livekit.protocol.rtc import RequestResponse, UpdateParticipantMetadata
from meeting import Meeting


def test_nobody_without_the_grant_renames_itself(meeting: Meeting) -> None:
    lea = meeting.arrive("lea", name="Léa")
    lea.say(update_metadata=UpdateParticipantMetadata(name="Boss", request_id=7))
    answer = lea.told("request_response")[0]
    assert (answer.reason, answer.request_id) == (RequestResponse.NOT_ALLOWED, 7)
    assert lea.one.name == "Léa"


def test_name_metadata_and_attributes_are_told_to_all_and_to_itself(meeting: Meeting) -> None:
    lea = meeting.arrive("lea", grants={"can_update_own_metadata": True}, attributes={"old": "1", "gone": "1"})
    malik = meeting.arrive("malik")
    lea.say(update_metadata=UpdateParticipantMetadata(name="Léa", metadata="m", attributes={"new": "2", "gone": ""}))
    for person in (lea, malik):
        info = person.heard_of(lea)[-1]
        assert (info.name, info.metadata, dict(info.attributes)) == ("Léa", "m", {"old": "1", "new": "2"})
    assert lea.told("request_response")[0].reason == RequestResponse.OK


def test_older_clients_are_not_told_of_success(meeting: Meeting) -> None:
    lea = meeting.arrive("lea", grants={"can_update_own_metadata": True}, query={"protocol": "14"})
    lea.say(update_metadata=UpdateParticipantMetadata(name="Léa"))
    assert not lea.told("request_response")


def test_limits_are_told_and_nothing_changes(meeting: Meeting) -> None:
    lea = meeting.arrive("lea", grants={"can_update_own_metadata": True}, name="Léa")
    for wish in (
        UpdateParticipantMetadata(name="x" * 257),
        UpdateParticipantMetadata(name="y", metadata="x" * (512 * 1024 + 1)),
        UpdateParticipantMetadata(name="z", attributes={"x": "y" * (64 * 1024)}),
    ):
        lea.say(update_metadata=wish)
        assert lea.told("request_response")[-1].reason == RequestResponse.LIMIT_EXCEEDED
    assert lea.one.name == "Léa"


def test_attributes_given_at_the_connection_need_the_grant(meeting: Meeting) -> None:
    query = {"attributes": "eyJhIjogIjEifQ=="}  # {"a": "1"}
    assert meeting.arrive("lea", query=query).one.attributes == {}
    malik = meeting.arrive("malik", query=query, grants={"can_update_own_metadata": True})
    assert malik.one.attributes == {"a": "1"}


def test_taking_the_right_to_publish_ends_what_is_published(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    sid = malik.publish("camera").sid
    permission = ParticipantPermission(can_subscribe=True, can_publish=False, can_publish_data=True)
    meeting.room.permit(malik.one, permission, meeting.clock.now())
    meeting.flush()
    assert malik.told("track_unpublished")[0].track_sid == sid
    assert not lea.heard_of(malik)[-1].tracks
    assert not malik.heard_of(malik)[-1].permission.can_publish


def test_giving_the_right_to_receive_begins_it(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    lea.publish("camera")
    malik = meeting.arrive("malik", grants={"can_subscribe": False})
    malik.forget()
    permission = ParticipantPermission(can_subscribe=True, can_publish=True)
    meeting.room.permit(malik.one, permission, meeting.clock.now())
    meeting.flush()
    assert malik.told("offer")
    meeting.room.permit(malik.one, ParticipantPermission(can_publish=True), meeting.clock.now())
    meeting.flush()
    assert not next(iter(meeting.room.state.tracks.values())).subscribers
