"""Being cut off, leaving, and how calls end."""

from __future__ import annotations

from visio.audit.models import AuditEvent
from visio.calls import sweep as sweeps
from visio.calls import webhooks
from visio.calls.models import Call
from visio.config.clock import now
from visio.engine.webhooks import Notice


def how(engine):
    return engine.told("visio.left")[-1].message["data"]["how"]


def test_others_see_the_arrival_at_once(owner, account, room, engine):
    owner.enter(room)
    ana = account("Ana").enter(room)
    told = engine.told("visio.participant")[-1]
    assert told.identities is None
    assert told.message["data"]["participant"]["id"] == ana.participant


def test_somebody_on_the_way_in_is_not_shown_yet(owner, account, room):
    owner.enter(room)
    account("Ana").join(room)
    assert [person["name"] for person in owner.state()["participants"]] == ["Léa"]


def test_a_lost_connection_is_shown_and_forgotten_when_it_is_back(owner, account, room, engine, clock, sweep):
    owner.enter(room)
    ana = account("Ana").enter(room)
    ana.drop()
    assert engine.told("visio.participant")[-1].message["data"]["participant"]["connection"] == "lost"
    clock.advance(seconds=29)
    sweep()
    ana.connect()
    assert owner.state()["participants"][1]["connection"] == "connected"


def test_who_is_lost_for_half_a_minute_is_gone(owner, account, room, engine, clock, sweep):
    owner.enter(room)
    ana = account("Ana").enter(room)
    ana.drop()
    clock.advance(seconds=30)
    sweep()
    assert how(engine) == "lost"
    assert len(owner.state()["participants"]) == 1
    ana.enter(room)


def test_who_leaves_on_purpose_is_gone_at_once(owner, account, room, engine):
    owner.enter(room)
    ana = account("Ana").enter(room)
    ana.drop("CLIENT_INITIATED")
    assert how(engine) == "left"
    assert ana.act("state", method="GET").refused() == "ticket-invalid"


def test_who_never_connects_holds_no_place_after_a_minute(owner, account, room, clock, sweep, engine):
    owner.enter(room)
    ana = account("Ana")
    ana.join(room).ok()
    clock.advance(seconds=60)
    sweep()
    assert not ana.row.present
    assert engine.told("visio.left") == []


def test_an_empty_call_ends_after_a_minute(owner, room, clock, sweep, engine):
    owner.enter(room)
    owner.act("leave").ok()
    clock.advance(seconds=59)
    sweep()
    assert Call.objects.get().state == "empty"
    clock.advance(seconds=1)
    sweep()
    assert Call.objects.get().state == "ended"
    assert engine.rooms == {}
    assert AuditEvent.objects.filter(action="call.ended").count() == 1


def test_an_empty_call_goes_on_when_somebody_comes_back(owner, room, clock, sweep):
    owner.enter(room)
    owner.act("leave").ok()
    clock.advance(seconds=50)
    owner.enter(room)
    clock.advance(seconds=50)
    sweep()
    assert Call.objects.get().state == "live"


def test_coming_back_after_the_end_opens_the_next_call(owner, guest, room, clock, sweep, set_room):
    set_room(access="public")
    owner.enter(room)
    malik = guest().enter(room)
    first = malik.call
    owner.drop()
    malik.drop()
    clock.advance(seconds=31)
    sweep()
    clock.advance(seconds=61)
    sweep()
    assert malik.enter(room).call != first


def test_a_call_ends_after_a_day_and_says_so_a_quarter_of_an_hour_before(owner, room, clock, sweep, engine):
    owner.enter(room)
    first = owner.call
    clock.advance(hours=23, minutes=44)
    sweep()
    assert engine.told("visio.ending") == []
    clock.advance(minutes=1)
    sweep()
    sweep()
    assert [told.message["data"] for told in engine.told("visio.ending")] == [{"by": "", "in_seconds": 900}]
    assert owner.state()["call"]["state"] == "live"
    clock.advance(minutes=15)
    sweep()
    assert engine.told("visio.ending")[-1].message["data"] == {"by": "", "in_seconds": 3}
    clock.advance(seconds=3)
    sweep()
    assert owner.enter(room).call != first


def test_ending_for_all_takes_three_seconds(owner, guest, room, set_room, clock, sweep, engine):
    set_room(access="public")
    owner.enter(room)
    malik = guest().enter(room)
    owner.act("end").ok()
    assert engine.told("visio.ending")[-1].message["data"] == {"by": "Léa", "in_seconds": 3}
    clock.advance(seconds=2)
    sweep()
    assert malik.state()["call"]["state"] == "ending"
    clock.advance(seconds=1)
    sweep()
    assert malik.act("state", method="GET").refused() == "ticket-invalid"
    assert engine.rooms == {}
    assert malik.join(room).ok()["outcome"] == "waiting"  # for a host to open the next call


def test_an_unknown_identity_is_put_out(owner, room, engine):
    owner.enter(room)
    engine.connect(owner.call, "stranger")
    webhooks.receive(Notice("participant_joined", owner.call, "stranger"), engine, now())
    assert (owner.call, "stranger") in engine.removed


def test_recorders_and_hidden_participants_are_left_alone_and_not_counted(owner, room, engine):
    owner.enter(room)
    engine.connect(owner.call, "recorder", hidden=True)
    webhooks.receive(Notice("participant_joined", owner.call, "recorder", person=False), engine, now())
    assert engine.removed == []
    assert len(owner.state()["participants"]) == 1
    owner.act("leave").ok()
    assert Call.objects.get().state == "empty"


def test_a_room_of_the_engine_without_a_call_is_deleted(owner, room, engine):
    engine.create_room("unknown")
    webhooks.receive(Notice("room_started", "unknown"), engine, now())
    assert engine.rooms == {}


def test_the_same_notice_twice_changes_nothing(owner, account, room):
    owner.enter(room)
    ana = account("Ana").enter(room)
    for _ in range(2):
        ana.drop("CLIENT_INITIATED")
    assert len(owner.state()["participants"]) == 1


def test_after_a_restart_people_have_half_a_minute_to_come_back(owner, account, room, clock, sweep):
    owner.enter(room)
    ana = account("Ana").enter(room)
    sweeps.interrupted(now())
    owner.enter(room)
    assert {person["connection"] for person in owner.state()["participants"]} == {"connected", "lost"}
    clock.advance(seconds=30)
    sweep()
    assert len(owner.state()["participants"]) == 1
    assert not ana.row.present


def test_the_numbers_of_messages_have_no_gap_for_anybody(owner, account, guest, room, engine):
    owner.enter(room)
    ana = account("Ana").enter(room)
    guest().wait(room)
    ana.act("chat", {"text": "hello"}).ok()
    ana.act("hand", {"raised": True}).ok()
    begun = ana.row.connected_at is not None
    heard = [sent.message["seq"] for sent in engine.sent if sent.identities is None or ana.identity in sent.identities]
    assert begun
    assert heard == list(range(heard[0], heard[-1] + 1))
    assert ana.state()["seq"] == heard[-1]
