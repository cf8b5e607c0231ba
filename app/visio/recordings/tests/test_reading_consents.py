"""The recorder when the database is away: not knowing means not writing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import OperationalError
from visio.events.bus import MemoryBus
from visio.recordings.in_call import capture as services
from visio.recordings.recorder.child import Recorder


class Tape:
    """Has the face of `Capture` as far as permissions go, and keeps what it was told."""

    def __init__(self) -> None:
        self.permitted: list[set[str]] = []
        self.stopped = False

    def permit_only(self, people: Mapping[str, Any]) -> None:
        self.permitted.append(set(people))

    async def stop(self) -> None:
        self.stopped = True


@pytest.fixture
def agreed(owner, room, clock, sweep):
    from visio.recordings.models import Recording

    owner.enter(room)
    owner.act("recording", {"picture": True}).ok()
    clock.advance(seconds=3)
    sweep()
    return Recording.objects.get()


def read(recording: str, tape: Tape, *, told: bool) -> bool:
    async def run() -> bool:
        return await Recorder(MemoryBus(), recording)._read(tape, told=told)  # type: ignore[arg-type]

    return asyncio.run(run())


def away(_recording: str) -> services.Allowed:
    raise OperationalError


def test_who_agreed_is_permitted(agreed, owner):
    tape = Tape()
    assert read(agreed.pk, tape, told=False)
    assert tape.permitted == [{owner.identity}]


def test_when_something_changed_and_the_database_is_away_nobody_is_written(agreed, monkeypatch):
    tape = Tape()
    monkeypatch.setattr(services, "allowed", away)
    assert not read(agreed.pk, tape, told=True)
    assert tape.permitted == [set()]


def test_a_routine_look_that_fails_changes_nothing(agreed, monkeypatch):
    tape = Tape()
    monkeypatch.setattr(services, "allowed", away)
    assert not read(agreed.pk, tape, told=False)
    assert tape.permitted == []


def test_a_stop_is_read_too(agreed, owner):
    owner.act("recording/stop").ok()
    tape = Tape()
    read(agreed.pk, tape, told=True)
    assert tape.stopped


def test_when_nobody_reads_who_agreed_any_more_nothing_is_written(agreed):
    class Broken(Tape):
        def permit_only(self, people: Mapping[str, Any]) -> None:
            raise ValueError

    tape = Broken()
    with pytest.raises(ValueError):
        asyncio.run(Recorder(MemoryBus(), agreed.pk)._follow(tape))  # type: ignore[arg-type]
    assert tape.stopped
