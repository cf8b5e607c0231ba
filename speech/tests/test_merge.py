"""Many voices, one text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from visio_speech.merge import Said, by_voice, merged
from visio_speech.words import Segment, Turn, Word


def said(speaker: str, start: float, end: float, text: str, language: str = "en") -> Said:
    words = tuple(Word(start + place * 0.1, start + place * 0.1 + 0.1, word) for place, word in enumerate(text.split()))
    return Said(speaker, Segment(start, end, text, words, language))


def test_what_one_says_in_a_row_is_one_paragraph():
    found = merged([said("Léa", 0, 2, "hello"), said("Léa", 2.5, 4, "everybody")])
    assert [(turn.speaker, turn.text) for turn in found] == [("Léa", "hello everybody")]


def test_an_answer_ends_the_paragraph():
    found = merged([said("Léa", 0, 2, "ready?"), said("Malik", 2.2, 3, "yes"), said("Léa", 3.2, 5, "good")])
    assert [turn.text for turn in found] == ["ready?", "yes", "good"]


def test_two_who_speak_at_once_overlap_and_lose_nothing():
    found = merged([said("Léa", 0, 5, "a b c"), said("Malik", 1, 2, "hm"), said("Léa", 5.1, 6, "d")])
    assert [(turn.speaker, turn.text) for turn in found] == [("Léa", "a b c d"), ("Malik", "hm")]


def test_another_language_begins_another_paragraph():
    found = merged([said("Léa", 0, 2, "hello"), said("Léa", 2.1, 3, "bonjour", "fr")])
    assert [turn.language for turn in found] == ["en", "fr"]


def test_a_text_without_word_times_is_spread_over_its_segment():
    found = merged([Said("Léa", Segment(10, 12, "two words", (), "en"))])
    assert [(word.start, word.end) for word in found[0].words] == [(10, 11), (11, 12)]


def test_a_segment_of_a_shared_track_is_cut_where_the_voice_changes():
    segment = said("room", 0, 2, "yes we can go").segment
    parts = by_voice(segment, [Turn(0, 0.2, "1"), Turn(0.2, 1, "2")])
    assert [(voice, part.text) for voice, part in parts] == [("1", "yes we"), ("2", "can go")]


def test_a_word_between_turns_goes_to_the_nearest():
    segment = Segment(5, 6, "late", (Word(5, 6, "late"),), "en")
    assert by_voice(segment, [Turn(0, 1, "1"), Turn(6.5, 9, "2")])[0][0] == "2"


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 100), st.floats(0, 10), st.integers(1, 5)), max_size=20))
def test_no_word_is_lost_and_paragraphs_are_in_order(raw: list[tuple[str, float, float, int]]):
    pieces = [said(who, start, start + length, " ".join(["w"] * count)) for who, start, length, count in raw]
    found = merged(pieces)
    assert sum(len(turn.words) for turn in found) == sum(len(one.segment.words) for one in pieces)
    assert [turn.start for turn in found] == sorted(turn.start for turn in found)
