"""Text that nobody said."""

from __future__ import annotations

import pytest
from visio_speech.transcribe import guards
from visio_speech.words import Word


def words(text: str, *, seconds: float = 3.0, prob: float = 0.9) -> list[Word]:
    written = text.split()
    step = seconds / len(written)
    return [Word(place * step, (place + 1) * step, word, prob) for place, word in enumerate(written)]


@pytest.mark.parametrize(
    "text",
    [
        "Sous-titres réalisés par la communauté d'Amara.org",
        "Sous-titrage ST' 501",
        "Sous-titrage Société Radio-Canada",
        "Subtitles by the Amara.org community",
        "...",
        "♪♪",
    ],
)
def test_credits_and_signs_are_left_out(text: str):
    assert guards.invented(text, words(text))


@pytest.mark.parametrize(
    "text",
    [
        "Merci d'avoir préparé cette réunion.",
        "The subtitles are wrong on page two.",
        "Oui.",
        "Le sous-titrage est prêt.",
    ],
)
def test_what_people_say_stays(text: str):
    assert not guards.invented(text, words(text))


def test_thanks_for_watching_stays_where_it_was_said_clearly():
    assert guards.invented("Thanks for watching!", words("Thanks for watching!", prob=0.4))
    assert not guards.invented("Thanks for watching!", words("Thanks for watching!", prob=0.95))


def test_more_words_than_a_mouth_can_say_are_left_out():
    assert guards.invented("a b c d e f g h", words("a b c d e f g h", seconds=0.4))


def test_a_caught_decoder_is_noticed():
    assert guards.loops("and so on " * 6)
    assert guards.loops("no " * 12)


def test_people_repeat_themselves():
    assert not guards.loops("no no no no, the conference will begin, the conference will begin")


def test_little_speech_and_little_trust_mean_nobody_spoke():
    assert guards.nobody_spoke(-1.4, 0.9)
    assert not guards.nobody_spoke(-0.3, 0.9)
    assert not guards.nobody_spoke(-1.4, 0.1)


def test_a_doubtful_word_in_an_empty_window_is_left_out():
    assert guards.invented("you", words("you", prob=0.23), no_speech=0.92)
    assert not guards.invented("you", words("you", prob=0.8), no_speech=0.92)
