"""From probabilities to spans."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from visio_speech.activity.base import Span
from visio_speech.activity.spans import SpanBuilder, joined


def built(*stretches: tuple[float, float]) -> list[Span]:
    """Spans of stretches (seconds, probability) in frames of 32 ms."""
    builder, at = SpanBuilder(threshold=0.5), 0.0
    for seconds, probability in stretches:
        for _ in range(round(seconds / 0.032)):
            builder.add(at, 0.032, probability)
            at += 0.032
    return builder.finished()


def test_speech_is_found_with_a_little_before_and_after():
    ((start, end),) = built((1, 0.1), (1, 0.9), (1, 0.1))
    assert 0.7 < start < 1.0
    assert 2.0 < end < 2.3


def test_a_short_pause_does_not_cut_a_sentence():
    assert len(built((1, 0.9), (0.2, 0.1), (1, 0.9))) == 1


def test_a_long_pause_does():
    assert len(built((1, 0.9), (1.5, 0.1), (1, 0.9))) == 2


def test_a_click_is_no_speech():
    assert built((1, 0.1), (0.1, 0.9), (1, 0.1)) == []


def test_doubt_does_not_end_what_has_begun():
    assert len(built((1, 0.9), (1, 0.4), (1, 0.9))) == 1
    assert built((1, 0.4)) == []


def test_speech_at_the_end_of_a_track_is_kept():
    assert built((1, 0.1), (1, 0.9))[0][1] == pytest.approx(2.0, abs=0.25)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 10)), max_size=20))
def test_joined_spans_are_in_order_and_apart(raw: list[tuple[float, float]]):
    found = joined([(start, start + length) for start, length in raw])
    assert all(before[1] < after[0] for before, after in pairwise(found))
