"""Tokens of Whisper: words, languages, times."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from visio_speech import weights
from visio_speech.transcribe.whisper_tokens import WhisperTokens

pytestmark = pytest.mark.skipif(not weights.has_embedded_whisper(), reason="the embedded model is not installed")


@pytest.fixture(scope="module")
def tokens() -> WhisperTokens:
    return WhisperTokens(weights.embedded_whisper().read("tokenizer.json"))


def split(tokens: WhisperTokens, text: str, language: str) -> list[str]:
    return [word.text for word in tokens.words(tokens.encoded(" " + text), language)]


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("Plus d'options, appuyez sur 8.", "fr", ["Plus", "d'options,", "appuyez", "sur", "8."]),
        ("Peut-être « oui » ?", "fr", ["Peut-être", "« oui »", "?"]),
        ('She said "no" (twice).', "en", ["She", "said", '"no"', "(twice)."]),
    ],
)
def test_text_is_split_as_it_is_written(tokens: WhisperTokens, text: str, language: str, words: list[str]):
    found = split(tokens, text, language)
    assert " ".join(found).replace(" ?", "?") == " ".join(words).replace(" ?", "?")


def test_a_language_without_spaces_is_split_by_character(tokens: WhisperTokens):
    assert len(split(tokens, "今天天气很好", "zh")) > 3


def test_the_model_knows_french_and_english_among_99(tokens: WhisperTokens):
    assert {"fr", "en"} <= set(tokens.languages())
    assert len(tokens.languages()) == 99


def test_timestamps_are_steps_of_20_ms(tokens: WhisperTokens):
    assert tokens.seconds(tokens.first_time) == 0
    assert tokens.seconds(tokens.first_time + 50) == pytest.approx(1.0)
    assert tokens.seconds(tokens.first_time - 1) is None


@given(st.text(max_size=60))
def test_any_text_is_split_without_losing_a_letter(tokens: WhisperTokens, text: str):
    encoded = tokens.encoded(" " + text)
    joined = "".join("".join(word.text.split()) for word in tokens.words(encoded, "en"))
    whole = "".join(tokens.text(encoded).split()).replace("\ufffd", "")
    assert joined == whole


@given(st.lists(st.integers(0, 51_864), max_size=40))
def test_any_tokens_are_split(tokens: WhisperTokens, raw: list[int]):
    words = tokens.words([token for token in raw if token < tokens.end], "fr")
    assert all(0 <= word.first < word.last <= len(raw) for word in words)
