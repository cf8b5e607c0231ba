"""Names and roles in the call."""

from __future__ import annotations

import pytest
from visio.rooms.models import RoomRole


@pytest.fixture
def pair(owner, account, room):
    return owner.enter(room), account("Ana").enter(room)


def role(host, person, word, *, keep=False):
    return host.act(f"participants/{person.participant}/role", {"role": word, "keep": keep})


def test_a_role_of_the_call_ends_with_the_call(pair, engine, room, clock, sweep):
    owner, ana = pair
    role(owner, ana, "co-host").ok()
    assert ana.state()["me"]["host"]
    assert engine.attributes[ana.identity]["visio.role"] == "co-host"
    owner.act("end").ok()
    clock.advance(seconds=3)
    sweep()
    ana.browser.ticket = None
    assert ana.enter(room).state()["me"]["role"] == "account"


def test_a_role_is_kept_where_the_host_says_so(pair, room):
    owner, ana = pair
    role(owner, ana, "co-host", keep=True).ok()
    assert RoomRole.objects.get(email=ana.account.email).role == "co-host"
    role(owner, ana, "participant", keep=True).ok()
    assert RoomRole.objects.get(email=ana.account.email).role == "member"
    assert ana.state()["me"]["role"] == "member"


def test_a_role_lasts_over_a_reload(pair, room):
    owner, ana = pair
    role(owner, ana, "co-host").ok()
    assert ana.enter(room).state()["me"]["role"] == "co-host"


def test_a_guests_role_cannot_be_kept(owner, guest, room, set_room):
    set_room(access="public")
    owner.enter(room)
    malik = guest().enter(room)
    assert role(owner, malik, "co-host", keep=True).refused() == "not-allowed"
    role(owner, malik, "co-host").ok()


def test_a_new_co_host_is_shown_who_waits(pair, guest, room, engine):
    owner, ana = pair
    guest("Malik").wait(room)
    role(owner, ana, "co-host").ok()
    assert [waiting["name"] for waiting in ana.state()["lobby"]] == ["Malik"]


def test_one_renames_oneself_and_stays_distinct(pair, engine):
    _owner, ana = pair
    ana.act(f"participants/{ana.participant}/name", {"name": " Léa "}).ok()
    assert engine.told("visio.participant")[-1].message["data"]["participant"]["name"] == "Léa (2)"


@pytest.mark.parametrize("name", ["", "x" * 300, "a\u202eb"])
def test_a_name_that_nobody_should_see_is_refused(pair, name):
    _owner, ana = pair
    assert ana.act(f"participants/{ana.participant}/name", {"name": name}).refused() == "name-invalid"
    assert ana.row.name == "Ana"
