"""One contract for every storage: a folder, and an S3 server."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from visio.storage.base import Storage, StorageFailed, checked
from visio.storage.folder import FolderStorage
from visio.storage.s3 import S3Storage
from visio.testing.s3 import s3_server  # noqa: F401 (a fixture)


@pytest.fixture(params=["folder", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return FolderStorage(tmp_path / "kept")
    address = request.getfixturevalue("s3_server")
    made = S3Storage(address, region="us-east-1", key="key", secret="secret", work=tmp_path / "work")
    made.delete("rec")
    made.delete("record")
    return made


def keep(storage: Storage, prefix: str, **files: bytes) -> None:
    """Files of a recording, made and kept. `t1_webm` stands for `t1.webm`."""
    folder = storage.working(prefix)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    storage.publish(prefix)


def test_what_was_kept_is_read_whole_and_in_slices(storage):
    content = bytes(range(256)) * 4_000
    keep(storage, "rec/part-1", t1_webm=content)
    key = "rec/part-1/t1.webm"
    assert storage.size(key) == len(content)
    assert b"".join(storage.read(key, 0, len(content))) == content
    assert b"".join(storage.read(key, 500_000, 10)) == content[500_000:500_010]
    assert b"".join(storage.read(key, len(content) - 3, 3)) == content[-3:]


def test_what_is_not_there_has_no_size(storage):
    assert storage.size("rec/part-9/t1.webm") is None
    with pytest.raises(FileNotFoundError):
        list(storage.read("rec/part-9/t1.webm", 0, 1))


def test_files_are_found_by_their_recording_alone(storage):
    keep(storage, "rec/part-1", t1_webm=b"ab", manifest_json=b"{}")
    keep(storage, "record/part-1", t1_webm=b"other")
    assert {(file.key, file.bytes) for file in storage.files("rec")} == {
        ("rec/part-1/t1.webm", 2),
        ("rec/part-1/manifest.json", 2),
    }


def test_deleting_takes_the_bytes_of_this_recording_alone(storage):
    keep(storage, "rec/part-1", t1_webm=b"abc", t2_webm=b"de")
    keep(storage, "record/part-1", t1_webm=b"other")
    assert storage.delete("rec/part-1/t2.webm") == 2
    assert storage.delete("rec") == 3
    assert storage.files("rec") == []
    assert storage.delete("rec") == 0
    assert len(storage.files("record")) == 1


def test_files_are_brought_into_a_folder_for_programs(storage):
    keep(storage, "rec/part-1", t1_webm=b"abc")
    with storage.brought("rec") as folder:
        assert (folder / "part-1" / "t1.webm").read_bytes() == b"abc"
    assert storage.size("rec/part-1/t1.webm") == 3


def test_what_a_killed_job_had_brought_goes_with_the_recording(s3_server, tmp_path):  # noqa: F811
    storage = S3Storage(s3_server, region="us-east-1", key="key", secret="secret", work=tmp_path)
    keep(storage, "rec/part-1", t1_webm=b"abc")
    keep(storage, "record/part-1", t1_webm=b"other")
    killed, other = storage.brought("rec"), storage.brought("record")
    killed.__enter__()
    with other as kept:
        storage.delete("rec")
        assert [path.parent.parent for path in tmp_path.rglob("*.webm")] == [kept]


def test_keeping_twice_is_keeping_once(storage):
    keep(storage, "rec/part-1", t1_webm=b"abc")
    storage.publish("rec/part-1")
    assert len(storage.files("rec")) == 1


def test_an_address_of_the_storage_works_without_a_key_and_takes_ranges(s3_server, tmp_path):  # noqa: F811
    storage = S3Storage(s3_server, region="us-east-1", key="key", secret="secret", work=tmp_path)
    keep(storage, "rec/part-1", t1_webm=b"abcdef")
    url = storage.address("rec/part-1/t1.webm", name="Réunion.webm", seconds=60)
    assert url is not None
    assert url.startswith(s3_server)
    answer = httpx.get(url, headers={"Range": "bytes=2-3"})
    assert (answer.status_code, answer.content) == (206, b"cd")
    assert "R%C3%A9union.webm" in answer.headers["content-disposition"]


def test_a_storage_that_does_not_answer_is_said_without_its_secrets(tmp_path):
    storage = S3Storage("http://127.0.0.1:9/b", region="r", key="k", secret="hidden", work=tmp_path)
    with pytest.raises(StorageFailed) as failed:
        storage.size("rec/part-1/t1.webm")
    assert (failed.value.code, "hidden" in repr(failed.value)) == ("unreachable", False)


def test_nothing_of_it_is_readable_by_others(tmp_path):
    storage = FolderStorage(tmp_path / "kept")
    keep(storage, "rec/part-1", t1_webm=b"abc")
    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0


@given(st.text())
def test_no_key_leads_out_of_the_folder(written):
    try:
        key = checked(written)
    except ValueError:
        return
    assert not key.startswith("/")
    assert ".." not in key.split("/")
    assert "\0" not in key


@pytest.mark.parametrize(
    "key", ["", "/etc/passwd", "../x", "a/../b", "a//b", "a/.hidden", "a b", "é", "a/b/c/d/e", "a\n"]
)
def test_a_key_that_is_not_of_our_making_is_refused(key):
    with pytest.raises(ValueError, match="no key"):
        checked(key)
