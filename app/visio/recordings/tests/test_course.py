"""How a recording goes on, is interrupted, reaches its limit and ends."""

from __future__ import annotations

import pytest
from visio.config.clock import now
from visio.jobs.models import Job
from visio.recordings.in_call import capture
from visio.recordings.models import Part, Recording
from visio.storage.current import storage


@pytest.fixture
def lea(owner, room):
    return owner.enter(room)


@pytest.fixture
def recording(lea, clock, sweep):
    lea.act("recording", {"picture": True}).ok()
    clock.advance(seconds=3)
    sweep()
    return Recording.objects.get().pk


def state(lea):
    return lea.state()["recording"]


def opened(recording):
    """The next part."""
    task = capture.open_part(recording, now())
    assert task is not None
    return task


def write(task, *, seconds=10.0, size=5_000, written=()):
    capture.report(task, written=written, seconds=seconds, size=size)


def test_the_mark_follows_what_is_being_written(lea, recording, engine):
    task = opened(recording)
    assert state(lea)["written"] == []
    write(task, written=[lea.participant])
    assert state(lea)["written"] == [lea.participant]
    before = len(engine.told("visio.recording"))
    write(task, written=[lea.participant], seconds=12)
    assert len(engine.told("visio.recording")) == before


def test_a_recorder_that_dies_is_told_and_its_part_kept(lea, recording):
    first = opened(recording)
    write(first, written=[lea.participant])
    capture.died(recording, -9, now())
    assert (state(lea)["state"], state(lea)["problem"], state(lea)["written"]) == ("interrupted", "rec-broken", [])
    second = opened(recording)
    capture.began(second)
    assert (state(lea)["state"], state(lea)["problem"], state(lea)["part"]) == ("running", None, 2)
    assert [part.ended_at is None for part in Part.objects.all()] == [False, True]


def test_what_cannot_be_kept_running_ends_with_what_there_is(lea, recording, engine):
    task = opened(recording)
    write(task)
    capture.gave_up(recording, now())
    assert state(lea) is None
    over = engine.told("visio.recording")[-1].message["data"]
    assert (over["ended"], over["problem"]) == ("failed", "rec-broken")
    assert Recording.objects.get().state == "captured"


def test_a_recorder_that_never_comes_is_a_failure_that_leaves_nothing(lea, recording, engine):
    capture.gave_up(recording, now())
    assert Recording.objects.get().state == "failed"
    assert engine.told("visio.recording")[-1].message["data"]["problem"] == "rec-failed"
    lea.act("recording", {"picture": True}).ok()


def test_a_stop_without_a_recorder_is_closed_by_the_next_one(lea, recording, clock):
    task = opened(recording)
    write(task)
    clock.advance(seconds=10)
    lea.act("recording/stop").ok()
    assert capture.wanted() == [recording]
    assert capture.open_part(recording, now()) is None
    assert capture.wanted() == []
    assert Recording.objects.get().state == "captured"


def test_a_track_that_cannot_be_written_is_told(lea, recording):
    opened(recording)
    capture.not_recorded(recording, "encrypted")
    assert state(lea)["problem"] == "track-encrypted"
    capture.died(recording, -9, now())
    assert state(lea)["problem"] == "rec-broken"


def test_a_full_disk_ends_it_in_order_and_says_why(recording, engine, clock):
    task = opened(recording)
    write(task)
    clock.advance(seconds=10)
    capture.stop_for(recording, "disk-full", now())
    capture.captured(recording, now())
    assert engine.told("visio.recording")[-1].message["data"]["problem"] == "disk-full"
    assert Job.objects.get().kind == "finish"


def test_the_end_of_the_call_stops_it(lea, recording, clock, sweep):
    lea.act("end").ok()
    clock.advance(seconds=3)
    sweep()
    assert Recording.objects.get().state == "stopping"
    assert capture.allowed(recording).stopping


def test_a_quarter_of_an_hour_before_the_limit_people_are_warned(lea, recording, clock, sweep):
    clock.advance(hours=11, minutes=44)
    sweep()
    assert state(lea)["problem"] is None
    clock.advance(minutes=1)
    sweep()
    assert state(lea)["problem"] == "recording-limit-near"
    clock.advance(minutes=15)
    sweep()
    assert Recording.objects.get().state == "stopping"


def test_less_than_two_seconds_are_dropped_with_their_bytes(lea, recording, engine, clock):
    task = opened(recording)
    task.folder.mkdir(parents=True)
    (task.folder / "t1.mkv").write_bytes(b"x")
    write(task, seconds=1.2)
    clock.advance(seconds=1)
    lea.act("recording/stop").ok()
    capture.captured(recording, now())
    assert engine.told("visio.recording")[-1].message["data"]["ended"] == "too-short"
    run_jobs()
    assert storage().files(recording) == []
    assert Part.objects.count() == 0


def test_a_recording_in_which_nothing_was_written_is_dropped(lea, recording, engine, clock):
    capture.open_part(recording, now())
    clock.advance(seconds=20)
    lea.act("recording/stop").ok()
    capture.captured(recording, now())
    assert engine.told("visio.recording")[-1].message["data"]["ended"] == "empty"


def test_who_was_a_host_at_the_end_may_see_it(lea, recording, account, room, clock):
    ana = account("Ana").enter(room)
    lea.act(f"participants/{ana.participant}/role", {"role": "co-host"}).ok()
    task = opened(recording)
    write(task)
    clock.advance(seconds=10)
    lea.act("recording/stop").ok()
    capture.captured(recording, now())
    items = ana.browser.get("recordings", Authorization="").body["items"]
    assert [item["state"] for item in items] == ["captured"]


def run_jobs():
    from visio.jobs import child, queue

    while (job := queue.claim(now())) is not None:
        assert child.perform(job.pk) == 0


def test_who_was_a_host_when_asked_but_not_at_the_end_may_not_see_it(lea, account, room, clock, sweep):
    ana = account("Ana").enter(room)
    lea.act(f"participants/{ana.participant}/role", {"role": "co-host"}).ok()
    lea.act("recording", {"picture": True}).ok()
    clock.advance(seconds=3)
    sweep()
    recording = Recording.objects.get().pk
    lea.act(f"participants/{ana.participant}/role", {"role": "participant"}).ok()
    write(opened(recording), seconds=30)
    clock.advance(seconds=30)
    lea.act("recording/stop").ok()
    capture.captured(recording, now())
    assert Recording.objects.get().state == "captured"
    lea.browser.ticket = ana.browser.ticket = None
    assert lea.browser.get(f"recordings/{recording}").ok()["role"] == "host"
    assert ana.browser.get(f"recordings/{recording}").refused() == "not-there"
