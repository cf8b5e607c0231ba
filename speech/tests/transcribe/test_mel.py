"""The spectrogram that Whisper hears."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from visio_speech.audio import SAMPLE_RATE
from visio_speech.transcribe.mel import log_mel, mel_filters


@pytest.mark.parametrize(("hertz", "band"), [(200, 4), (1000, 26), (4000, 62)])
def test_a_tone_is_loudest_in_the_band_of_its_pitch(hertz: float, band: int):
    pcm = np.sin(2 * np.pi * hertz * np.arange(SAMPLE_RATE) / SAMPLE_RATE).astype(np.float32)
    assert abs(int(log_mel(pcm, bands=80).mean(axis=1).argmax()) - band) <= 1


def test_large_models_get_128_bands():
    assert mel_filters(128).shape == (128, 201)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 5_000), st.integers(0, 2**32 - 1))
def test_any_sound_gives_one_column_each_10_ms_within_two_units(length: int, seed: int):
    pcm = np.random.default_rng(seed).uniform(-1, 1, length).astype(np.float32)
    mel = log_mel(pcm, bands=80)
    assert mel.shape == (80, length // 160)
    assert mel.size == 0 or float(mel.max() - mel.min()) <= 2.0001
