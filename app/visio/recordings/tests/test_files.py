"""Files composed after the meeting, in the layout that somebody chose."""

from __future__ import annotations

import json
import shutil
import subprocess
from types import SimpleNamespace

import pytest
import visio_client.compose
from django.db import connection
from visio.config.clock import now
from visio.jobs import child, queue
from visio.jobs import services as jobs
from visio.jobs.kinds import JobFailed
from visio.recordings.models import ComposedFile
from visio.recordings.work import composing
from visio.storage.current import storage
from visio.storage.folder import FolderStorage


@pytest.fixture
def lea(owner, room):
    owner.enter(room)
    owner.browser.ticket = None
    return owner


@pytest.fixture
def recording(lea, recorded):
    return recorded(lea)


def ask(lea, recording, layout="sound"):
    return lea.browser.post(f"recordings/{recording.pk}/files", {"layout": layout})


def test_the_same_layout_is_made_once(lea, recording):
    first = ask(lea, recording).ok()
    assert (first["state"], first["percent"]) == ("queued", 0)
    assert ask(lea, recording).ok()["id"] == first["id"]
    assert ComposedFile.objects.count() == 1
    assert lea.browser.get(f"recordings/{recording.pk}/download/sound").refused() == "file-not-ready"


def test_what_failed_says_why_and_is_tried_again_by_hand(lea, recording, monkeypatch):
    def fail(_file, _job):
        raise JobFailed("ffmpeg-missing")

    monkeypatch.setattr(composing, "_make", fail)
    file = ask(lea, recording).ok()
    job = queue.claim(now())
    assert job is not None
    assert child.perform(job.pk) == 0
    [shown] = lea.browser.get(f"recordings/{recording.pk}/files").ok()["items"]
    assert (shown["state"], shown["why"]) == ("failed", "ffmpeg-missing")
    assert lea.browser.post(f"recordings/{recording.pk}/files/{file['id']}/retry").ok()["state"] == "queued"
    assert storage().files(recording.pk) != []


def test_a_film_names_its_parts_in_the_language_of_the_meeting(lea, recording, monkeypatch):
    told = []

    def compose(*_given, chapters, **_wished):
        told.extend(chapters)
        raise visio_client.compose.ComposeFailed("disk", "There is no room left.")

    recording.language = "fr"
    recording.save()
    recording.parts.create(number=2, started_at=now(), seconds=5, manifest=recording.parts.get().manifest)
    monkeypatch.setattr(visio_client.compose, "compose", compose)
    ask(lea, recording).ok()
    job = queue.claim(now())
    assert job is not None
    child.perform(job.pk)
    assert [chapter.title for chapter in told] == ["Partie 2"]


def test_a_disk_that_is_full_while_composing_says_so_and_leaves_the_tracks(lea, recording, monkeypatch):
    def full(*_given, **_wished):
        raise visio_client.compose.ComposeFailed("disk", "There is no room left.")

    monkeypatch.setattr(visio_client.compose, "compose", full)
    file = ask(lea, recording).ok()
    job = queue.claim(now())
    assert job is not None
    assert child.perform(job.pk) == 0
    [shown] = lea.browser.get(f"recordings/{recording.pk}/files").ok()["items"]
    assert (shown["state"], shown["why"]) == ("failed", "disk-full")
    assert lea.browser.post(f"recordings/{recording.pk}/files/{file['id']}/retry").ok()["state"] == "queued"
    assert f"{recording.pk}/part-1/t1.webm" in [kept.key for kept in storage().files(recording.pk)]


def test_work_that_is_called_off_leaves_the_tracks_and_nothing_half_made(lea, recording):
    file = ask(lea, recording).ok()
    half = storage().working(f"{recording.pk}/file-{file['id']}") / "sound.part"
    half.parent.mkdir()
    half.write_bytes(b"half")
    assert lea.browser.delete(f"recordings/{recording.pk}/files/{file['id']}").status == 204
    assert [job.kind for job in jobs.open_jobs(recording.pk)] == ["erase"]
    erasing = queue.claim(now())
    assert erasing is not None
    assert child.perform(erasing.pk) == 0
    assert [made.key for made in storage().files(recording.pk)] == [f"{recording.pk}/part-1/t1.webm"]


def test_sound_that_waits_for_its_text_alone_is_for_nobody_to_hear(lea, recording):
    recording.keep_sound = False
    recording.save()
    assert not lea.browser.get(f"recordings/{recording.pk}").ok()["can"]["play"]
    assert lea.browser.get(f"recordings/{recording.pk}/timeline").ok()["clips"] == []
    assert lea.browser.get(f"recordings/{recording.pk}/download/tracks").refused() == "nothing-to-compose"
    assert ask(lea, recording).refused() == "nothing-to-compose"


def test_a_recording_of_sound_has_no_picture_to_compose(lea, recording):
    recording.picture = False
    recording.save()
    assert ask(lea, recording, "grid").refused() == "nothing-to-compose"


def test_a_viewer_without_download_makes_no_files(lea, recording, account):
    recording.shares.create(kind="accounts", may_download=False)
    ana = account("Ana")
    assert ask(ana, recording).refused() == "not-allowed"
    assert ana.browser.get(f"recordings/{recording.pk}/files").refused() == "not-allowed"


def test_deleting_a_recording_calls_its_work_off(lea, recording):
    ask(lea, recording).ok()
    lea.browser.delete(f"recordings/{recording.pk}")
    assert [job.kind for job in jobs.open_jobs(recording.pk)] == ["erase"]


@pytest.mark.parametrize("still", [True, False], ids=["kept", "had by another job meanwhile"])
def test_a_slow_storage_is_never_asked_while_rows_are_being_written(lea, recording, monkeypatch, still):
    """Others could write nothing meanwhile."""
    asked = []

    def watch(name):
        real = getattr(FolderStorage, name)

        def call(self, key):
            asked.append((name, connection.in_atomic_block))
            return real(self, key)

        monkeypatch.setattr(FolderStorage, name, call)

    def make(*_given, **_wished):
        folder = storage().working(f"{recording.pk}/file-{file['id']}")
        folder.mkdir()
        (folder / "sound.m4a").write_bytes(b"sound")
        if not still:
            ComposedFile.objects.update(job="another")
        for name in ("publish", "size", "delete"):
            watch(name)
        return SimpleNamespace(path=folder / "sound.m4a")

    file = ask(lea, recording).ok()
    monkeypatch.setattr(visio_client.compose, "compose", make)
    job = queue.claim(now())
    assert job is not None
    assert child.perform(job.pk) == 0
    assert asked == [("publish", False), ("size", False), *([] if still else [("delete", False)])]
    kept = storage().files(f"{recording.pk}/file-{file['id']}")
    assert [made.bytes for made in kept] == ([5] if still else [])


@pytest.mark.whole
@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="no ffmpeg program is installed")
def test_all_voices_become_one_file(lea, recording):
    track = storage().working(f"{recording.pk}/part-1") / "t1.webm"
    tone = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", "sine=frequency=440:duration=60"]
    subprocess.run([*tone, "-c:a", "libopus", "-b:a", "24k", str(track)], check=True)
    manifest = {**recording.parts.get().manifest, "recording": recording.pk, "part": 1, "complete": True}
    manifest |= {"started_at": "2026-11-23T09:00:00Z", "why": "stopped"}
    (track.parent / "manifest.json").write_text(json.dumps(manifest))
    file = ask(lea, recording).ok()
    job = queue.claim(now())
    assert job is not None
    assert child.perform(job.pk) == 0
    [shown] = lea.browser.get(f"recordings/{recording.pk}/files").ok()["items"]
    assert (shown["id"], shown["state"], shown["why"]) == (file["id"], "ready", None)
    made = ComposedFile.objects.get()
    assert storage().size(made.key) == shown["bytes"] > 10_000
    recording.refresh_from_db()
    assert recording.bytes == 100 + shown["bytes"]
    assert lea.browser.get(f"recordings/{recording.pk}/download/sound").ok()["url"].startswith("/media/")
