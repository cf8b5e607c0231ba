"""Who may read, change and download a text: each act, by everybody who comes to mind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from visio.accounts.models import Account
from visio.config.clock import now
from visio.recordings.models import Consent, Share, ShareKind
from visio.rooms.models import RoomRole

READS = [("GET", "transcript"), ("GET", "transcript/export?format=vtt"), ("GET", "outline"), ("GET", "minutes")]
CHANGES = [
    ("PATCH", "transcript/turns/0", {"text": "x"}),
    ("PATCH", "transcript/speakers/s0", {"name": "x"}),
    ("GET", "transcript/history", None),
    ("POST", "transcript/restore", {"version": 1}),
    ("POST", "transcript/review", {"reviewed": True}),
    ("POST", "transcript/retry", {"replace": True}),
]


@pytest.fixture
def path(recording, text):
    return f"recordings/{recording.pk}"


def statuses(person, path, acts):
    return {person.ask(method, f"{path}/{act}", *body).status for method, act, *body in acts}


def share(recording, kind, **fields):
    rights = {"may_read": True, "may_download": True, **fields}
    return Share.objects.create(recording=recording, kind=kind, until=now() + timedelta(days=5), **rights)


def test_owners_of_the_room_and_hosts_of_the_call_read_and_change(path, owner, account, recording):
    co_host = account("Bob")
    Consent.objects.create(recording=recording, participant="bob", account=co_host.account, host=True)
    for person in (owner, co_host):
        assert statuses(person, path, READS) == {200}
        assert statuses(person, path, CHANGES[:5]) == {200}


def test_a_co_host_of_the_room_who_was_no_host_of_that_call_does_not_know_of_it(path, account, recording):
    bob = account("Bob")
    assert isinstance(bob.account, Account)
    RoomRole.objects.create(room=recording.room, email=bob.account.email, role=RoomRole.CO_HOST)
    assert statuses(bob, path, [*READS, *CHANGES]) == {404}


def test_somebody_with_an_account_does_not_know_of_it(path, account):
    assert statuses(account("Bob"), path, [*READS, *CHANGES]) == {404}


def test_nobody_without_a_credential_gets_anything(path, guest):
    assert statuses(guest(), path, [*READS, *CHANGES]) <= {401, 403}


def test_an_operator_as_such_does_not_know_of_it(path, account):
    assert statuses(account("Olga", operator=True), path, [*READS, *CHANGES]) == {404}


def test_a_share_with_the_text_reads_and_does_not_change(path, account, recording):
    bob = account("Bob")
    assert isinstance(bob.account, Account)
    share(recording, ShareKind.PERSON, email=bob.account.email)
    assert statuses(bob, path, READS) == {200}
    assert statuses(bob, path, CHANGES) == {403}
    can = bob.browser.get(f"{path}/transcript").ok()["can"]
    assert [act for act, allowed in can.items() if allowed] == ["download"]


def test_a_share_without_the_text_gives_no_word_of_it(path, account, recording):
    bob = account("Bob")
    assert isinstance(bob.account, Account)
    share(recording, ShareKind.PERSON, email=bob.account.email, may_read=False)
    assert statuses(bob, path, [*READS, *CHANGES]) == {403}


def test_a_share_without_downloads_reads_and_gets_no_file(path, account, recording):
    bob = account("Bob")
    assert isinstance(bob.account, Account)
    share(recording, ShareKind.PERSON, email=bob.account.email, may_download=False)
    assert bob.browser.get(f"{path}/transcript").status == 200
    assert bob.browser.get(f"{path}/transcript/export?format=vtt").refused() == "not-allowed"


def test_an_unknown_recording_has_the_same_answer_as_a_forbidden_one(path, account):
    bob = account("Bob")
    for method, act, *body in [*READS, *CHANGES]:
        unknown = bob.ask(method, f"recordings/AAAAAAAAAAAAAAAAAAAAAA/{act}", *body)
        assert unknown == bob.ask(method, f"{path}/{act}", *body)


def test_nothing_changes_by_reading(path, owner):
    before = owner.browser.get(f"{path}/transcript").ok()
    statuses(owner, path, READS)
    assert owner.browser.get(f"{path}/transcript").ok() == before
