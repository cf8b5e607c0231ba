"""Who is shown as recorded."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from visio.events.bus import MemoryBus
from visio.recordings.in_call import capture as services
from visio.recordings.recorder.child import Recorder
from visio.recordings.recorder.written import BeingWritten


def test_who_has_a_file_is_shown_at_once():
    written = BeingWritten()
    written.opened("t1", "lea")
    written.opened("t2", "malik")
    assert written.people() == ("lea", "malik")
    written.closed("t1")
    assert written.people() == ("malik",)


def test_who_still_has_a_file_is_shown_when_another_closes():
    written = BeingWritten()
    written.opened("t1", "lea")
    written.opened("t2", "lea")
    written.closed("t1")
    assert written.people() == ("lea",)


def test_an_open_file_into_which_nothing_comes_shows_nobody():
    written = BeingWritten()
    written.opened("t1", "lea")
    written.opened("t2", "malik")
    written.heard(["malik"])
    assert written.people() == ("malik",)
    written.heard([])
    assert written.people() == ()
    written.heard(["lea", "malik"])
    assert written.people() == ("lea", "malik")


def test_a_part_that_is_there_already_is_left_alone(tmp_path, monkeypatch):
    """Whatever comes of its number, bytes of people are not removed by a start that failed."""
    record = pytest.importorskip("visio_client.record")
    kept = tmp_path / "journal.jsonl"
    kept.write_text("{}")
    task = services.Task("R", "call", 1, tmp_path, 0)

    async def occupied(*_arguments: object, **_more: object) -> None:
        raise record.RecordError("occupied", "The folder holds a part of a recording already.")

    monkeypatch.setattr(record.Capture, "start", occupied)
    monkeypatch.setattr(
        "visio.engine.livekit.LiveKitEngine", lambda *_: SimpleNamespace(create_room=lambda _room: None)
    )
    with pytest.raises(record.RecordError):
        asyncio.run(Recorder(MemoryBus(), "R")._try_to_join(task))
    assert kept.exists()
