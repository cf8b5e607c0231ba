"""The first administrator, by a link that works once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from visio.accounts import links
from visio.accounts.errors import EmailTaken
from visio.accounts.models import Account
from visio.config.clock import clock, now
from visio.testing.people import Browser

GOOD = "wind over seven hills"


@pytest.fixture
def token(database: None) -> str:
    return links.make_setup_link()


def set_up(token: str, **changed: str) -> dict[str, str]:
    return {"token": token, "name": "Léa", "email": "Lea@Example.org", "password": GOOD, **changed}


def test_nobody_creates_anything_before_the_first_administrator(account):
    person = account("Malik")
    assert person.browser.post("rooms", {"title": "x"}).refused() == "not-set-up"
    assert person.browser.get("session").ok()["instance"]["setup_needed"]


def test_the_link_makes_an_administrator_who_is_signed_in(token):
    browser = Browser()
    made = browser.post("setup", set_up(token)).ok()
    assert made["account"] == {**made["account"], "email": "lea@example.org", "operator": True}
    browser.csrf = made["csrf_token"]
    assert browser.post("rooms", {}).status == 201
    assert not browser.get("session").ok()["instance"]["setup_needed"]


def test_the_link_works_once(token):
    Browser().post("setup", set_up(token)).ok()
    assert Browser().post("setup", set_up(token, email="other@example.org")).refused() == "link-used"
    assert Account.objects.count() == 1


def test_an_unknown_link_is_refused(token):
    assert Browser().post("setup", set_up("x" * 22)).refused() == "link-unknown"


def test_a_second_start_replaces_the_link(token):
    links.make_setup_link()
    assert Browser().post("setup", set_up(token)).refused() == "link-unknown"


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short", "too_short"),
        ("passwordpassword", "common"),
        ("aaaaaaaaaaaaaaaa", "common"),
        ("lea@example.org", "personal"),
        ("x" * 600, "too_long"),
    ],
)
def test_a_weak_password_is_refused_and_the_link_still_works(token, password, reason):
    refused = Browser().post("setup", set_up(token, password=password))
    assert (refused.refused(), refused.body["params"]) == ("password-weak", {"reason": reason})
    Browser().post("setup", set_up(token)).ok()


@pytest.mark.parametrize("email", ["", "lea", "lea@", "@example.org", "a" * 300 + "@example.org"])
def test_what_is_no_email_address_is_refused(token, email):
    assert Browser().post("setup", set_up(token, email=email)).refused() == "email-invalid"


def test_an_invited_person_makes_an_account(owner):
    token = links.make_invitation("Malik@Example.org")
    browser = Browser()
    assert browser.post("invitations/look", {"token": token}).ok() == {"email": "malik@example.org"}
    made = browser.post("invitations/accept", {"token": token, "name": "Malik", "password": GOOD}).ok()
    assert made["account"]["operator"] is False
    assert Browser().post("invitations/look", {"token": token}).refused() == "link-used"


def test_an_invitation_ends_after_a_week(owner):
    token = links.make_invitation("malik@example.org")
    clock.advance(timedelta(days=7))
    assert Browser().post("invitations/look", {"token": token}).refused() == "link-unknown"


def test_a_setup_token_is_no_invitation(token):
    assert Browser().post("invitations/look", {"token": token}).refused() == "link-unknown"


def test_nobody_with_an_account_is_invited_again(owner):
    assert owner.account is not None
    with pytest.raises(EmailTaken):
        links.make_invitation(owner.account.email, now=now())
