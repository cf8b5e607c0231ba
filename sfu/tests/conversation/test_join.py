from meeting import Meeting


def test_the_first_message_is_a_complete_join_answer(meeting: Meeting) -> None:
    lea = meeting.arrive("lea", name="Léa", connect=False)
    assert lea.kinds[0] == "join"
    answer = lea.told("join")[0]
    assert answer.room.name == "daily"
    assert answer.room.sid.startswith("RM_")
    assert answer.participant.identity == "lea"
    assert answer.participant.name == "Léa"
    assert answer.participant.sid.startswith("PA_")
    assert answer.server_info.version
    assert answer.server_info.protocol >= 12
    assert answer.server_version == answer.server_info.version
    assert answer.subscriber_primary
    assert (answer.ping_interval, answer.ping_timeout) == (5, 15)
    assert answer.sif_trailer
    assert [codec.mime for codec in answer.enabled_publish_codecs]
    assert not answer.ice_servers


def test_the_server_offers_the_receiving_connection_at_once(meeting: Meeting) -> None:
    lea = meeting.arrive("lea", connect=False)
    assert lea.kinds == ["join", "offer"]


def test_a_newcomer_is_announced_at_once_and_active_when_connected(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    malik = meeting.arrive("malik", connect=False)
    assert [info.State.Name(info.state) for info in lea.heard_of(malik)] == ["JOINED"]
    malik.connect_media()
    assert [info.State.Name(info.state) for info in lea.heard_of(malik)] == ["JOINED", "ACTIVE"]


def test_a_newcomer_learns_who_is_there(meeting: Meeting) -> None:
    meeting.arrive("lea")
    malik = meeting.arrive("malik")
    assert [other.identity for other in malik.told("join")[0].other_participants] == ["lea"]


def test_versions_of_a_participant_only_grow(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    malik = meeting.arrive("malik")
    malik.publish("microphone")
    malik.publish("camera")
    versions = [info.version for info in lea.heard_of(malik)]
    assert versions == sorted(set(versions))
