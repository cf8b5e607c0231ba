"""Error rates against counts made by hand, and what must hold for any words."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from visio_speech.evaluate.rates import Errors, matched, speaker_errors, word_errors

WORDS = st.lists(st.sampled_from("abcd"), max_size=8)


def test_edits_are_counted_by_kind():
    assert word_errors(["the", "cat", "sat", "down"], ["the", "bat", "sat", "right", "down"]) == Errors(4, 1, 0, 1)
    assert word_errors(["the", "cat", "sat"], ["the", "sat"]) == Errors(3, 0, 1, 0)


def test_the_rate_is_for_each_true_word():
    assert word_errors(list("abcd"), list("abxd")).rate == 0.25
    assert word_errors([], []).rate == 0
    assert word_errors([], ["a"]).rate == 1


def test_speakers_may_have_other_names():
    truth = {"Léa": list("abc"), "Malik": list("dcb")}
    assert speaker_errors(truth, {"2": list("abc"), "1": list("dcb")}).edits == 0


def test_a_word_given_to_another_is_two_errors():
    truth = {"Léa": list("abc"), "Malik": list("dd")}
    assert speaker_errors(truth, {"Léa": list("ab"), "Malik": list("cdd")}).edits == 2


def test_a_speaker_too_many_costs_his_words():
    assert speaker_errors({"Léa": list("ab")}, {"1": list("ab"), "2": list("cd")}).inserted == 2


@given(WORDS, WORDS)
def test_the_distance_is_the_same_both_ways(one: list[str], other: list[str]):
    assert word_errors(one, other).edits == word_errors(other, one).edits


@given(WORDS, WORDS)
def test_there_are_at_least_as_many_edits_as_the_lengths_differ(one: list[str], other: list[str]):
    edits = word_errors(one, other).edits
    assert abs(len(one) - len(other)) <= edits <= max(len(one), len(other))
    assert (edits == 0) == (one == other)


@given(WORDS, WORDS)
def test_words_that_match_are_equal_and_in_order(one: list[str], other: list[str]):
    pairs = matched(one, other)
    assert all(one[line] == other[column] for line, column in pairs)
    assert pairs == sorted(pairs)
    assert len({line for line, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)


@settings(max_examples=30)
@given(st.dictionaries(st.sampled_from("xyz"), WORDS, max_size=3))
def test_names_do_not_matter(said: dict[str, list[str]]):
    renamed = {f"speaker {number}": words for number, words in enumerate(said.values())}
    assert speaker_errors(said, renamed).edits == 0
