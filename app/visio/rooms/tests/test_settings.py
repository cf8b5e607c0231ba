"""Changing a room's settings, from its page and from the call."""

from __future__ import annotations

import pytest
from visio.audit.models import AuditEvent


def test_a_change_reaches_hosts_whole_and_the_others_in_part(owner, guest, room, set_room, engine):
    set_room(access="public")
    owner.enter(room)
    malik = guest("Malik").enter(room)
    set_room(locked=True)
    [message] = [sent for sent in engine.told("visio.settings") if sent.identities == (owner.identity,)][-1:]
    assert message.message["data"]["settings"]["capacity"] == 150
    [other] = [sent for sent in engine.told("visio.settings") if sent.identities == (malik.identity,)][-1:]
    assert set(other.message["data"]["settings"]) == {"code", "title", "locked"}
    assert other.message["seq"] == message.message["seq"]


def test_a_host_changes_settings_with_the_ticket_of_the_call(owner, room):
    owner.enter(room)
    assert owner.browser.patch(f"rooms/{room}/settings", {"capacity": 5}).ok()["capacity"] == 5


def test_nothing_changes_and_nobody_is_told_when_the_value_is_the_same(owner, room, set_room, engine):
    owner.enter(room)
    told = len(engine.sent)
    set_room(locked=False)
    assert len(engine.sent) == told


@pytest.mark.parametrize(
    "wrong",
    [
        {"capacity": 1},
        {"capacity": 1001},
        {"access": "open"},
        {"guests": None, "locked": "maybe"},
        {"capacity": "many"},
    ],
)
def test_a_value_out_of_range_is_refused_and_changes_nothing(owner, room, wrong):
    before = owner.browser.get(f"rooms/{room}/settings").ok()
    assert owner.browser.patch(f"rooms/{room}/settings", wrong).refused() == "request-invalid"
    assert owner.browser.get(f"rooms/{room}/settings").ok() == before


def test_a_change_is_written_in_the_audit_log_without_the_title(owner, room, set_room):
    set_room(locked=True, title="Secret plans")
    line = AuditEvent.objects.get(action="room.settings-changed")
    assert (line.room, line.account, line.details) == (room, owner.account.pk, {"locked": True})


def test_a_ticket_of_another_room_opens_nothing(owner, account, room):
    other = str(owner.browser.post("rooms", {}).ok()["code"])
    owner.enter(other)
    assert owner.browser.get(f"rooms/{room}/settings").refused() == "ticket-invalid"
