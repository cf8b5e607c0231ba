"""Imported files: read by ffmpeg, bounded, ended."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import numpy as np
import pytest
from visio_speech.audio import SAMPLE_RATE, silence
from visio_speech.decode import decoded
from visio_speech.errors import AudioTooLong, AudioTooSlow, AudioUnreadable, DecoderMissing
from visio_speech.transcribe.endpoint import wave_file

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="the ffmpeg program is not installed")


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    path = tmp_path / "tone.wav"
    path.write_bytes(wave_file(np.sin(np.arange(25 * SAMPLE_RATE) / 10).astype(np.float32) * 0.3))
    return path


def program(folder: Path, script: str) -> str:
    path = folder / "decoder"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@needs_ffmpeg
def test_a_file_becomes_blocks_of_its_length(tone: Path):
    blocks = list(decoded(tone))
    assert sum(len(block.pcm) for block in blocks) == 25 * SAMPLE_RATE
    assert [block.at for block in blocks] == [0, 10, 20]


@needs_ffmpeg
@pytest.mark.parametrize("name", ["-i.wav", "a:b.wav", "%d.wav", "é\n$(touch x).wav", "concat|x.wav"])
def test_a_hostile_name_is_only_a_name(tone: Path, tmp_path: Path, name: str):
    path = tmp_path / name
    shutil.copy(tone, path)
    assert sum(len(block.pcm) for block in decoded(path)) == 25 * SAMPLE_RATE


@needs_ffmpeg
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"this is no sound",
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile tone.wav\n",
        wave_file(silence(0)),
        os.urandom(4096),
    ],
)
def test_what_is_no_sound_is_refused(tone: Path, tmp_path: Path, content: bytes):
    path = tmp_path / "upload"
    path.write_bytes(content)
    with pytest.raises(AudioUnreadable):
        list(decoded(path))


@needs_ffmpeg
def test_a_file_that_is_too_long_is_refused(tone: Path):
    with pytest.raises(AudioTooLong):
        list(decoded(tone, longest_hours=20 / 3600))


def test_without_ffmpeg_the_error_says_so(tone: Path):
    with pytest.raises(DecoderMissing):
        list(decoded(tone, program="there-is-no-such-program"))


def test_a_decoder_that_stands_still_is_ended(tone: Path, tmp_path: Path):
    with pytest.raises(AudioTooSlow):
        list(decoded(tone, program=program(tmp_path, "exec sleep 60"), stall=0.1))


def test_whoever_stops_reading_ends_the_decoder(tone: Path, tmp_path: Path):
    pid = tmp_path / "pid"
    endless = program(tmp_path, f"echo $$ > {pid}\nexec cat /dev/zero")
    blocks = decoded(tone, program=endless)
    next(blocks)
    blocks.close()
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_samples_that_are_no_numbers_are_silence(tone: Path, tmp_path: Path):
    hostile = tmp_path / "samples"
    hostile.write_bytes(np.array([np.nan, np.inf, -np.inf, 1e30], dtype="<f4").tobytes())
    block = next(decoded(tone, program=program(tmp_path, f"exec cat {hostile}")))
    assert block.pcm.tolist() == [0, 1, -1, 1]
