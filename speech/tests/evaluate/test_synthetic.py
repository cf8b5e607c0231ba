"""Meetings made on the spot."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from visio_speech.audio import SAMPLE_RATE, rms
from visio_speech.evaluate.attribution import Attribution, attribution
from visio_speech.evaluate.prompts import Prompt
from visio_speech.evaluate.synthetic import Utterance, meeting


def voice(name: str, hertz: float) -> list[Prompt]:
    wave = np.sin(2 * np.pi * hertz * np.arange(3 * SAMPLE_RATE) / SAMPLE_RATE).astype(np.float32) * 0.1
    return [Prompt(f"{name} {number}", f"{name} says {number}", wave) for number in range(5)]


VOICES = {"Léa": voice("Léa", 300), "Malik": voice("Malik", 500), "Ana": voice("Ana", 700)}


def test_a_seed_makes_the_same_meeting_again():
    one, other = (meeting(VOICES, seed=3, seconds=60) for _ in range(2))
    assert one.utterances == other.utterances
    assert np.array_equal(one.mix, other.mix)
    assert meeting(VOICES, seed=4, seconds=60).utterances != one.utterances


def test_overlap_is_about_what_was_asked_for():
    assert meeting(VOICES, seed=1, seconds=600, overlapped=0.2).overlap() == pytest.approx(0.2, abs=0.06)
    assert meeting(VOICES, seed=1, seconds=600, overlapped=0.0).overlap() < 0.01


def test_nobody_speaks_twice_at_once():
    made = meeting(VOICES, seed=2, seconds=200)
    for speaker in VOICES:
        own = [one for one in made.utterances if one.speaker == speaker]
        assert all(before.end <= after.start for before, after in pairwise(own))


def test_leakage_has_the_level_that_was_set():
    made = meeting(VOICES, seed=2, seconds=60, overlapped=0.0, leakage_db=-25, noise_db=-120)
    one = made.utterances[0]
    other = next(name for name in VOICES if name != one.speaker)
    span = slice(round((one.start + 0.5) * SAMPLE_RATE), round((one.end - 0.5) * SAMPLE_RATE))
    decibels = 20 * np.log10(rms(made.tracks[other][span]) / rms(made.tracks[one.speaker][span]))
    assert decibels == pytest.approx(-25, abs=0.5)


def test_words_under_the_wrong_name_are_counted():
    truth = [Utterance("Léa", 0, 2, "hello everybody"), Utterance("Malik", 10, 12, "good morning")]
    found = [("Léa", 0.5, "Hello"), ("Malik", 1.5, "everybody"), ("Malik", 11, "good"), ("Malik", 11.5, "warning")]
    assert attribution(truth, found) == Attribution(right=2, wrong=1)
