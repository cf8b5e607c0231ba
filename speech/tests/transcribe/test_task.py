"""The description of a job."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from visio_speech.errors import JobInvalid, OptionInvalid
from visio_speech.transcribe.task import read_task, task_from

TRACK = {"part": 0, "track": "t1", "speaker": "p1", "name": "Léa", "language": "fr-FR"}
PARTS = [{"folder": "/recordings/part-1", "offset": 12.5}]


def test_tracks_stand_on_the_line_of_the_meeting():
    task = task_from({"parts": PARTS, "tracks": [TRACK], "vocabulary": ["Visio", "Visio"], "engine": {"threads": 1}})
    (track,) = task.tracks
    assert (track.speaker, track.name, track.language) == ("p1", "Léa", "fr")
    assert track.sound.offset == 12.5  # type: ignore[attr-defined]
    assert task.vocabulary == ("Visio",)


def test_a_track_without_a_language_takes_that_of_the_meeting():
    task = task_from({"parts": PARTS, "tracks": [TRACK | {"language": None}], "language": "en"})
    assert task.tracks[0].language == "en"


def test_a_mix_is_one_track_of_several_voices():
    (track,) = task_from({"mix": "upload.mp4", "engine": {}}).tracks
    assert track.shared


@pytest.mark.parametrize(
    "fields",
    [
        [],
        {"tracks": {}},
        {"tracks": [3]},
        {"tracks": [TRACK]},
        {"parts": PARTS, "tracks": [TRACK | {"part": -1}]},
        {"parts": PARTS, "tracks": [TRACK | {"part": True}]},
        {"parts": PARTS, "tracks": [TRACK | {"speaker": None}]},
        {"parts": [{"folder": "x", "offset": "1"}], "tracks": [TRACK]},
        {"parts": PARTS, "tracks": [TRACK], "vocabulary": [1]},
        {"parts": PARTS, "tracks": [TRACK] * 2001},
        {"mix": 3},
    ],
)
def test_a_wrong_description_is_refused(fields: Any):
    with pytest.raises(JobInvalid):
        task_from(fields)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["part", "track", "speaker", "folder", "offset", "name", "language"]), inner)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(["parts", "tracks", "mix", "language", "vocabulary", "engine"]), JSON))
def test_any_description_is_read_or_refused(fields: dict[str, Any]):
    try:
        task_from(fields)
    except (JobInvalid, OptionInvalid):
        return


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "task.json"
    path.write_bytes(content)
    with pytest.raises(JobInvalid):
        read_task(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(JobInvalid):
        read_task(tmp_path / "gone.json")


def test_a_description_comes_from_a_file(tmp_path: Path):
    path = tmp_path / "task.json"
    path.write_text(json.dumps({"parts": PARTS, "tracks": [TRACK]}), encoding="utf-8")
    assert read_task(path).tracks[0].name == "Léa"
