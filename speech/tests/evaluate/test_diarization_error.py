"""Diarization error against times counted by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from visio_speech.evaluate.diarization import diarization_error
from visio_speech.words import Turn

TRUTH = [Turn(0, 4, "a"), Turn(4, 8, "b")]


def test_the_truth_has_no_error_whatever_its_names():
    assert diarization_error(TRUTH, [Turn(0, 4, "2"), Turn(4, 8, "1")]).rate == 0


@pytest.mark.parametrize(
    ("found", "missed", "false", "confused"),
    [
        ([Turn(0, 4, "1")], 4, 0, 0),
        ([Turn(0, 4, "1"), Turn(4, 10, "2")], 0, 2, 0),
        ([Turn(0, 5, "1"), Turn(5, 8, "2")], 0, 0, 1),
        ([Turn(0, 8, "1")], 0, 0, 4),
    ],
)
def test_seconds_are_counted_by_kind(found: list[Turn], missed: float, false: float, confused: float):
    error = diarization_error(TRUTH, found)
    assert (error.missed, error.false, error.confused) == (missed, false, confused)


def test_overlap_counts_for_each_voice():
    truth = [Turn(0, 4, "a"), Turn(2, 6, "b")]
    error = diarization_error(truth, [Turn(0, 4, "1"), Turn(4, 6, "2")])
    assert (error.speech, error.missed) == (8, 2)


def test_the_collar_forgives_boundaries():
    found = [Turn(0, 4.2, "1"), Turn(4.2, 8, "2")]
    assert diarization_error(TRUTH, found).confused == pytest.approx(0.2)
    assert diarization_error(TRUTH, found, collar=0.25).rate == 0


def turn(start: float, length: float, speaker: str) -> Turn:
    return Turn(start, start + length, speaker)


TURNS = st.lists(
    st.builds(
        turn,
        st.floats(0, 20),
        st.floats(0.1, 5),
        st.sampled_from("abc"),
    ),
    max_size=6,
)


@given(TURNS)
def test_what_equals_the_truth_has_no_error(turns: list[Turn]):
    assert diarization_error(turns, turns).rate == pytest.approx(0)


@given(TURNS, TURNS)
def test_errors_are_never_negative(truth: list[Turn], found: list[Turn]):
    error = diarization_error(truth, found)
    assert min(error.missed, error.false, error.confused) >= 0
    assert error.missed + error.confused <= error.speech + 1e-6
