"""The job as a process: what it tells, what it leaves behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from visio_speech.audio import SAMPLE_RATE, Pcm, silence
from visio_speech.evaluate import prompts
from visio_speech.transcribe.endpoint import wave_file
from visio_speech.transcribe.job import Percent


@pytest.fixture(scope="module")
def voice() -> Pcm:
    if not prompts.available("en"):
        pytest.skip("the packages asterisk-core-sounds-en-g722 and asterisk-core-sounds-en are not installed")
    return prompts.in_a_row(prompts.prompts("en", most=2))[0]


def described(folder: Path, tracks: dict[str, Pcm], **fields: Any) -> Path:
    for name, pcm in tracks.items():
        (folder / f"{name}.wav").write_bytes(wave_file(pcm))
    task: dict[str, Any] = {
        "parts": [{"folder": str(folder), "offset": 100.0}],
        "tracks": [
            {"part": 0, "track": f"{name}.wav", "speaker": name, "name": name, "language": "en"} for name in tracks
        ],
        "engine": {"engine": "scripted"},
    }
    path = folder / "task.json"
    path.write_text(json.dumps(task | fields), encoding="utf-8")
    return path


def started(task: Path, result: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "visio_speech.transcribe.job", str(task), str(result)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(task: Path, result: Path) -> tuple[int, list[dict[str, Any]]]:
    process = started(task, result)
    out, errors = process.communicate(timeout=120)
    assert not errors
    return process.returncode, [json.loads(line) for line in out.splitlines()]


def test_a_meeting_becomes_a_file_and_progress_is_told(tmp_path: Path, voice: Pcm):
    other = np.concatenate([silence(len(voice) / SAMPLE_RATE), voice])
    code, lines = run(described(tmp_path, {"Léa": voice, "Malik": other}), tmp_path / "result.json")
    result = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert code == 0
    assert lines[-1] == {"done": True}
    percents = [line["percent"] for line in lines[:-1]]
    assert percents == sorted(set(percents))
    assert [speaker["name"] for speaker in result["speakers"]] == ["Léa", "Malik"]
    assert result["turns"][0]["start"] >= 100
    assert result["engine"]["name"] == "scripted"
    assert result["language"] == "en"


def test_a_meeting_without_speech_is_an_empty_text(tmp_path: Path):
    code, _ = run(described(tmp_path, {"Léa": silence(5)}), tmp_path / "result.json")
    result = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert code == 0
    assert result["turns"] == []
    assert result["skipped"] == [{"track": "Léa.wav", "why": "no-speech"}]


def test_a_track_that_cannot_be_read_costs_only_itself(tmp_path: Path, voice: Pcm):
    task = described(tmp_path, {"Léa": voice, "Malik": voice})
    (tmp_path / "Malik.wav").write_bytes(b"RIFF broken")
    code, _ = run(task, tmp_path / "result.json")
    result = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert code == 0
    assert [speaker["id"] for speaker in result["speakers"]] == ["Léa"]
    assert result["skipped"] == [{"track": "Malik.wav", "why": "speech-audio-unreadable"}]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"engine": {"engine": "magic"}}, "speech-engine-unknown"),
        ({"engine": {"model": "/there/is/no/model"}}, "speech-model-missing"),
        ({"engine": {"engine": "openai", "endpoint": "http://127.0.0.1:9/v1"}}, "speech-engine-unreachable"),
        ({"parts": 3}, "speech-job-invalid"),
        ({"mix": "/there/is/no/file.mp4"}, "speech-audio-unreadable"),
    ],
)
def test_a_failure_has_a_code_and_a_sentence_and_leaves_no_file(
    tmp_path: Path, voice: Pcm, fields: dict[str, Any], code: str
):
    status, lines = run(described(tmp_path, {"Léa": voice}, **fields), tmp_path / "result.json")
    assert status == 1
    assert lines[-1]["failed"] == code
    assert lines[-1]["detail"].endswith(".")
    assert not (tmp_path / "result.json").exists()


def test_a_job_that_is_killed_leaves_no_half_result(tmp_path: Path, voice: Pcm):
    process = started(described(tmp_path, {"Léa": np.concatenate([voice] * 20)}), tmp_path / "result.json")
    assert process.stdout is not None
    process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert not (tmp_path / "result.json").exists()


def test_the_same_percent_is_told_again_after_a_minute():
    told: list[dict[str, object]] = []
    clock = [0.0]
    percent = Percent(told.append, now=lambda: clock[0])
    for seconds in (0, 10, 30, 59, 61, 90, 125):
        clock[0] = float(seconds)
        percent(0.051)
    assert told == [{"percent": 5}] * 3


def test_a_call_without_its_files_is_explained(tmp_path: Path):
    command = [sys.executable, "-m", "visio_speech.transcribe.job"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "task.json" in done.stderr
