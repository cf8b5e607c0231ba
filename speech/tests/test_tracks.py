"""Where sound comes from."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np
import pytest
from visio_speech.audio import SAMPLE_RATE, joined, rms, to_pcm16
from visio_speech.errors import AudioUnreadable
from visio_speech.tracks import RecordedSound, Sound, WaveSound


def wave_bytes(rate: int, channels: int, seconds: float) -> bytes:
    tone = np.sin(2 * np.pi * 440 * np.arange(round(rate * seconds)) / rate).astype(np.float32) * 0.5
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(to_pcm16(np.repeat(tone, channels)))
    return out.getvalue()


def read(sound: Sound) -> float:
    """Seconds of the sound."""
    return sum(len(block.pcm) for block in sound.blocks()) / SAMPLE_RATE


@pytest.mark.parametrize(("rate", "channels"), [(16_000, 1), (48_000, 2), (8_000, 1), (44_100, 6)])
def test_a_wave_file_of_any_kind_becomes_16_khz_mono(tmp_path: Path, rate: int, channels: int):
    path = tmp_path / "a.wav"
    path.write_bytes(wave_bytes(rate, channels, 21))
    sound = WaveSound(path, offset=5)
    assert read(sound) == pytest.approx(21, abs=0.01)
    assert rms(joined(sound.blocks(), 6, 25)) == pytest.approx(0.354, abs=0.01)
    assert next(sound.blocks()).at == 5


@pytest.mark.parametrize("content", [b"", b"RIFF", b"RIFF\x24\x00\x00\x00WAVEfmt ", b"\x00" * 200])
def test_what_is_no_wave_file_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    with pytest.raises(AudioUnreadable):
        read(WaveSound(path))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(AudioUnreadable):
        read(WaveSound(tmp_path / "gone.wav"))


@pytest.mark.parametrize("manifest", [None, "{", "[]", '{"version": 1, "tracks": []}'])
def test_a_recording_that_is_broken_is_refused(tmp_path: Path, manifest: str | None):
    pytest.importorskip("visio_client.record", reason="the media client is not built")
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(AudioUnreadable):
        read(RecordedSound(tmp_path, "t1"))
