from typing import Any

import pytest
from livekit.protocol.models import DisconnectReason
from meeting import Meeting
from visio_sfu.errors import JoinRefused
from visio_sfu.media import commands, events
from visio_sfu.options import RoomDefaults


def test_a_room_that_nobody_enters_ends_after_its_empty_timeout(meeting: Meeting) -> None:
    meeting.open(empty_timeout=60)
    meeting.after(59)
    assert meeting.directory.get("daily")
    meeting.after(1)
    assert meeting.directory.get("daily") is None
    assert meeting.noticed == ["room_started", "room_finished"]


def test_a_room_that_everybody_left_ends_after_its_departure_timeout(meeting: Meeting) -> None:
    meeting.open(empty_timeout=600, departure_timeout=20)
    lea = meeting.arrive("lea")
    lea.say(leave={})
    meeting.after(19)
    meeting.arrive("malik").say(leave={})
    meeting.after(19)
    assert meeting.directory.get("daily")
    meeting.after(1)
    assert meeting.directory.get("daily") is None


def test_timeouts_that_are_not_given_are_the_defaults(meeting: Meeting) -> None:
    room = meeting.open().state.message()
    assert (room.empty_timeout, room.departure_timeout) == (300, 20)


def test_the_last_seat_is_given_once(meeting: Meeting) -> None:
    meeting.open(max_participants=1)
    meeting.arrive("lea")
    with pytest.raises(JoinRefused) as refused:
        meeting.arrive("malik")
    assert refused.value.code == "room-full"
    assert refused.value.status == 403
    assert "at most 1" in refused.value.sentence


def test_somebody_who_reloads_in_a_full_room_gets_the_own_seat_back(meeting: Meeting) -> None:
    meeting.open(max_participants=1)
    meeting.arrive("lea")
    assert meeting.arrive("lea").told("join")


@pytest.mark.parametrize(
    ("claims", "grants"),
    [({}, {"recorder": True}), ({}, {"hidden": True}), ({}, {"agent": True}), ({"kind": "agent"}, {})],
)
def test_a_dependent_is_no_person_of_the_meeting(
    meeting: Meeting, claims: dict[str, Any], grants: dict[str, bool]
) -> None:
    meeting.open(max_participants=1, departure_timeout=20)
    lea = meeting.arrive("lea")
    helper = meeting.arrive("helper", grants=grants, **claims)
    assert meeting.room.state.message().num_participants == 1
    assert not meeting.orders(commands.AddParticipant)[-1].counts_as_speaker
    helper.publish("microphone")
    meeting.engine_tells(events.SpeakersChanged(meeting.room.state.number, [(helper.number, 0.9)]))
    assert not lea.told("speakers_changed")
    lea.say(leave={})
    meeting.after(20)
    assert helper.farewell.reason == DisconnectReason.ROOM_CLOSED
    assert meeting.directory.get("daily") is None


def test_a_hidden_participant_is_not_announced(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    ghost = meeting.arrive("ghost", grants={"hidden": True})
    malik = meeting.arrive("malik")
    ghost.say(leave={})
    assert not lea.heard_of(ghost)
    assert [info.identity for info in malik.told("join")[0].other_participants] == ["lea"]
    assert ghost.heard_of(malik)


def test_a_recorder_is_told_to_the_room(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    meeting.arrive("recorder", grants={"recorder": True, "hidden": True})
    meeting.after(1)
    assert lea.told("room_update")[-1].room.active_recording


def test_an_agent_is_marked_as_one(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    agent = meeting.arrive("agent", kind="agent", grants={"agent": True})
    info = lea.heard_of(agent)[-1]
    assert info.kind == info.Kind.AGENT
    assert info.permission.agent


def test_counts_are_told_within_a_second_and_together(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    meeting.after(1)
    lea.forget()
    for name in ("malik", "ana", "tom"):
        meeting.arrive(name)
    assert not lea.told("room_update")
    meeting.after(1)
    assert [update.room.num_participants for update in lea.told("room_update")] == [4]


def test_metadata_of_the_room_is_told_at_once(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    meeting.room.set_metadata("agenda")
    meeting.flush()
    assert lea.told("room_update")[-1].room.metadata == "agenda"


def test_a_join_does_not_make_a_room_where_that_is_switched_off() -> None:
    meeting = Meeting(RoomDefaults(auto_create=False))
    with pytest.raises(JoinRefused) as refused:
        meeting.arrive("lea")
    assert (refused.value.status, refused.value.sentence) == (404, "requested room does not exist")
    meeting.open()
    assert meeting.arrive("lea").told("join")


def test_a_token_may_configure_the_room_it_makes(meeting: Meeting) -> None:
    meeting.arrive(
        "lea", room_config={"emptyTimeout": 7, "maxParticipants": 3, "metadata": "m", "departureTimeout": "x"}
    )
    room = meeting.room.state.message()
    assert (room.empty_timeout, room.max_participants, room.metadata, room.departure_timeout) == (7, 3, "m", 20)


def test_large_updates_are_split(meeting: Meeting) -> None:
    for count in range(5):
        meeting.arrive(f"p{count}", metadata="x" * 100_000)
    lea = meeting.arrive("lea")
    meeting.lose_socket(lea)
    again = meeting.come_back(lea)
    assert again is not None
    sizes = [update.ByteSize() for update in again.told("update")]
    assert len(sizes) > 1
    assert max(sizes) < 2 * 128 * 1024


def test_a_join_answer_stays_below_the_message_limit(meeting: Meeting) -> None:
    for count in range(12):
        meeting.arrive(f"p{count}", metadata="x" * 200_000)
    lea = meeting.arrive("lea")
    assert lea.told("join")[0].ByteSize() < 2 * 1024 * 1024
    known = {info.identity for info in lea.told("join")[0].other_participants}
    known |= {info.identity for update in lea.told("update") for info in update.participants}
    assert {f"p{count}" for count in range(12)} <= known
