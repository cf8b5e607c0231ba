"""The recorder in the running product: what is written, by whom it may be, and what happens when it dies."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import re
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from visio.testing.product import PATIENCE_SECONDS, Running, running
from visio.testing.s3 import s3_server  # noqa: F401 (a fixture)
from visio.testing.speakers import NUMBERED, Speaker, in_library, running_with, until
from visio_client import Message

pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(
        importlib.util.find_spec("visio_sfu.media._native") is None, reason="the media engine is not built: make build"
    ),
]

# A fault inside the recorder, at a signal: the thread that carries its connection can wait for nothing any more.
FAULT = """
import asyncio, os, signal, sys

def poll_nothing(*_):
    own = asyncio.get_running_loop()._selector.fileno()
    nothing = os.open(os.devnull, os.O_RDONLY)
    for name in map(int, os.listdir("/proc/self/fd")):
        if name != own and name != nothing and os.path.realpath(f"/proc/self/fd/{name}").endswith("[eventpoll]"):
            os.dup2(nothing, name)

if "recorder" in sys.orig_argv:
    signal.signal(signal.SIGUSR1, poll_nothing)
"""


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("recorder")
    # Python runs this file first in each of its processes.
    (folder / "sitecustomize.py").write_text(FAULT)
    with running(folder / "data", PYTHONPATH=str(folder)) as started:
        yield started


@pytest.fixture(scope="module")
def host(product: Running) -> Speaker:
    return Speaker(product).set_up()


@pytest.fixture
async def lea(host: Speaker) -> AsyncIterator[Speaker]:
    """The host, in a room of her own for each test."""
    code = host.new_room()
    me = Speaker(host.product)
    me.http.cookies, me.http.headers = host.http.cookies, host.http.headers
    await me.enter(code)
    me.code = code  # type: ignore[attr-defined]
    yield me
    await me.leave()


@pytest.fixture
async def guest(lea: Speaker) -> AsyncIterator[Callable[..., Any]]:
    entered: list[Speaker] = []

    async def make(name: str, accepts: bool | None = None, *, numbers: bool = False) -> Speaker:
        speaker = Speaker(lea.product, numbers=numbers)
        entered.append(await speaker.enter(lea.code, name, accepts))  # type: ignore[attr-defined]
        return entered[-1]

    yield make
    for each in entered:
        await each.leave()


def timeline(lea: Speaker, recording: str) -> Any:
    return lea.ask("GET", f"recordings/{recording}/timeline", ticket=False).raise_for_status().json()


async def test_only_those_who_agreed_are_in_the_file(lea, guest):
    ana, ben = await guest("Ana"), await guest("Ben")
    lea.act("recording", {"picture": False})
    ana.answer(accept=True)
    ben.answer(accept=False)
    recording = await running_with(lea, {lea.participant, ana.participant})
    assert recording["not_recorded"] == [ben.participant]
    zoe = await guest("Zoé", accepts=True)
    await running_with(lea, {lea.participant, ana.participant, zoe.participant})
    ana.answer(accept=False)
    await running_with(lea, {lea.participant, zoe.participant})
    await until(lambda: _written_seconds(lea) > 6, "nothing was written")
    lea.act("recording/stop")
    shown = await in_library(lea, recording["id"])
    assert (set(shown["people"]), shown["declined"], shown["problem"]) == ({"Léa", "Ana", "Zoé"}, 1, None)
    clips = timeline(lea, recording["id"])["clips"]
    assert {clip["name"] for clip in clips} == {"Léa", "Ana", "Zoé"}
    mine = next(clip for clip in clips if clip["name"] == "Léa")
    hers = next(clip for clip in clips if clip["name"] == "Ana")
    assert hers["end"] < mine["end"]
    sound = lea.http.get(mine["url"], headers={"Range": "bytes=0-3"})
    assert (sound.status_code, sound.content) == (206, bytes.fromhex("1a45dfa3"))


async def test_a_withdrawal_has_effect_within_a_second(lea, guest):
    """Scenario 30, by what is in the files: each of Ana's packets bears its number."""
    ana = await guest("Ana", numbers=True)
    lea.act("recording", {"picture": False})
    asked, shown = [], []
    for _ in range(3):
        ana.answer(accept=True)
        await running_with(lea, {lea.participant, ana.participant})
        asked.append(time.monotonic())
        # On a thread: she goes on speaking while the server answers.
        await asyncio.to_thread(ana.answer, accept=False)
        await running_with(lea, {lea.participant})
        shown.append(time.monotonic())
    # What is shorter than two seconds is dropped.
    await until(lambda: _written_seconds(lea) > 8, "nothing was written")
    recording = lea.state()["recording"]["id"]
    lea.act("recording/stop")
    await in_library(lea, recording)
    last = [ana.sent[max(numbers)] for numbers in _numbers(lea.product, recording)]
    assert len(last) == 3
    assert all(sent <= told for sent, told in zip(last, shown, strict=True)), "written after it was shown as over"
    # Each by itself may have met a busy moment of this machine.
    assert min(sent - wish for sent, wish in zip(last, asked, strict=True)) <= 1.0


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGUSR1], ids=["killed", "fault"])
async def test_a_recorder_that_ends_by_itself_is_told_and_goes_on_in_a_second_part(lea, end):
    lea.act("recording", {"picture": False})
    first = await running_with(lea, {lea.participant})
    await until(lambda: _written_seconds(lea) > 3, "nothing was written")
    os.kill(_recorder(lea.product), end)
    await _told(lea, {"state": "interrupted", "problem": "rec-broken", "written": []})
    await until(lambda: lea.state()["recording"]["part"] == 2, "no second part")
    await running_with(lea, {lea.participant})
    assert lea.state()["recording"]["problem"] is None
    lea.act("recording/stop")
    shown = await in_library(lea, first["id"])
    assert shown["parts"] == 2
    line = timeline(lea, first["id"])
    assert len(line["clips"]) == 2
    assert line["parts"][1]["start"] == pytest.approx(line["parts"][0]["seconds"], abs=0.01)
    assert [chapter["kind"] for chapter in line["chapters"]] == ["part"]


async def test_a_pause_is_not_written(lea):
    lea.act("recording", {"picture": False})
    recording = await running_with(lea, {lea.participant})
    await until(lambda: _written_seconds(lea) > 2, "nothing was written")
    lea.act("recording/pause")
    await running_with(lea, set())
    assert lea.state()["recording"]["state"] == "paused"
    lea.act("recording/resume")
    await running_with(lea, {lea.participant})
    lea.act("recording/stop")
    await in_library(lea, recording["id"])
    assert len(timeline(lea, recording["id"])["clips"]) == 2


async def test_the_end_of_the_call_ends_the_recording(lea):
    lea.act("recording", {"picture": False})
    recording = await running_with(lea, {lea.participant})
    await until(lambda: _written_seconds(lea) > 3, "nothing was written")
    lea.act("end")
    assert (await in_library(lea, recording["id"]))["seconds"] > 2


async def test_what_is_deleted_leaves_no_byte(lea):
    lea.act("recording", {"picture": False})
    recording = await running_with(lea, {lea.participant})
    await until(lambda: _written_seconds(lea) > 3, "nothing was written")
    lea.act("recording/stop")
    await in_library(lea, recording["id"])
    folder = lea.product.data / "recordings" / recording["id"]
    assert any(folder.rglob("*.webm"))
    assert not any(folder.rglob("*.mkv"))
    lea.ask("DELETE", f"recordings/{recording['id']}", ticket=False).raise_for_status()
    await until(lambda: not folder.exists(), "bytes are still there")
    assert lea.ask("GET", f"recordings/{recording['id']}", ticket=False).json()["code"] == "not-there"


async def test_a_recording_of_a_second_is_dropped(lea):
    lea.act("recording", {"picture": False})
    recording = await running_with(lea, {lea.participant})
    lea.act("recording/stop")
    await until(lambda: lea.state()["recording"] is None, "still there")
    folder = lea.product.data / "recordings" / recording["id"]
    await until(lambda: not folder.exists(), "bytes are still there")


async def test_after_a_restart_of_the_server_it_goes_on(tmp_path):
    with running(tmp_path / "data") as first:
        lea = Speaker(first).set_up()
        code = lea.new_room()
        await lea.enter(code)
        lea.act("recording", {"picture": False})
        recording = await running_with(lea, {lea.participant})
        await until(lambda: _written_seconds(lea) > 3, "nothing was written")
        assert first.stop() == 0
        await lea.leave()
    with running(tmp_path / "data") as second:
        again = Speaker(second)
        again.ticket = lea.ticket
        await again.enter(code)
        await running_with(again, {again.participant})
        assert again.state()["recording"]["part"] == 2
        again.act("recording/stop")
        again.http.cookies, again.http.headers["X-CSRFToken"] = lea.http.cookies, lea.http.headers["X-CSRFToken"]
        assert (await in_library(again, recording["id"]))["parts"] == 2
        await again.leave()


async def test_on_another_storage_nothing_stays_on_this_machine(tmp_path, s3_server):  # noqa: F811
    kept = {"VISIO_S3_URL": s3_server, "VISIO_S3_KEY": "key", "VISIO_S3_SECRET": "secret"}
    with running(tmp_path / "data", **kept) as product:
        lea = Speaker(product).set_up()
        await lea.enter(lea.new_room())
        lea.act("recording", {"picture": False})
        recording = await running_with(lea, {lea.participant})
        await until(lambda: _written_seconds(lea) > 3, "nothing was written")
        lea.act("recording/stop")
        await in_library(lea, recording["id"])
        [clip] = timeline(lea, recording["id"])["clips"]
        assert clip["url"].startswith(s3_server)
        sound = lea.http.get(clip["url"], headers={"Range": "bytes=0-3"})
        assert (sound.status_code, sound.content) == (206, bytes.fromhex("1a45dfa3"))
        assert not any(file.is_file() for file in (tmp_path / "data" / "recordings").rglob("*"))
        policy = lea.http.get("/").headers["content-security-policy"]
        assert s3_server.rsplit("/", 1)[0] in policy
        lea.ask("DELETE", f"recordings/{recording['id']}", ticket=False).raise_for_status()
        await until(lambda: httpx.get(clip["url"]).status_code == 404, "bytes are still there")
        await lea.leave()


async def _told(lea: Speaker, parts: dict[str, Any]) -> None:
    """Waits until the call was told of its recording with these values."""
    assert lea.media is not None
    async with asyncio.timeout(PATIENCE_SECONDS):
        async for event in lea.media:
            message = json.loads(event.payload) if isinstance(event, Message) else {}
            recording = message["data"]["recording"] if message.get("type") == "visio.recording" else None
            if recording and {name: recording[name] for name in parts} == parts:
                return
    raise AssertionError(f"she left before this was told: {parts}")


def _numbers(product: Running, recording: str) -> list[list[int]]:
    """Of each file that holds numbered packets, in the order of the files, the numbers in it."""
    manifest = json.loads((product.data / "recordings" / recording / "part-1" / "manifest.json").read_text())
    files = [product.data / "recordings" / recording / "part-1" / track["file"] for track in manifest["tracks"]]
    found = [re.findall(re.escape(NUMBERED) + rb"(.{4})", file.read_bytes(), re.DOTALL) for file in files]
    return [[int.from_bytes(number) for number in numbers] for numbers in found if numbers]


def _written_seconds(lea: Speaker) -> float:
    """From the files: the row is told every other second."""
    folder = lea.product.data / "recordings" / lea.state()["recording"]["id"]
    sizes = [file.stat().st_size for file in folder.rglob("*.mkv")]
    return sum(sizes) / 600  # fifty packets of three bytes, each with its header


def _recorder(product: Running) -> int:
    """The recorder's process: a child of the worker."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
            if b"recorder" in command and _worker_of(int(process.name)) == product.process.pid:
                return int(process.name)
        except OSError:
            continue
    raise AssertionError("no recorder runs")


def _worker_of(pid: int) -> int:
    """The parent of the parent."""
    parent = _parent(pid)
    return _parent(parent)


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
