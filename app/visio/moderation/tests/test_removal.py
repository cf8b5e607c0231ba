"""Putting people out."""

from __future__ import annotations

import pytest
from visio.engine.base import EngineParticipant


@pytest.fixture
def public(owner, room, set_room):
    set_room(access="public")
    owner.enter(room)
    return room


def remove(host, person, *, block=False):
    host.act(f"participants/{person.participant}/remove", {"block": block}).ok()


def test_the_ticket_is_dead_at_once_and_the_engine_lets_go(owner, guest, public, engine):
    malik = guest("Malik").enter(public)
    remove(owner, malik)
    assert malik.act("chat", {"text": "still here"}).refused() == "ticket-invalid"
    assert (owner.call, malik.identity) in engine.removed
    [told] = engine.told("visio.removed")
    assert (told.identities, told.message["data"]) == ((malik.identity,), {"by": "Léa", "blocked": False})
    assert engine.told("visio.left")[-1].message["data"]["how"] == "removed"


@pytest.mark.parametrize("forget", [lambda b: None, lambda b: setattr(b, "ticket", None)], ids=["ticket", "cookie"])
def test_a_removed_guest_comes_back_through_the_lobby_only(owner, guest, public, forget):
    malik = guest().enter(public)
    remove(owner, malik)
    owner.act("allow-new-guests").ok()
    forget(malik.browser)
    malik.wait(public)
    owner.act(f"lobby/{malik.request}/admit").ok()
    malik.enter(public)


def test_a_removed_account_comes_back_through_the_lobby_only(owner, account, public):
    ana = account("Ana").enter(public)
    remove(owner, ana)
    ana.browser.ticket = None
    ana.wait(public)


@pytest.mark.parametrize("forget", [lambda b: None, lambda b: setattr(b, "ticket", None)], ids=["ticket", "cookie"])
def test_a_blocked_guest_does_not_come_back(owner, guest, public, forget):
    malik = guest().enter(public)
    remove(owner, malik, block=True)
    forget(malik.browser)
    assert malik.join(public).refused() == "blocked"


def test_a_blocked_account_does_not_come_back_to_later_calls_either(owner, account, public, clock, sweep):
    ana = account("Ana").enter(public)
    remove(owner, ana, block=True)
    owner.act("end").ok()
    clock.advance(seconds=3)
    sweep()
    owner.enter(public)
    ana.browser.ticket = None
    assert ana.join(public).refused() == "blocked"


def test_a_block_is_lifted(owner, account, public):
    ana = account("Ana").enter(public)
    remove(owner, ana, block=True)
    [entry] = owner.state()["removed"]
    assert (entry["name"], entry["blocked"]) == ("Ana", True)
    owner.act("unblock", {"block": entry["block"]}).ok()
    ana.enter(public)


def test_after_a_guest_is_removed_new_guests_wait_until_the_host_says_otherwise(owner, guest, public, engine):
    remove(owner, guest().enter(public))
    notice = engine.told("visio.host-notice")[-1]
    assert (notice.identities, notice.message["data"]["wait"]) == ((owner.identity,), True)
    zoe = guest("Zoé").wait(public)
    assert owner.state()["new_guests_wait"]
    owner.act("allow-new-guests").ok()
    zoe.enter(public)


def test_removing_an_account_lets_new_guests_in(owner, account, guest, public):
    remove(owner, account("Ana").enter(public))
    guest().enter(public)


def test_an_admission_does_not_carry_past_a_removal(owner, guest, room):
    owner.enter(room)
    malik = guest().wait(room)
    owner.act(f"lobby/{malik.request}/admit").ok()
    malik.enter(room)
    remove(owner, malik)
    malik.wait(room)


def test_on_an_engine_that_takes_old_tokens_the_removed_are_put_out_again(owner, guest, public, engine, sweep):
    malik = guest().enter(public)
    remove(owner, malik)
    engine.rooms[owner.call][malik.identity] = EngineParticipant(malik.identity)
    sweep()
    assert malik.identity not in engine.rooms[owner.call]


def test_a_removal_stands_when_the_engine_fails(owner, guest, public, engine, sweep):
    malik = guest().enter(public)
    engine.fails_with = "unreachable"
    remove(owner, malik)
    assert malik.act("state", method="GET").refused() == "ticket-invalid"
    engine.fails_with = None
    sweep()
    assert (owner.call, malik.identity) in engine.removed


def test_who_is_gone_already_is_told_so(owner, guest, public):
    malik = guest().enter(public)
    malik.act("leave").ok()
    assert owner.act(f"participants/{malik.participant}/remove", {"block": False}).refused() == "person-gone"
