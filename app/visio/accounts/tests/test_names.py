"""What a person may be called."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from visio.accounts.errors import NameInvalid
from visio.accounts.names import clean_name, distinct_name


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "empty"),
        ("   \u00a0 ", "empty"),
        ("\u200d\u200c", "empty"),
        ("a" * 81, "too_long"),
        ("a" * 300, "too_long"),
        ("Léa\u202egnorw", "characters"),
        ("Léa\u2066", "characters"),
        ("L\0éa", "characters"),
        ("Léa\nMalik", "characters"),
        ("\ud800", "characters"),
        ("Le\u200ba", "characters"),
    ],
)
def test_a_name_that_nobody_should_see_is_refused(written, reason):
    with pytest.raises(NameInvalid) as refused:
        clean_name(written)
    assert refused.value.params == {"reason": reason}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Léa  Martin ", "Léa Martin"),
        ("Le\u0301a", "Léa"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("عائشة", "عائشة"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("a" * 80, "a" * 80),
    ],
)
def test_every_other_name_is_kept_as_text(written, kept):
    assert clean_name(written) == kept


@given(st.text(max_size=400))
def test_any_text_is_a_clean_name_or_is_refused(written):
    try:
        name = clean_name(written)
    except NameInvalid:
        return
    assert 1 <= len(name) <= 80
    assert name == name.strip() == unicodedata.normalize("NFC", name)
    assert clean_name(name) == name


def test_the_second_of_a_name_gets_a_number():
    assert distinct_name("Léa", []) == "Léa"
    assert distinct_name("léa", ["Léa"]) == "léa (2)"
    assert distinct_name("Léa", ["Léa", "Léa (2)"]) == "Léa (3)"


def test_a_number_fits_into_the_longest_name():
    assert len(distinct_name("a" * 80, ["a" * 80])) == 80
