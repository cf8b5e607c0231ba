"""Sharing with people, members, accounts and by a link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from visio.audit.models import AuditEvent
from visio.config.clock import now
from visio.recordings.library import searching
from visio.recordings.models import Recording, Share


@pytest.fixture
def lea(owner, room):
    owner.enter(room)
    owner.browser.ticket = None
    return owner


@pytest.fixture
def recording(lea, recorded):
    return recorded(lea)


def in_days(days):
    return (now() + timedelta(days=days)).isoformat()


def share(lea, recording, **wish):
    return lea.browser.post(f"recordings/{recording.pk}/shares", wish)


def link(lea, recording, **wish):
    made = share(lea, recording, kind="link", until=in_days(30), **wish).ok()
    return made["link"].rsplit("/", 1)[1]


def read(guest, recording, viewer, path=""):
    return guest.browser.get(f"recordings/{recording.pk}{path}", Authorization=f"Share {viewer}")


def test_a_person_finds_what_was_shared_with_their_address(lea, recording, account):
    ana = account("Ana")
    share(lea, recording, kind="person", email=ana.account.email.upper()).ok()
    [item] = ana.browser.get("recordings?kind=shared").ok()["items"]
    assert (item["role"], item["can"]["play"], item["can"]["download"], item["can"]["edit"]) == (
        "viewer",
        True,
        False,
        False,
    )
    ana.browser.get(f"recordings/{recording.pk}/timeline").ok()
    [shown] = lea.browser.get(f"recordings/{recording.pk}/shares").ok()["items"]
    assert (shown["name"], [opening["name"] for opening in shown["openings"]]) == ("Ana", ["Ana"])
    assert account("Bob").browser.get(f"recordings/{recording.pk}").refused() == "not-there"


def test_two_shares_of_one_person_add_up(lea, recording, account):
    ana = account("Ana")
    share(lea, recording, kind="accounts", may_download=True, may_read=False).ok()
    can = ana.browser.get(f"recordings/{recording.pk}").ok()["can"]
    assert (can["download"], can["read"]) == (True, False)
    share(lea, recording, kind="person", email=ana.account.email, may_download=False, may_read=True).ok()
    can = ana.browser.get(f"recordings/{recording.pk}").ok()["can"]
    assert (can["download"], can["read"]) == (True, True)
    [item] = ana.browser.get("recordings?kind=shared").ok()["items"]
    assert item["can"] == can


def test_members_are_those_with_a_role_in_the_room(lea, recording, account, room):
    ana, bob = account("Ana"), account("Bob")
    lea.browser.put(f"rooms/{room}/roles", {"email": ana.account.email, "role": "member"}).ok()
    share(lea, recording, kind="members").ok()
    ana.browser.get(f"recordings/{recording.pk}").ok()
    assert bob.browser.get(f"recordings/{recording.pk}").refused() == "not-there"


def test_every_account_but_no_guest(lea, recording, account, guest):
    share(lea, recording, kind="accounts").ok()
    account("Ana").browser.get(f"recordings/{recording.pk}").ok()
    assert guest().browser.get(f"recordings/{recording.pk}").refused() == "sign-in-required"


def test_a_link_works_without_an_account_for_reading_alone(lea, recording, guest, recorded):
    token = link(lea, recording)
    malik = guest()
    opened = malik.browser.post("shared/open", {"token": token}).ok()
    assert opened["recording"] == recording.pk
    assert read(malik, recording, opened["viewer"]).ok()["role"] == "viewer"
    read(malik, recording, opened["viewer"], "/timeline").ok()
    assert read(malik, recording, opened["viewer"], "/download/tracks").refused() == "not-allowed"
    assert read(malik, recording, opened["viewer"], "/shares").refused() == "not-allowed"
    other = recorded(lea)
    assert read(malik, other, opened["viewer"]).refused() == "not-there"
    assert AuditEvent.objects.filter(action="recording.opened").count() == 1


def test_the_log_says_who_opened_what_once_an_hour(lea, recording, account, clock):
    ana = account("Ana")
    share(lea, recording, kind="accounts").ok()
    for person in (lea, ana, ana):
        person.browser.get(f"recordings/{recording.pk}/timeline").ok()
    opened = AuditEvent.objects.filter(action="recording.opened", subject=recording.pk)
    assert sorted(opened.values_list("account", flat=True)) == sorted([lea.account.pk, ana.account.pk])
    clock.advance(hours=1)
    ana.browser.get(f"recordings/{recording.pk}/timeline").ok()
    assert opened.count() == 3


def test_unknown_expired_and_revoked_links_get_the_same_answer(lea, recording, guest, clock):
    expired = link(lea, recording)
    revoked = link(lea, recording)
    share_id = Share.objects.latest("created_at").pk
    malik = guest()
    viewer = malik.browser.post("shared/open", {"token": revoked}).ok()["viewer"]
    assert lea.browser.delete(f"recordings/{recording.pk}/shares/{share_id}").status == 204
    assert read(malik, recording, viewer).refused() == "not-there"
    clock.advance(days=31)
    answers = [malik.browser.post("shared/open", {"token": token}) for token in ("x" * 22, revoked, expired)]
    assert {(answer.status, str(answer.body)) for answer in answers} == {(404, str(answers[0].body))}


def test_guessing_links_has_to_wait(guest, database):
    malik = guest()
    answers = [malik.browser.post("shared/open", {"token": f"{number:022}"}).refused() for number in range(61)]
    assert answers[-2:] == ["share-unknown", "too-many-attempts"]


def test_a_password_is_asked_and_cannot_be_tried_for_ever(lea, recording, guest):
    token = link(lea, recording, password="open sesame")
    malik = guest()
    assert malik.browser.post("shared/open", {"token": token}).refused() == "share-password"
    assert malik.browser.post("shared/open", {"token": token, "password": "wrong"}).refused() == "share-password"
    malik.browser.post("shared/open", {"token": token, "password": "open sesame"}).ok()
    assert "sesame" not in str(list(Share.objects.values()))
    refusals = [
        malik.browser.post("shared/open", {"token": token, "password": f"{number}"}).refused() for number in range(9)
    ]
    assert refusals[-1] == "too-many-attempts"


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({"kind": "link"}, "until"),
        ({"kind": "link", "until": "2027-11-23T09:00:00Z"}, "until"),
        ({"kind": "link", "until": "2020-01-01T00:00:00Z"}, "until"),
        ({"kind": "person", "email": "nobody"}, "email"),
        ({"kind": "person"}, "email"),
    ],
)
def test_what_cannot_be_shared_so_is_said(lea, recording, wish, why):
    refused = share(lea, recording, **wish)
    assert (refused.refused(), refused.body["params"]["why"]) == ("share-invalid", why)


def test_the_operator_may_forbid_links_also_those_that_were_opened(lea, recording, guest, monkeypatch):
    import dataclasses

    from visio.config import options

    malik = guest()
    viewer = malik.browser.post("shared/open", {"token": link(lea, recording)}).ok()["viewer"]
    read(malik, recording, viewer).ok()
    monkeypatch.setattr(options, "_current", dataclasses.replace(options.current(), share_links=False))
    assert read(malik, recording, viewer).refused() == "not-there"
    assert share(lea, recording, kind="link", until=in_days(3)).refused() == "share-links-off"


def test_only_the_digest_of_a_link_is_kept(lea, recording):
    token = link(lea, recording)
    assert token not in str(list(Share.objects.values()))


def test_viewers_do_not_share_on(lea, recording, account):
    ana = account("Ana")
    share(lea, recording, kind="person", email=ana.account.email, may_download=True).ok()
    assert share(ana, recording, kind="accounts").refused() == "not-allowed"
    ana.browser.get(f"recordings/{recording.pk}/download/tracks").ok()
    assert AuditEvent.objects.filter(action="recording.downloaded").count() == 1


def test_a_viewer_that_was_not_signed_here_opens_nothing(lea, recording, guest):
    assert read(guest(), recording, "made-up").refused() == "share-unknown"


def test_searching_tells_nothing_of_a_text_that_one_may_not_read(lea, recording, account, monkeypatch):
    said = [lambda words: Recording.objects.filter(pk=recording.pk if words == "secret" else "").values("pk")]
    monkeypatch.setattr(searching, "SEARCHES", said)
    ana = account("Ana")

    def found(words):
        return len(ana.browser.get(f"recordings?kind=shared&search={words}").ok()["items"])

    share(lea, recording, kind="accounts", may_read=False).ok()
    assert (found("secret"), found("Budget")) == (0, 1)
    share(lea, recording, kind="accounts", may_read=True).ok()
    assert (found("secret"), found("other")) == (1, 0)
