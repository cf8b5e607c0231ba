"""Asking for a recording: who may, two at once, what the room says."""

from __future__ import annotations

import dataclasses
import threading

import pytest
from visio.config import options
from visio.recordings.models import Recording

WISH = {"picture": True}


@pytest.fixture
def call(owner, account, guest, room, set_room):
    set_room(access="public")
    return owner.enter(room), account("Ana").enter(room), guest("Ben").enter(room)


def told(engine, person):
    """The last message about the recording as this person got it."""
    for sent in reversed(engine.told("visio.recording")):
        if sent.identities is None or person.identity in sent.identities:
            return sent.message["data"]
    raise AssertionError("nothing was told")


def test_everybody_is_asked_and_the_one_who_asks_has_agreed(call, engine):
    lea, ana, ben = call
    lea.act("recording", WISH).ok()
    assert told(engine, lea)["recording"]["mine"] == "accepted"
    for person in (ana, ben):
        asked = told(engine, person)["recording"]
        assert (asked["state"], asked["mine"], asked["by"]) == ("announcing", "asked", "Léa")
    assert told(engine, lea)["recording"]["answers"][ben.participant] == "asked"
    assert told(engine, ana)["recording"]["answers"] == {}


def test_it_begins_after_three_seconds(call, clock, sweep):
    lea, ana, _ben = call
    lea.act("recording", WISH).ok()
    clock.advance(seconds=2)
    sweep()
    assert ana.state()["recording"]["state"] == "announcing"
    clock.advance(seconds=1)
    sweep()
    assert ana.state()["recording"]["state"] == "running"


def test_of_two_hosts_who_press_together_one_is_told_that_it_runs(call, account, room, engine):
    lea, ana, _ben = call
    lea.act(f"participants/{ana.participant}/role", {"role": "co-host"}).ok()
    answers = []
    start = threading.Barrier(2)

    def press(person):
        from django.db import connection

        start.wait()
        answers.append(person.act("recording", WISH))
        connection.close()

    threads = [threading.Thread(target=press, args=(person,)) for person in (lea, ana)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status for answer in answers) == [204, 409]
    assert [answer.code for answer in answers if answer.status == 409] == ["recording-running"]
    assert Recording.objects.count() == 1


def test_a_room_that_never_records(call, set_room):
    lea, ana, _ben = call
    set_room(recording="never")
    refused = lea.act("recording", WISH)
    assert (refused.refused(), refused.body["params"]) == ("recording-impossible", {"why": "policy"})
    assert ana.act("recording/ask").refused() == "recording-impossible"
    assert not lea.state()["recording_terms"]["possible"]


def test_a_full_storage_is_said(call, monkeypatch, recorded):
    from visio.recordings import quota

    lea, *_ = call
    recorded(lea)
    monkeypatch.setattr(quota, "GIGABYTE", 1)
    refused = lea.act("recording", WISH)
    assert (refused.refused(), refused.body["params"]) == ("quota", {"of": "room", "used": 100, "limit": 50})
    monkeypatch.setattr(
        options, "_current", dataclasses.replace(options.current(), recording_quota=0, recording_quota_total=1)
    )
    assert lea.act("recording", WISH).body["params"] == {"of": "installation", "used": 100, "limit": 1}


def test_a_disk_that_is_almost_full_is_said_before_it_begins(call, monkeypatch):
    from visio.recordings.in_call import start

    monkeypatch.setattr(start, "LEAST_FREE_BYTES", 10**18)
    refused = call[0].act("recording", WISH)
    assert (refused.refused(), refused.body["params"]) == ("recording-impossible", {"why": "disk"})


def test_nothing_chosen_is_nothing_to_record(call):
    lea, *_ = call
    assert lea.act("recording", {"picture": False, "keep_sound": False}).refused() == "recording-impossible"


def test_a_participant_asks_and_hosts_hear_it(call, engine):
    lea, ana, ben = call
    ana.act("recording/ask").ok()
    asked = engine.told("visio.recording-asked")[-1]
    assert (asked.identities, asked.message["data"]["by"]) == ((lea.identity,), "Ana")
    assert ben.act("recording/ask").refused() == "not-allowed"


def test_asking_again_and_again_has_to_wait(call):
    _lea, ana, _ben = call
    for _ in range(3):
        ana.act("recording/ask").ok()
    assert ana.act("recording/ask").refused() == "too-many-attempts"


def test_after_one_recording_there_may_be_another(call, clock, sweep):
    from visio.config.clock import now
    from visio.recordings.in_call import capture

    lea, *_ = call
    lea.act("recording", WISH).ok()
    lea.act("recording/stop").ok()
    assert lea.act("recording", WISH).refused() == "recording-running"  # its files are being closed
    capture.captured(Recording.objects.get().pk, now())
    lea.act("recording", WISH).ok()


def test_the_terms_are_said_before_it_begins(call, set_room):
    lea, *_ = call
    set_room(recording_days=30, strict_consent=True)
    terms = lea.state()["recording_terms"]
    assert (terms["delete_on"][:10], terms["strict"], terms["seen_by"]) == ("2026-12-23", True, "hosts")


def test_a_room_keeps_no_longer_than_the_installation(call, owner, room):
    owner.browser.ticket = None
    assert owner.browser.patch(f"rooms/{room}/settings", {"recording_days": 731}).refused() == "request-invalid"
