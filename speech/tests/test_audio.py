"""Sound as numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from visio_speech.audio import SAMPLE_RATE, Block, blocks_of, from_pcm16, joined, resample, rms, silence, to_pcm16


def tone(hertz: float, rate: int, seconds: float = 0.5):
    return np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate).astype(np.float32)


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 24_000, 32_000, 44_100, 48_000])
def test_a_tone_keeps_its_pitch_and_loudness_at_16_khz(rate: int):
    found = resample(tone(440, rate), rate)
    expected = tone(440, SAMPLE_RATE)[: len(found)]
    middle = slice(1_000, len(expected) - 1_000)
    assert np.abs(found[middle] - expected[middle]).max() < 0.001


def test_what_16_khz_cannot_hold_is_left_out():
    assert rms(resample(tone(12_000, 48_000), 48_000)[500:-500]) < 0.001


def test_a_rate_of_zero_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        resample(silence(1), 0)


@given(st.binary(max_size=400))
def test_any_bytes_are_samples_and_come_back(data: bytes):
    whole = data[: len(data) & ~1]
    back = np.frombuffer(to_pcm16(from_pcm16(data)), dtype="<i2").astype(int)
    assert np.abs(back - np.frombuffer(whole, dtype="<i2").astype(int)).max(initial=0) <= 1


@settings(max_examples=40)
@given(st.floats(0, 3), st.floats(0.01, 2), st.floats(0.1, 1.5))
def test_blocks_joined_again_are_the_sound(start: float, length: float, seconds: float):
    pcm = np.arange(1, 3 * SAMPLE_RATE + 1, dtype=np.float32)
    found = joined(blocks_of(pcm, seconds=seconds), start, min(3.0, start + length))
    first = round(start * SAMPLE_RATE)
    assert np.array_equal(found, pcm[first : first + len(found)]) or abs(len(pcm) - first - len(found)) <= 1


def test_what_no_block_covers_is_silence():
    found = joined([Block(1.0, np.ones(SAMPLE_RATE, np.float32))], 0.0, 3.0)
    assert found[:SAMPLE_RATE].max() == 0
    assert found[SAMPLE_RATE : 2 * SAMPLE_RATE].min() == 1
    assert found[2 * SAMPLE_RATE :].max() == 0
