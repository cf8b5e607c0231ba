"""Speakers, quality, pings, tokens, rehearsed failures."""

import pytest
from livekit.protocol.models import ConnectionQuality, DisconnectReason
from livekit.protocol.rtc import LeaveRequest, Ping, SimulateScenario
from meeting import KEYS, Meeting
from visio_sfu.errors import TooManyMessages
from visio_sfu.media import commands, events
from visio_sfu.tokens import read_token


def test_who_speaks_is_told_to_those_who_hear_and_to_the_speaker(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    deaf = meeting.arrive("ana", query={"auto_subscribe": "0"})
    lea.publish("microphone")
    meeting.engine_tells(events.SpeakersChanged(meeting.room.state.number, [(lea.number, 0.5)]))
    for person in (lea, malik):
        speaker = person.told("speakers_changed")[0].speakers[0]
        assert (speaker.sid, speaker.level, speaker.active) == (lea.sid, 0.5, True)
    assert not deaf.told("speakers_changed")


def test_only_changes_are_told(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    lea.publish("microphone")
    malik.publish("microphone")
    room = meeting.room.state.number
    meeting.engine_tells(events.SpeakersChanged(room, [(lea.number, 0.5)]))
    meeting.engine_tells(events.SpeakersChanged(room, [(lea.number, 0.5), (malik.number, 0.2)]))
    meeting.engine_tells(events.SpeakersChanged(room, [(malik.number, 0.2)]))
    told = [[(s.sid, s.active) for s in update.speakers] for update in lea.told("speakers_changed")]
    assert told == [[(lea.sid, True)], [(malik.sid, True)], [(lea.sid, False)]]


def test_levels_move_in_eighths(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    lea.publish("microphone")
    for level in (0.51, 0.55, 0.62, 0.63):
        meeting.engine_tells(events.SpeakersChanged(meeting.room.state.number, [(lea.number, level)]))
    assert [update.speakers[0].level for update in lea.told("speakers_changed")] == [0.625, 0.75]


def test_the_quality_of_a_connection_is_told_to_all(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    meeting.engine_tells(events.QualityReport(malik.number, 90.0, False))
    meeting.engine_tells(events.QualityReport(malik.number, 60.0, False))
    meeting.engine_tells(events.QualityReport(malik.number, 30.0, False))
    qualities = [update.updates[0].quality for update in lea.told("connection_quality")]
    assert qualities == [ConnectionQuality.EXCELLENT, ConnectionQuality.GOOD, ConnectionQuality.POOR]
    assert [update.updates[0].quality for update in malik.told("connection_quality")] == qualities


def test_a_lost_connection_is_told_to_others_but_not_to_itself(meeting: Meeting) -> None:
    """A client that reads LOST of itself makes a full reconnect."""
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    meeting.engine_tells(events.TransportState(malik.number, "subscriber", "disconnected"))
    assert lea.told("connection_quality")[-1].updates[0].quality == ConnectionQuality.LOST
    assert malik.told("connection_quality")[-1].updates[0].quality == ConnectionQuality.POOR
    meeting.engine_tells(events.TransportState(malik.number, "subscriber", "connected"))
    assert lea.told("connection_quality")[-1].updates[0].quality == ConnectionQuality.GOOD


def test_both_pings_are_answered_with_the_time_in_milliseconds(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    lea.say(ping=1)
    lea.say(ping_req=Ping(timestamp=5, rtt=1))
    now = int(meeting.clock.now() * 1000)
    assert lea.told("pong") == [now]
    pong = lea.told("pong_resp")[0]
    assert (pong.last_ping_timestamp, pong.timestamp) == (5, now)


def test_a_client_that_says_nothing_is_taken_for_gone(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    meeting.clock.advance(19)
    assert not lea.exchange.expired(meeting.clock.now())
    meeting.clock.advance(1)
    assert lea.exchange.expired(meeting.clock.now())


def test_a_client_that_says_more_than_any_client_does_is_cut(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    with pytest.raises(TooManyMessages):
        for _ in range(1_001):
            lea.say(ping=1)
    meeting.clock.advance(1)
    for _ in range(99):
        lea.say(ping=1)


def test_a_fresh_token_comes_soon_and_every_five_minutes(meeting: Meeting) -> None:
    lea = meeting.arrive("lea", name="Léa", attributes={"role": "host"}, grants={"can_publish_sources": ("camera",)})
    meeting.clock.advance(1)
    lea.exchange.on_time(meeting.clock.now())
    meeting.clock.advance(300)
    lea.exchange.on_time(meeting.clock.now())
    meeting.flush()
    tokens = lea.told("refresh_token")
    assert len(tokens) == 2
    claims = read_token(tokens[1], keys=KEYS, now=meeting.clock.now())
    assert (claims.identity, claims.name, claims.grants.room) == ("lea", "Léa", "daily")
    assert claims.grants.can_publish_sources == ("camera",)
    assert claims.attributes == {"role": "host"}
    assert claims.expires_at > meeting.clock.now() + 300


def test_a_refreshed_token_says_what_the_room_has_changed(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    meeting.room.permit(lea.one, lea.one.permissions.message().__class__(can_subscribe=True), meeting.clock.now())
    meeting.clock.advance(1)
    lea.exchange.on_time(meeting.clock.now())
    meeting.flush()
    claims = read_token(lea.told("refresh_token")[0], keys=KEYS, now=meeting.clock.now())
    assert not claims.grants.can_publish


def test_a_candidate_reaches_the_right_connection(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    lea.say(trickle={"candidateInit": '{"candidate": "candidate:1 1 udp 1 192.0.2.1 9 typ host"}', "target": 1})
    order = meeting.orders(commands.AddCandidate)[0]
    assert (order.target, order.candidate) == ("subscriber", "candidate:1 1 udp 1 192.0.2.1 9 typ host")


def test_candidates_that_are_none_are_passed_over(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    for text in ("", "nonsense", "[]", "null", '{"candidate": ""}', '{"candidate": 7}', "[" * 2000):
        lea.say(trickle={"candidateInit": text})
    assert not meeting.orders(commands.AddCandidate)


def test_failures_can_be_rehearsed(meeting: Meeting) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    malik.say(simulate=SimulateScenario(speaker_update=3))
    assert malik.told("speakers_changed")[-1].speakers[0].active
    meeting.clock.advance(3)
    malik.exchange.on_time(meeting.clock.now())
    meeting.flush()
    assert not malik.told("speakers_changed")[-1].speakers[0].active
    malik.say(simulate=SimulateScenario(migration=True))
    assert malik.hung_up
    malik.say(simulate=SimulateScenario(leave_request_full_reconnect=True))
    assert malik.farewell.action == LeaveRequest.Action.RECONNECT
    again = meeting.arrive("malik")
    again.say(simulate=SimulateScenario(server_leave=True))
    assert again.farewell.reason == DisconnectReason.SERVER_SHUTDOWN
    assert not lea.told("leave")
