"""Scrolling back: what was said, for those who come late."""

from __future__ import annotations

import pytest
from visio.captions import history as histories
from visio.captions.history import LONGEST_TEXT, MOST_CALLS, MOST_ENDED, MOST_SEGMENTS, QUIET_FOR, History
from visio.config.clock import now
from visio.events import bus as events


@pytest.fixture(autouse=True)
def kept():
    history = History()
    history.listen(events.bus())
    histories.use(history)
    return history


def segment(number, text="bonjour", at="2026-11-23T09:00:00Z"):
    return {
        "id": str(number),
        "participant": "p",
        "name": "Léa",
        "text": text,
        "language": "fr",
        "at": at,
    }


def say(call, *segments):
    for each in segments:
        events.bus().publish("caption-text", {"call": call, "segment": each})


def test_who_comes_late_reads_what_was_said_in_order(owner, account, room):
    owner.enter(room)
    say(
        owner.call,
        segment(2, "deux", "2026-11-23T09:00:05Z"),
        segment(1, "un", "2026-11-23T09:00:01Z"),
    )
    ana = account("Ana").enter(room)
    read = ana.act("captions/history", method="GET").ok()["segments"]
    assert [each["text"] for each in read] == ["un", "deux"]


def test_it_is_gone_with_the_call(owner, room, clock, sweep, kept):
    owner.enter(room)
    say(owner.call, segment(1))
    owner.act("end").ok()
    clock.advance(seconds=4)
    sweep()
    assert kept.of(owner.call) == []


def test_a_text_that_comes_after_the_end_is_not_kept(kept):
    say("a", segment(1))
    events.bus().publish("captions", {"call": "a", "over": True})
    say("a", segment(2))
    assert kept.of("a") == []
    assert kept.bytes == 0


def test_a_call_whose_end_was_not_heard_is_forgotten_once_it_is_quiet(owner, account, room, clock, kept):
    owner.enter(room)
    say("a call that is no more", segment(1))
    say(owner.call, segment(1))
    histories.sweep(now())
    assert kept.of("a call that is no more")
    clock.advance(seconds=QUIET_FOR.total_seconds() + 1)
    histories.sweep(now())
    assert kept.of("a call that is no more") == []
    assert len(kept.of(owner.call)) == 1
    assert kept.quiet(now()) == []


def test_which_calls_have_ended_is_not_remembered_for_ever(kept):
    for number in range(MOST_ENDED + 1):
        events.bus().publish("captions", {"call": f"call {number}", "over": True})
    say("call 0", segment(1))
    say(f"call {MOST_ENDED}", segment(1))
    assert len(kept.of("call 0")) == 1
    assert kept.of(f"call {MOST_ENDED}") == []


def test_all_calls_together_are_bounded_in_bytes_and_the_longest_gives(kept, monkeypatch):
    monkeypatch.setattr(histories, "MOST_BYTES", 100_000)
    say("short", segment(1))
    for number in range(200):
        say("long", segment(number, "é" * LONGEST_TEXT))
        assert kept.bytes <= 100_000
    assert len(kept.of("short")) == 1
    assert [each.id for each in kept.of("long")][-1] == "199"
    for number in range(100):
        say("long", segment(199, "é" * number))
    assert kept.bytes <= 100_000
    for call in ("short", "long"):
        events.bus().publish("captions", {"call": call, "over": True})
    assert kept.bytes == 0


def test_each_call_has_its_own(kept):
    say("a", segment(1))
    assert len(kept.of("a")) == 1
    assert kept.of("b") == []


def test_it_is_bounded(kept):
    for number in range(MOST_SEGMENTS + 5):
        say("a", segment(number))
    assert len(kept.of("a")) == MOST_SEGMENTS
    say("a", segment("long", "x" * (LONGEST_TEXT + 1)))
    assert max(len(each.text) for each in kept.of("a")) == LONGEST_TEXT
    for number in range(MOST_CALLS):
        say(f"call {number}", segment(1))
    assert kept.of("a") == []


def test_what_is_no_segment_is_left_out(kept, caplog):
    for wrong in ({}, {"call": "a"}, {"call": "a", "segment": {}}, {"call": "a", "segment": {**segment(1), "at": "x"}}):
        events.bus().publish("caption-text", wrong)
    assert kept.of("a") == []
    assert "bonjour" not in caplog.text
