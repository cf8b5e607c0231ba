"""Roles given by e-mail address."""

from __future__ import annotations

import pytest


@pytest.fixture
def roles(owner, room):
    def give(email, role, *, by=owner):
        return by.browser.put(f"rooms/{room}/roles", {"email": email, "role": role})

    return give


def test_a_role_is_given_before_there_is_an_account(roles, owner, room):
    given = roles("Later@Example.org", "co-host").ok()
    assert (given["email"], given["name"], given["role"]) == ("later@example.org", None, "co-host")
    assert len(owner.browser.get(f"rooms/{room}/roles").ok()["items"]) == 2


def test_the_last_owner_cannot_leave_the_role(roles, owner, room):
    assert roles(owner.account.email, "member").refused() == "last-owner"
    [mine] = owner.browser.get(f"rooms/{room}/roles").ok()["items"]
    assert owner.browser.delete(f"rooms/{room}/roles/{mine['id']}").refused() == "last-owner"


def test_a_co_host_makes_co_hosts_but_no_owners(roles, account, room):
    ana = account("Ana")
    roles(ana.account.email, "co-host").ok()
    roles("new@example.org", "co-host", by=ana).ok()
    assert roles("new@example.org", "owner", by=ana).refused() == "not-allowed"


def test_a_co_host_unmakes_only_themselves(roles, account, owner, room):
    ana = account("Ana")
    mine = roles(ana.account.email, "co-host").ok()
    other = roles("other@example.org", "co-host").ok()
    assert ana.browser.delete(f"rooms/{room}/roles/{other['id']}").refused() == "not-allowed"
    assert ana.browser.delete(f"rooms/{room}/roles/{mine['id']}").status == 204


def test_a_co_host_cannot_touch_an_owner(roles, account, owner):
    ana = account("Ana")
    roles(ana.account.email, "co-host").ok()
    assert roles(owner.account.email, "member", by=ana).refused() == "not-allowed"


def test_a_role_given_during_the_call_holds_at_once(roles, account, owner, room, engine):
    owner.enter(room)
    ana = account("Ana").enter(room)
    assert not ana.state()["me"]["can"]["mute"]
    owner.browser.ticket = None
    roles(ana.account.email, "co-host").ok()
    assert ana.state()["me"]["can"]["mute"]
    assert engine.told("visio.participant")[-1].message["data"]["participant"]["role"] == "co-host"


def test_members_do_not_see_who_else_has_a_role(roles, account, room):
    ana = account("Ana")
    roles(ana.account.email, "member").ok()
    assert ana.browser.get(f"rooms/{room}/roles").refused() == "not-allowed"


def test_the_list_takes_the_same_queries_however_long_it_is(roles, owner, room, django_assert_max_num_queries):
    for number in range(12):
        roles(f"p{number}@example.org", "member").ok()
    with django_assert_max_num_queries(6):
        owner.browser.get(f"rooms/{room}/roles").ok()


@pytest.mark.parametrize("email", ["", "nobody", "a b@example.org", "x@" + "y" * 300])
def test_what_is_no_email_address_is_refused(roles, email):
    assert roles(email, "member").refused() == "email-invalid"
