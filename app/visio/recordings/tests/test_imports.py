"""Files that people bring: the way past Django, hostile names, and what is no media."""

from __future__ import annotations

import asyncio
import dataclasses
import shutil
import struct
import subprocess
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from django.core.wsgi import get_wsgi_application
from hypothesis import given
from hypothesis import strategies as st
from visio.config import options
from visio.config.bridge import Bridge
from visio.config.clock import now
from visio.jobs import child, queue
from visio.jobs.kinds import JobFailed
from visio.recordings.imports import admission, upload
from visio.recordings.imports.admission import title_of
from visio.recordings.imports.upload import Uploads
from visio.recordings.models import Recording
from visio.recordings.work import importing
from visio.storage.current import storage
from visio.testing.people import Person

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="no ffmpeg program is installed")


@asynccontextmanager
async def desk(person: Person) -> AsyncGenerator[Callable[..., Coroutine[Any, Any, httpx.Response]]]:
    """Where files are sent to, as this person's browser does it."""
    bridge = Bridge(get_wsgi_application())
    uploads = Uploads(bridge)
    session = {cookie.key: cookie.value for cookie in person.browser.client.cookies.values()}
    proof = {"Origin": "http://testserver", "X-CSRFToken": person.browser.csrf or ""}
    transport = httpx.ASGITransport(uploads)
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver", cookies=session) as client:

            async def post(content: Any, name: str, **headers: str) -> httpx.Response:
                path = "/api/v1/recordings/import"
                return await client.post(path, params={"name": name}, content=content, headers={**proof, **headers})

            yield post
    finally:
        uploads.close()
        bridge.close()


@pytest.fixture
def send(owner) -> Callable[..., httpx.Response]:
    """Sends a file as Léa's browser does."""

    def post(content: Any, name: str = "talk.webm", **headers: str) -> httpx.Response:
        async def run() -> httpx.Response:
            async with desk(owner) as send:
                return await send(content, name, **headers)

        return asyncio.run(run())

    return post


def made(folder: Path, *arguments: str, name: str = "made.webm") -> bytes:
    file = folder / name
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", *arguments, str(file)], check=True)
    return file.read_bytes()


def run_jobs():
    from visio.transcripts import job as _transcripts  # noqa: F401 (its jobs stay queued here)

    while (job := queue.claim(now())) is not None:
        if job.kind not in ("import", "erase"):
            continue
        if child.perform(job.pk) != 0:
            queue.ended(job.pk, now())


TONE = ("-f", "lavfi", "-i", "sine=frequency=440:duration=3")
FILM = ("-f", "lavfi", "-i", "testsrc=duration=3:size=160x120:rate=10")


@needs_ffmpeg
def test_a_sound_file_becomes_a_recording(send, owner, tmp_path):
    answer = send(made(tmp_path, *TONE, name="made.mp3"), name="../../Réunion <b>.mp3")
    assert answer.status_code == 201
    run_jobs()
    [item] = owner.browser.get("recordings").ok()["items"]
    assert (item["id"], item["state"], item["title"], item["picture"]) == (
        answer.json()["id"],
        "ready",
        "Réunion <b>",
        False,
    )
    assert item["seconds"] == pytest.approx(3, abs=0.2)
    keys = {file.key.rsplit("/", 1)[1] for file in storage().files(item["id"])}
    assert keys == {"t1.webm", "manifest.json"}
    [clip] = owner.browser.get(f"recordings/{item['id']}/timeline").ok()["clips"]
    assert (clip["kind"], clip["participant"]) == ("audio", "import")


@needs_ffmpeg
def test_a_file_that_says_no_length_is_as_long_as_what_was_made_of_it(send, owner, tmp_path):
    """As browsers write what they record: the length is not known when the file begins."""
    send(made(tmp_path, *TONE, "-c:a", "libopus", "-live", "1"))
    run_jobs()
    [item] = owner.browser.get("recordings").ok()["items"]
    assert (item["state"], item["seconds"]) == ("ready", pytest.approx(3, abs=0.2))
    [clip] = owner.browser.get(f"recordings/{item['id']}/timeline").ok()["clips"]
    assert clip["end"] == pytest.approx(3, abs=0.2)


@pytest.mark.whole
@needs_ffmpeg
def test_a_film_keeps_its_pictures(send, owner, tmp_path):
    film = made(tmp_path, *FILM, *TONE, "-c:v", "libvpx", "-c:a", "libopus")
    send(film)
    run_jobs()
    [item] = owner.browser.get("recordings").ok()["items"]
    clips = owner.browser.get(f"recordings/{item['id']}/timeline").ok()["clips"]
    assert {(clip["kind"], clip["width"]) for clip in clips} == {("audio", None), ("video", 160)}


@needs_ffmpeg
@pytest.mark.parametrize(
    "content",
    [
        b"this is no media",
        b"\0" * 100_000,
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
    ],
    ids=["text", "zeros", "playlist", "list of files"],
)
def test_what_is_no_media_is_said_and_not_kept(send, owner, content):
    recording = send(content).json()["id"]
    run_jobs()
    [item] = owner.browser.get("recordings").ok()["items"]
    assert (item["state"], item["problem"], item["can"]["play"]) == ("failed", "import-not-media", False)
    assert storage().files(recording) == []
    assert owner.browser.delete(f"recordings/{recording}").status == 204


@needs_ffmpeg
def test_a_file_that_does_not_say_how_long_it_is_ends_at_the_limit(send, owner, tmp_path, monkeypatch):
    command = ["ffmpeg", "-v", "error", "-nostdin", *TONE, "-f", "matroska", "pipe:1"]
    endless = subprocess.run(command, capture_output=True, check=True).stdout
    monkeypatch.setattr(importing, "LONGEST_SECONDS", 1)
    recording = send(endless).json()["id"]
    run_jobs()
    file = storage().working(recording) / "part-1" / "t1.webm"
    command = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(file)]
    found = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert float(found) == pytest.approx(1, abs=0.2)


def test_programs_that_read_files_of_strangers_are_not_told_secrets(tmp_path, monkeypatch):
    program = tmp_path / "ffprobe"
    program.write_text(f"#!/bin/sh\n/usr/bin/env > {tmp_path}/told\n")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("VISIO_S3_SECRET", "hidden")
    with pytest.raises(JobFailed):
        importing.probe(tmp_path / "upload.bin")
    told = (tmp_path / "told").read_text()
    assert "PATH=" in told
    assert "VISIO_" not in told


def test_an_empty_body_is_no_file(send):
    assert send(b"").json()["code"] == "import-empty"
    assert Recording.objects.count() == 0


def test_without_a_session_nothing_is_read(send, owner):
    owner.browser.client.cookies.clear()
    assert send(b"x").json()["code"] == "sign-in-required"


def test_a_change_without_its_proof_is_refused(send, owner):
    owner.browser.csrf = ""
    assert send(b"x").json()["code"] == "csrf-failed"


def test_a_file_that_is_too_large_is_refused_before_it_is_read(send, monkeypatch):
    monkeypatch.setattr(options, "_current", dataclasses.replace(options.current(), import_limit=1))
    answer = send(b"x", **{"Content-Length": "1000000001"})
    assert (answer.status_code, answer.json()["params"]) == (413, {"max": 1_000_000_000})


def test_a_file_that_lies_about_its_length_is_cut_off(send, monkeypatch):
    from visio.recordings import quota

    monkeypatch.setattr(quota, "GIGABYTE", 100)

    async def endless():
        for _ in range(200):
            yield b"x" * 10

    assert send(endless()).json()["code"] == "too-large"
    assert list((options.current().data / admission.FOLDER).iterdir()) == []


def test_a_disk_that_fills_while_a_file_arrives_ends_it(send, monkeypatch):
    free = iter([10**12, 10**12, 0])
    monkeypatch.setattr(upload, "LOOK_AGAIN_BYTES", 1_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=next(free)))

    async def large():
        for _ in range(5):
            yield b"x" * 1_000

    answer = send(large())
    assert (answer.json()["code"], answer.json()["params"]) == ("recording-impossible", {"why": "disk"})
    assert list((options.current().data / admission.FOLDER).iterdir()) == []


def test_one_account_does_not_hold_all_places(owner):
    class Slow:
        """A file of which the first byte has come, and the rest when somebody says so."""

        def __init__(self) -> None:
            self.came, self.rest = asyncio.Event(), asyncio.Event()

        async def __aiter__(self) -> AsyncIterator[bytes]:
            self.came.set()
            yield b"x"
            await self.rest.wait()

    async def run() -> list[int]:
        # One step at a time: the database of the tests is no place for two that write.
        async with desk(owner) as send:
            files = [Slow(), Slow()]
            held: list[asyncio.Task[httpx.Response]] = []
            for file in files:
                held.append(asyncio.create_task(send(file, "talk.webm")))
                await file.came.wait()
            codes = [(await send(b"x", "talk.webm")).status_code]
            for file, task in zip(files, held, strict=True):
                file.rest.set()
                codes.append((await task).status_code)
            return [*codes, (await send(b"x", "talk.webm")).status_code]

    assert asyncio.run(run()) == [503, 201, 201, 201]


def test_who_sends_next_to_nothing_is_taken_for_gone():
    pace = upload.Pace(0.0)
    assert pace.keeps(1, upload.SILENCE_SECONDS - 1)
    assert not pace.keeps(1_000, upload.SILENCE_SECONDS)
    steady = upload.Pace(0.0)
    assert all(steady.keeps(minute * upload.LEAST_BYTES, minute * upload.SILENCE_SECONDS) for minute in range(1, 9))


@needs_ffmpeg
@pytest.mark.parametrize("tracks", [importing.MOST_STREAMS + 1, 10_000])
def test_a_file_of_too_many_tracks_is_said(send, owner, tracks):
    send(with_tracks(tracks), name="many.mkv")
    run_jobs()
    [item] = owner.browser.get("recordings").ok()["items"]
    assert (item["state"], item["problem"]) == ("failed", "import-too-many-tracks")


def with_tracks(count: int) -> bytes:
    """A Matroska file of so many voices, each of one quiet sample (RFC 9559)."""

    def element(name: str, content: bytes) -> bytes:
        return bytes.fromhex(name) + (1 << 56 | len(content)).to_bytes(8) + content

    def number(name: str, value: int) -> bytes:
        return element(name, value.to_bytes(4))

    def track(at: int) -> bytes:
        sound = element("e1", number("9f", 1) + element("b5", struct.pack(">d", 8000)) + number("6264", 16))
        return element(
            "ae", number("d7", at) + number("73c5", at) + number("83", 2) + element("86", b"A_PCM/INT/LIT") + sound
        )

    voices = range(1, count + 1)
    blocks = [element("a3", (1 << 28 | at).to_bytes(4) + bytes(2) + b"\x80" + bytes(2)) for at in voices]
    info = element("1549a966", number("2ad7b1", 1_000_000) + element("4d80", b"t") + element("5741", b"t"))
    body = info + element("1654ae6b", b"".join(map(track, voices)))
    cluster = element("1f43b675", number("e7", 0) + b"".join(blocks))
    return element("1a45dfa3", element("4282", b"matroska")) + element("18538067", body + cluster)


def test_an_upload_that_ends_in_the_middle_leaves_nothing(database):
    permit = admission.Permit("nobody", "t", "", 1_000)
    place = admission.place_for(permit, None)
    place.write_bytes(b"half")
    admission.forget_unfinished()
    assert not place.exists()


def test_an_upload_whose_row_a_crash_prevented_leaves_nothing(owner, monkeypatch):
    def arrived() -> Path:
        place = admission.place_for(permit, None)
        place.write_bytes(b"whole")
        return place

    permit = admission.Permit(owner.account.pk, "t", "", 1_000)
    kept = admission.received(permit, arrived(), now())

    def crash(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(admission, "record", crash)
    with pytest.raises(RuntimeError):
        admission.received(permit, arrived(), now())
    root = storage().working(kept).parent
    assert len(list(root.glob("*/upload.bin"))) == 2

    admission.forget_unfinished()

    assert [upload.parent.name for upload in root.glob("*/upload.bin")] == [kept]


@given(st.text(max_size=600))
def test_a_title_from_any_name_is_one_short_line(name):
    title = title_of(name)
    assert len(title) <= 120
    assert title.isprintable()
    assert "/" not in title
    assert "\\" not in title


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("C:\\Users\\me\\Réunion.mp4", "Réunion"),
        ("../../etc/passwd", "passwd"),
        ("a.tar.gz", "a.tar"),
        (".mp3", ".mp3"),
        ("\u202egpj.exe", "gpj"),
        ("", ""),
    ],
)
def test_hostile_names_become_titles(name, title):
    assert title_of(name) == title
