"""Signed addresses, ranges, archives: the application that serves files of recordings."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from visio.recordings.media import addresses, app
from visio.recordings.media.app import MediaFiles
from visio.recordings.media.ranges import NotSatisfiable, slice_of
from visio.storage.current import storage


@pytest.fixture
def recording(owner, room, recorded):
    return recorded(owner.enter(room))


@pytest.fixture
def client() -> Iterator[httpx.AsyncClient]:
    files = MediaFiles(storage)
    yield httpx.AsyncClient(transport=httpx.ASGITransport(files), base_url="http://visio.test")
    files.close()


@pytest.fixture
def url(recording):
    return addresses.of_file(f"{recording.pk}/part-1/t1.webm")


async def test_a_file_is_played_from_the_middle(client, url):
    whole = await client.get(url)
    assert (whole.status_code, whole.content, whole.headers["content-type"]) == (200, bytes(range(100)), "video/webm")
    part = await client.get(url, headers={"Range": "bytes=50-59"})
    assert (part.status_code, part.content) == (206, bytes(range(50, 60)))
    assert part.headers["content-range"] == "bytes 50-59/100"


async def test_what_is_played_comes_in_parts_and_what_is_saved_comes_whole(client, recording, url, monkeypatch):
    """Nineteen elements of a meeting of ten share six connections: none may hold one while it waits."""
    monkeypatch.setattr(app, "PLAYED_AT_ONCE", 40)
    part = await client.get(url, headers={"Range": "bytes=20-"})
    assert (part.status_code, part.headers["content-range"]) == (206, "bytes 20-59/100")
    assert (part.content, part.headers["content-length"]) == (bytes(range(20, 60)), "40")
    saved = addresses.of_file(f"{recording.pk}/part-1/t1.webm", name="Budget.webm")
    assert (await client.get(saved, headers={"Range": "bytes=20-"})).content == bytes(range(20, 100))


async def test_a_range_outside_is_said(client, url):
    answer = await client.get(url, headers={"Range": "bytes=100-"})
    assert (answer.status_code, answer.headers["content-range"]) == (416, "bytes */100")


async def test_a_head_has_no_content(client, url):
    answer = await client.head(url)
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, b"", "100")


async def test_an_address_that_was_changed_leads_nowhere(client, url):
    credential = url.split("/")[2]
    for forged in (credential[:-1], credential[::-1], "x", ""):
        assert (await client.get(f"/media/{forged}/t1.webm")).status_code == 404


async def test_an_address_works_for_an_hour(client, url, monkeypatch):
    import time

    later = time.time() + 3601
    monkeypatch.setattr("time.time", lambda: later)
    assert (await client.get(url)).status_code == 404


async def test_nothing_in_a_file_of_somebody_runs(client, url):
    headers = (await client.get(url)).headers
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["x-content-type-options"] == "nosniff"


async def test_a_file_is_saved_under_the_name_of_the_recording(client, recording):
    url = addresses.of_file(f"{recording.pk}/part-1/t1.webm", name='Réunion "<b>".webm')
    disposition = (await client.get(url)).headers["content-disposition"]
    assert disposition == "attachment; filename*=UTF-8''R%C3%A9union%20%22%3Cb%3E%22.webm"


async def test_all_tracks_come_as_an_archive_with_their_manifest(client, recording):
    answer = await client.get(addresses.of_archive(recording.pk, name="Budget.zip"))
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    assert sorted(archive.namelist()) == ["part-1/manifest.json", "part-1/t1.webm"]
    assert archive.read("part-1/t1.webm") == bytes(range(100))
    assert json.loads(archive.read("part-1/manifest.json"))["tracks"][0]["name"] == "Léa"


async def test_nothing_is_changed_there(client, url):
    assert (await client.post(url)).status_code == 405


@given(st.text(max_size=60) | st.from_regex(r"bytes=\d*-\d*", fullmatch=True), st.integers(0, 10**13))
def test_whatever_is_asked_stays_inside_the_file(header, size):
    try:
        found = slice_of(header, size)
    except NotSatisfiable:
        return
    assert 0 <= found.start <= size
    assert found.start + found.length <= size
    assert found.partial or (found.start, found.length) == (0, size)
