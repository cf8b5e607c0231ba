"""What each address answers, in both languages, without script where it must."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from visio.config.sentences import catalogue
from visio.pages import shell
from visio.pages.language import chosen
from visio.rooms.models import Room


@pytest.fixture(autouse=True)
def built(monkeypatch, tmp_path):
    """A client that has been built."""
    (tmp_path / "manifest.json").write_text(
        '{"src/shell/main.tsx": {"file": "assets/main-1.js", "imports": ["_x.js"], "css": ["assets/main-1.css"]},'
        ' "_x.js": {"file": "assets/x-1.js", "css": ["assets/x-1.css"]}}'
    )
    files = shell.bundle.__wrapped__(tmp_path)
    monkeypatch.setattr(shell, "bundle", lambda: files)


@pytest.fixture
def browser(database):
    return Client()


@pytest.mark.parametrize("path", ["/", "/signin", "/setup", "/invitation", "/new", "/accessibility", "/legal/privacy"])
def test_a_page_of_the_client_is_the_shell(browser, path):
    answer = browser.get(path)
    assert answer.status_code == 200
    assert '<script type="module" src="/assets/main-1.js">' in answer.content.decode()
    assert '<link rel="modulepreload" href="/assets/x-1.js">' in answer.content.decode()


@pytest.mark.parametrize(
    ("header", "first"), [("fr-FR,fr;q=0.9,en;q=0.5", "fr"), ("en", "en"), ("de", "en"), ("", "en")]
)
def test_the_shell_speaks_to_people_without_script(browser, header, first):
    page = browser.get("/", headers={"Accept-Language": header}).content.decode()
    assert f'<html lang="{first}">' in page
    noscript = page.split("<noscript>")[1]
    assert noscript.index(f'lang="{first}"') < noscript.index('lang="fr"' if first == "en" else 'lang="en"')
    assert "JavaScript" in noscript


def test_a_room_that_exists_is_the_shell_and_is_asked_for_by_its_code(browser, room):
    assert browser.get(f"/{room}").status_code == 200
    assert browser.get(f"/{room}/settings").status_code == 200
    moved = browser.get(f"/{room.replace('-', '').upper()}/settings")
    assert (moved.status_code, moved["Location"]) == (301, f"/{room}/settings")


@pytest.mark.parametrize("path", ["/abc-defg-hij", "/abc-defg-hij/settings", "/ABCDEFGHIJ"])
def test_an_unknown_room_has_a_page_of_its_own_and_is_not_made(browser, path):
    answer = browser.get(path)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert 'data-error="room-unknown"' in page
    assert "This meeting does not exist" in page
    assert "Cette réunion n’existe pas" in page
    assert "<script" not in page
    assert Room.objects.count() == 0


@pytest.mark.parametrize("path", ["/nothing", "/legal/none", "/a/b/c", "/%00", "/.env", "/admin", "/../x", "/é"])
def test_any_other_address_says_that_it_does_not_exist(browser, path):
    answer = browser.get(path)
    assert answer.status_code == 404
    assert 'data-error="page-unknown"' in answer.content.decode()


def test_an_unknown_call_of_the_api_is_a_problem(browser):
    answer = browser.get("/api/v1/nothing")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_no_page_changes_anything(browser):
    for path in ("/", "/new", "/signin"):
        assert browser.post(path).status_code in (403, 405)


def test_a_fault_has_a_page_that_tells_nothing_about_it(browser, monkeypatch):
    def broken(*_: object) -> str:
        raise ValueError("secret")

    monkeypatch.setattr("visio.pages.views.render", broken)
    browser.raise_request_exception = False
    answer = browser.get("/")
    assert answer.status_code == 500
    assert 'data-error="server-fault"' in answer.content.decode()
    assert "secret" not in answer.content.decode()


def test_nothing_inline_runs_and_no_other_host_is_asked(browser):
    answer = browser.get("/")
    policy = answer["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([\w-]{22})'", policy)
    assert nonce is not None
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "connect-src 'self' ws://testserver wss://testserver;" in policy
    assert re.findall(r"<script(?![^>]* src=)", answer.content.decode()) == []
    assert f'nonce="{nonce[1]}"' in answer.content.decode()
    assert browser.get("/")["Content-Security-Policy"] != policy


def test_devices_are_for_our_own_pages_only(browser):
    answer = browser.get("/")
    assert "camera=(self), microphone=(self), display-capture=(self)" in answer["Permissions-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "no-referrer"


def test_a_host_that_is_not_ours_is_refused(browser):
    answer = browser.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()


def test_without_a_built_client_the_page_says_so(browser, monkeypatch):
    def missing(*_: object) -> str:
        raise shell.ClientMissing

    monkeypatch.setattr("visio.pages.views.render", missing)
    assert browser.get("/").status_code == 503


@given(st.text(max_size=200))
def test_any_header_chooses_a_language(header):
    assert chosen(header) in ("en", "fr")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr;q=0.1, en;q=0.9", "en"),
        ("de, fr;q=0.5", "fr"),
        ("FR", "fr"),
        ("fr;q=0", "en"),
        ("fr-CA, en-GB;q=0.8", "fr"),
    ],
)
def test_the_most_wanted_language_wins(header, language):
    assert chosen(header) == language


def test_both_catalogues_have_every_sentence_of_these_pages():
    keys = {key for key in catalogue("en") if key.startswith("page.")}
    assert keys == {key for key in catalogue("fr") if key.startswith("page.")}
    for name in ("not-found", "room-unknown", "refused", "fault", "too-many", "starting", "not-built", "no-script"):
        assert {f"page.{name}.title", f"page.{name}.text"} <= keys
