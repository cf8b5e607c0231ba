"""Scrolling back: what was said, for those who come late."""

from __future__ import annotations

import pytest
from visio.captions import history as histories
from visio.captions.history import LONGEST_TEXT, MOST_CALLS, MOST_SEGMENTS, History
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
