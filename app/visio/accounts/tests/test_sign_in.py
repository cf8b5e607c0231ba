"""Signing in and out."""

from __future__ import annotations

import pytest
from visio.accounts import passwords
from visio.accounts.models import Account
from visio.testing.people import Browser

PASSWORD = "wind over seven hills"


@pytest.fixture
def lea(database: None) -> Account:
    return Account.objects.create(
        email="lea@example.org", name="Léa", password=passwords.hashed(PASSWORD), operator=True
    )


def sign_in(browser: Browser, email: str = "lea@example.org", password: str = PASSWORD):
    return browser.post("session", {"email": email, "password": password})


def test_email_and_password_sign_in_whatever_the_case_of_the_email(lea):
    browser = Browser()
    assert sign_in(browser, "LEA@example.org ").ok()["account"]["name"] == "Léa"
    assert browser.get("session").ok()["account"]["id"] == lea.pk


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(lea):
    wrong, unknown = sign_in(Browser(), password="nope"), sign_in(Browser(), "who@example.org")
    assert (wrong.status, wrong.body) == (unknown.status, unknown.body)
    assert wrong.refused() == "sign-in-failed"


@pytest.mark.parametrize("kept", [None, "!", "argon2$broken"])
def test_an_account_without_a_usable_password_takes_the_same_work(monkeypatch, kept):
    worked = []
    monkeypatch.setattr(passwords, "make_password", lambda password: worked.append(password))
    monkeypatch.setattr(passwords, "check_password", lambda password, kept: worked.append(password))
    assert not passwords.matches("anything at all", kept)
    assert len(worked) == 1


def test_an_account_that_was_switched_off_cannot_sign_in(lea):
    Account.objects.update(is_active=False)
    assert sign_in(Browser()).refused() == "sign-in-failed"


def test_five_failures_lock_the_account_for_the_time_told(lea, clock):
    for number in range(5):
        assert sign_in(Browser(f"192.0.2.{number}"), password="no").refused() == "sign-in-failed"
    refused = sign_in(Browser("192.0.2.99"))
    assert (refused.refused(), refused.body["params"]) == ("too-many-attempts", {"seconds": 300})
    clock.advance(seconds=301)
    sign_in(Browser("192.0.2.99")).ok()


def test_twenty_failures_lock_the_address(lea):
    for number in range(20):
        sign_in(Browser(), f"person{number}@example.org", "no")
    assert sign_in(Browser()).refused() == "too-many-attempts"
    sign_in(Browser("192.0.2.2")).ok()


def test_success_does_not_count_as_a_failure(lea):
    for _ in range(8):
        sign_in(Browser()).ok()


def test_signing_out_ends_the_session(lea):
    browser = Browser()
    browser.csrf = sign_in(browser).ok()["csrf_token"]
    assert browser.delete("session").status == 204
    assert browser.get("session").ok()["account"] is None


def test_a_session_cannot_change_anything_without_the_csrf_token(lea):
    browser = Browser()
    sign_in(browser).ok()
    assert browser.post("rooms", {}).refused() == "csrf-failed"


@pytest.mark.parametrize("origin", ["", "https://evil.example", "null", "http://testserver.evil.example"])
def test_nobody_signs_in_from_another_site(lea, origin):
    answer = Browser().post("session", {"email": "lea@example.org", "password": PASSWORD}, Origin=origin)
    assert answer.refused() == "origin-refused"


def test_the_password_is_kept_as_argon2id(lea):
    assert lea.password.startswith("argon2$argon2id$")
