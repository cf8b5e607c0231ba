"""Options, language tags and vocabulary."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from visio_speech.errors import OptionInvalid
from visio_speech.options import LONGEST_WORD, MOST_WORDS, language_code, options_from, vocabulary


def test_nothing_said_means_the_model_in_the_box():
    assert options_from({}).engine == "whisper"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"engin": "whisper"}, "engin"),
        ({"engine": 3}, "engine"),
        ({"threads": 0}, "threads"),
        ({"threads": True}, "threads"),
        ({"endpoint": "file:///etc/passwd"}, "endpoint"),
        ({"endpoint": "http://user:secret@host/v1"}, "endpoint"),
    ],
)
def test_a_wrong_option_is_named(fields: dict[str, Any], name: str):
    with pytest.raises(OptionInvalid) as refused:
        options_from(fields)
    assert refused.value.params["name"] == name


def test_a_key_is_never_shown():
    assert "hush" not in repr(options_from({"endpoint_key": "hush"}))


@pytest.mark.parametrize(("tag", "code"), [("fr", "fr"), ("fr-CA", "fr"), ("EN_gb", "en"), ("", None), (None, None)])
def test_a_language_tag_gives_its_code(tag: str | None, code: str | None):
    assert language_code(tag) == code


def test_what_is_no_language_is_refused():
    with pytest.raises(OptionInvalid):
        language_code("français")


@given(st.lists(st.text(max_size=100), max_size=400))
def test_any_vocabulary_is_bounded_and_printable(words: list[str]):
    kept = vocabulary(words)
    assert len(kept) <= MOST_WORDS
    assert all(0 < len(word) <= LONGEST_WORD and word.isprintable() for word in kept)
    assert len(set(kept)) == len(kept)
