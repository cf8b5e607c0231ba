"""Waiting and being answered."""

from __future__ import annotations

import pytest
from visio.audit.models import AuditEvent
from visio.config.clock import now
from visio.lobby.models import LobbyRequest
from visio.rooms.models import Room


@pytest.fixture
def host(owner, room):
    return owner.enter(room)


def shown(host):
    return [waiting["name"] for waiting in host.state()["lobby"]]


def test_a_guest_of_a_trusted_room_waits_until_a_host_admits(host, guest, room, engine):
    malik = guest("Malik").wait(room)
    assert engine.told("visio.lobby")[-1].message["data"]["waiting"][0]["name"] == "Malik"
    host.act(f"lobby/{malik.request}/admit").ok()
    malik.enter(room)
    assert [person["name"] for person in host.state()["participants"]] == ["Léa", "Malik"]
    assert AuditEvent.objects.filter(action="lobby.admitted", participant=host.participant).count() == 1


def test_only_those_who_may_admit_are_told_who_waits(host, guest, account, room, engine):
    member = account("Ana").enter(room)
    guest("Malik").wait(room)
    seq = engine.sent[-1].message["seq"]
    by_person = {sent.identities: sent.message for sent in engine.sent if sent.message["seq"] == seq}
    assert by_person[(host.identity,)]["type"] == "visio.lobby"
    assert by_person[(member.identity,)] == {**by_person[(member.identity,)], "type": "visio.seq", "data": {}}
    assert member.state()["lobby"] == []


def test_two_hosts_answer_and_the_first_wins(host, guest, account, owner, room):
    ana = account("Ana").enter(room)
    host.act(f"participants/{ana.participant}/role", {"role": "co-host"}).ok()
    malik = guest().wait(room)
    host.act(f"lobby/{malik.request}/admit").ok()
    second = ana.act(f"lobby/{malik.request}/refuse", {"block": False})
    assert (second.refused(), second.body["params"]) == ("already-answered", {"name": "Léa"})


def test_thirty_are_admitted_by_one_request(host, guest, room):
    people = [guest(f"Guest {number}").wait(room) for number in range(30)]
    assert host.act("lobby/admit-all").ok() == {"count": 30}
    for person in people:
        person.enter(room)
    assert len(host.state()["participants"]) == 31


def test_all_are_refused_by_one_request(host, guest, room):
    people = [guest(f"Guest {number}").wait(room) for number in range(3)]
    assert host.act("lobby/refuse-all").ok() == {"count": 3}
    assert people[0].join(room).refused() == "denied"


def test_a_refused_guest_asks_again_after_a_minute_and_never_a_fourth_time(host, guest, room, clock):
    malik = guest().wait(room)
    for left in (2, 1):
        host.act(f"lobby/{malik.request}/refuse", {"block": False}).ok()
        refused = malik.join(room)
        assert (refused.refused(), refused.body["params"]["tries_left"]) == ("denied", left)
        clock.advance(seconds=59)
        assert malik.join(room).refused() == "denied"
        clock.advance(seconds=1)
        malik.wait(room)
    host.act(f"lobby/{malik.request}/refuse", {"block": False}).ok()
    clock.advance(minutes=5)
    assert malik.join(room).body["params"] == {"seconds": 0, "tries_left": 0}


def test_a_new_tab_is_no_new_person(host, guest, room, clock):
    malik = guest().wait(room)
    host.act(f"lobby/{malik.request}/refuse", {"block": False}).ok()
    malik.browser.ticket = None
    assert malik.join(room).refused() == "denied"


def test_a_blocked_guest_is_told_so(host, guest, room, clock):
    malik = guest().wait(room)
    host.act(f"lobby/{malik.request}/refuse", {"block": True}).ok()
    clock.advance(minutes=2)
    assert malik.join(room).refused() == "blocked"
    malik.browser.ticket = None
    assert malik.join(room).refused() == "blocked"
    assert malik.entrance(room)["entry"] == "blocked"


def test_a_reload_keeps_the_place(host, guest, room):
    malik, _other = guest("Malik").wait(room), guest("Zoé").wait(room)
    malik.wait(room)
    assert shown(host) == ["Malik", "Zoé"]
    assert LobbyRequest.objects.count() == 2


def test_an_admission_lasts_ten_minutes(host, guest, room, clock, sweep):
    malik = guest().wait(room)
    host.act(f"lobby/{malik.request}/admit").ok()
    clock.advance(minutes=10, seconds=1)
    sweep()
    assert malik.join(room).ok()["outcome"] == "waiting"


def test_nobody_answers_for_ten_minutes(host, guest, room, clock, sweep, pushed):
    malik = guest().wait(room)
    malik_listens(malik)
    clock.advance(minutes=10)
    sweep()
    assert pushed[-1]["event"]["state"] == "timed_out"
    assert shown(host) == []
    assert malik.join(room).ok()["request"]["tries_left"] == 1


def test_a_page_that_is_away_for_two_minutes_gives_up_its_place(host, guest, room, clock, sweep):
    guest().wait(room)
    clock.advance(minutes=2)
    sweep()
    assert shown(host) == []


def malik_listens(person):
    LobbyRequest.objects.filter(pk=person.request).update(away_since=None)


def test_a_waiting_person_leaves(host, guest, room):
    malik = guest().wait(room)
    assert malik.browser.delete("lobby/request").status == 204
    assert shown(host) == []


def test_all_that_a_waiting_person_receives_is_on_the_list(host, guest, room, pushed):
    malik = guest()
    entrance = malik.entrance(room)
    assert (entrance["title"], entrance["people"], entrance["entry"]) == (None, None, "wait")
    answer = malik.join(room).ok()
    host.act("lobby/message", {"text": "Two minutes, please"}).ok()
    host.act(f"lobby/{malik.request}/admit").ok()
    assert set(answer) == {"outcome", "ticket", "request"}
    assert set(answer["request"]) == {"id", "state", "asked_at", "reason", "tries_left"}
    for push in pushed:
        assert set(push["event"]) == {"state", "reason", "tries_left", "ask_again_at", "message", "title"}
    received = f"{entrance}{answer}{pushed}"
    assert "Léa" not in received
    assert "Budget" not in received
    assert host.call not in received
    assert "Two minutes, please" in received


def test_the_title_is_told_where_the_room_says_so(host, guest, room, set_room, pushed):
    set_room(show_title=True)
    malik = guest()
    assert malik.entrance(room)["title"] == "Budget"
    malik.wait(room)
    assert pushed[-1]["event"]["title"] == "Budget"


@pytest.mark.parametrize("text", ["", "   ", "x" * 201, "a\0b"])
def test_a_message_to_those_who_wait_is_short(host, text):
    assert host.act("lobby/message", {"text": text}).refused() == "message-invalid"


def test_two_hundred_wait_and_no_more(host, guest, room):
    """The flood of a thousand is played against the running product, in serve/tests."""
    here = Room.objects.get(code=room)
    earlier = [
        LobbyRequest(room=here, name=f"Guest {number}", ticket_digest=f"{number}", state="waiting", asked_at=now())
        for number in range(198)
    ]
    LobbyRequest.objects.bulk_create(earlier)
    outcomes = [guest().join(room).body for _ in range(6)]
    assert [body.get("outcome") or body["code"] for body in outcomes] == ["waiting"] * 2 + ["lobby-full"] * 4
    state = host.state()
    assert (len(state["lobby"]), state["waiting_count"]) == (50, 200)


def test_a_flood_from_one_address_is_told_to_wait(host, guest, room, monkeypatch):
    from visio.limits import rates

    monkeypatch.setattr(rates, "JOIN_ADDRESS", rates.Rate("join-address", 5, 60))
    flood = guest("Flood")
    for _ in range(5):
        flood.browser.ticket = None
        flood.browser.client.cookies.clear()
        flood.join(room).ok()
    flood.browser.ticket = None
    assert flood.join(room).body["params"] == {"seconds": 60}
