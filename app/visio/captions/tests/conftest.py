"""A call with a captioner, whose recognition runs in its real process with a recogniser that counts seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, cast

import pytest
from django.db import connections
from visio.captions import history as histories
from visio.captions.captioner import captioner as module
from visio.captions.captioner.captioner import Captioner
from visio.captions.captioner.recognition import Recognition
from visio.captions.history import History
from visio.events import bus as events
from visio.testing.chat_server import ChatServer, running
from visio_client import Participant
from visio_speech.caption.options import CaptionOptions

from .meeting import FakeFrame, FakePerson, Loud, Meeting, Room, Time


@pytest.fixture
def chat() -> Generator[ChatServer]:
    """A server that translates."""
    with running() as server:
        yield server


@pytest.fixture
def caption_options() -> CaptionOptions:
    return CaptionOptions("scripted")


@pytest.fixture
def people(owner, account, room):
    """Both are in the call; Léa has switched captions on."""
    history = History()
    history.listen(events.bus())
    histories.use(history)
    lea, malik = owner.enter(room), account("Malik").enter(room)
    lea.act("captions", {"on": True}, method="PUT").ok()
    return lea, malik


@pytest.fixture
async def meeting(people, monkeypatch, caption_options):
    monkeypatch.setattr(module, "OpusDecoder", Loud)
    monkeypatch.setattr(module, "Person", FakePerson)
    monkeypatch.setattr(module, "Frame", FakeFrame)
    recognition = await Recognition.start(caption_options)
    room, time = Room(), Time()
    # One thread for all that reads and writes: the tests' database is in memory and lets nobody wait.
    thread = ThreadPoolExecutor(1)

    async def on_thread(step: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        return await loop.run_in_executor(thread, partial(step, *arguments, **named))

    loop = asyncio.get_running_loop()
    captioner = Captioner(
        people[0].call, cast(Participant, room), recognition, on_thread=on_thread, clock=lambda: time.now
    )

    def changed(_: object) -> None:
        loop.call_soon_threadsafe(captioner.changed)

    events.bus().subscribe("captions", changed)
    running = asyncio.create_task(captioner.run())
    lea, malik = people
    yield Meeting(lea, malik, room, captioner, running, time, on_thread)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await recognition.stop()
    # Connections belong to their thread.
    await on_thread(connections.close_all)
    thread.shutdown()
