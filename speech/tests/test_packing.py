"""Clips put together, and the way back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from visio_speech.audio import SAMPLE_RATE, Pcm, silence
from visio_speech.packing import cut, windows
from visio_speech.words import Segment, Word


def noise(seconds: float) -> Pcm:
    return np.random.default_rng(1).normal(0, 0.1, round(seconds * SAMPLE_RATE)).astype(np.float32)


def test_clips_that_lie_far_apart_share_a_window():
    packed = list(windows(noise(60), [(1.0, 3.0), (50.0, 52.0)], longest=29))
    assert len(packed) == 1
    assert packed[0].seconds < 5


def test_a_word_goes_back_to_the_clip_it_was_said_in():
    packed = next(iter(windows(noise(60), [(1.0, 3.0), (50.0, 52.0)], longest=29)))
    second = packed.spans()[1][0]
    assert packed.word(Word(0.5, 0.9, "here")).start == pytest.approx(1.5)
    assert packed.word(Word(second + 0.5, second + 0.9, "there")).start == pytest.approx(50.5)


def test_a_segment_over_two_clips_becomes_two():
    packed = next(iter(windows(noise(60), [(1.0, 3.0), (50.0, 52.0)], longest=29)))
    second = packed.spans()[1][0]
    words = (Word(1.0, 1.5, "one"), Word(second + 0.2, second + 0.6, "two"))
    parts = list(packed.restored(Segment(1.0, second + 0.6, "one two", words, "en")))
    assert [part.text for part in parts] == ["one", "two"]
    assert parts[1].start == pytest.approx(50.2)


def test_a_long_clip_is_cut_where_it_is_quiet():
    pcm = noise(50)
    pcm[round(26.2 * SAMPLE_RATE) : round(26.6 * SAMPLE_RATE)] = 0
    first, second = cut(pcm, (0.0, 50.0), longest=29)
    assert 26.2 <= first[1] <= 26.6
    assert second[0] == first[1]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0.1, 70)), max_size=8),
    st.floats(5, 40),
)
def test_no_window_is_longer_than_allowed_and_no_speech_is_lost(raw: list[tuple[float, float]], longest: float):
    clips: list[tuple[float, float]] = []
    at = 0.0
    for gap, length in raw:
        clips.append((at + gap, at + gap + length))
        at = clips[-1][1]
    pcm = silence(min(at, 400.0))
    packed = list(windows(pcm, clips, longest=longest))
    assert all(window.seconds <= longest + 0.01 for window in packed)
    heard = sum(piece.seconds for window in packed for piece in window.pieces)
    inside = sum(max(0.0, min(end, 400.0, at) - min(start, 400.0)) for start, end in clips)
    assert heard == pytest.approx(inside, abs=0.05)


@given(st.floats(-5, 80))
def test_any_time_leads_back_into_a_clip(at: float):
    packed = next(iter(windows(silence(60), [(1.0, 3.0), (50.0, 52.0)], longest=29)))
    word = packed.word(Word(at, at + 0.2, "x"))
    assert any(start - 1e-6 <= word.start <= word.end <= end + 1e-6 for start, end in [(1.0, 3.0), (50.0, 52.0)])
