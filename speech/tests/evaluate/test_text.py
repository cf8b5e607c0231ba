"""Text as it is compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from visio_speech.evaluate.text import normalized


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Appuyez sur 1.", "appuyez sur un"),
        ("L’option n’est pas là !", "l'option n'est pas là"),
        ("Press #, then two", "press pound then 2"),
        ("mot-clé", "mot clé"),
    ],
)
def test_what_sounds_the_same_is_the_same(one: str, other: str):
    assert normalized(one) == normalized(other)


def test_other_words_are_others():
    assert normalized("la mer") != normalized("le mur")


@given(st.text(max_size=100))
def test_any_text_becomes_words_without_spaces(text: str):
    assert all(word and not any(sign.isspace() for sign in word) for word in normalized(text))
