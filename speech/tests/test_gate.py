"""Cross-talk goes to the one who spoke."""

from __future__ import annotations

import numpy as np
import pytest
from visio_speech.gate import gated
from visio_speech.listen import FLOOR, Heard


def heard(seconds: int, *loud: tuple[float, float, int]) -> Heard:
    """Levels and speech of a track: from, to, decibels."""
    levels = np.full(seconds * 100, FLOOR, dtype=np.int8)
    for start, end, level in loud:
        levels[round(start * 100) : round(end * 100)] = level
    return Heard([(start, end) for start, end, _ in loud], levels)


def test_leakage_is_left_to_the_louder_track():
    lea, malik = gated([heard(20, (2, 6, -25)), heard(20, (2, 6, -50), (10, 14, -25))])
    assert lea == [(2, 6)]
    assert malik == [(10, 14)]


def test_two_who_speak_at_once_both_stay():
    lea, malik = gated([heard(20, (2, 8, -25)), heard(20, (4, 10, -30))])
    assert lea == [(2, 8)]
    assert malik == [(4, 10)]


@pytest.mark.parametrize("delay", [-0.05, -0.02, 0.02, 0.05])
def test_leakage_that_comes_early_or_late_is_found(delay: float):
    _, malik = gated([heard(20, (2, 6, -25)), heard(20, (2 + delay, 6 + delay, -50), (10, 14, -25))])
    assert malik == [(10, 14)]


def test_a_quiet_microphone_keeps_its_owner_under_a_loud_talker():
    quiet = heard(40, (2, 8, -48), (20, 26, -48))
    loud = heard(40, (18, 30, -20))
    assert gated([quiet, loud])[0] == [(2, 8), (20, 26)]


def test_who_never_spoke_has_no_speech():
    assert gated([heard(20, (2, 6, -25)), heard(20, (2, 6, -50))])[1] == []


def test_one_track_is_left_alone():
    assert gated([heard(20, (2, 6, -50))]) == [[(2, 6)]]


def test_a_track_that_ended_early_is_compared_with_silence_after_that():
    assert gated([heard(5, (2, 4, -25)), heard(60, (50, 55, -25))])[1] == [(50, 55)]
