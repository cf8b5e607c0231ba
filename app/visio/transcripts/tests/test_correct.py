"""Times of corrected words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from visio.transcripts.correct import retimed
from visio.transcripts.text import Word, one_line

SAID = (
    Word(1.0, 1.4, "we", 0.9),
    Word(1.5, 1.9, "cut", 0.8),
    Word(2.0, 2.4, "the", 0.9),
    Word(2.5, 3.0, "badger", 0.3),
)


def correct(written: str) -> tuple[Word, ...]:
    return retimed(SAID, written, start=1.0, end=3.0)


def test_words_that_stay_keep_their_times_and_the_corrected_one_takes_its_place():
    assert correct("we cut the budget") == (*SAID[:3], Word(2.5, 3.0, "budget"))


def test_one_word_made_of_two_is_shared_by_letters():
    *_, bud, get = correct("we cut the bud get")
    assert (bud.start, bud.end, get.start, get.end) == (2.5, 2.75, 2.75, 3.0)


def test_a_word_put_in_lies_between_its_neighbours():
    added = correct("we cut all the badger")[2]
    assert (added.text, added.start, added.end, added.probability) == ("all", 1.9, 2.0, None)


def test_a_word_taken_out_is_gone():
    assert [word.text for word in correct("we cut badger")] == ["we", "cut", "badger"]


def test_no_text_gives_no_words():
    assert correct(" \n ") == ()


@given(st.lists(st.sampled_from(["we", "cut", "the", "badger", "x", "long-word"]) | st.text(max_size=8), max_size=12))
def test_any_correction_reads_as_written_and_stays_in_order(parts):
    written = " ".join(parts)
    words = correct(written)
    assert " ".join(word.text for word in words) == one_line(written)
    times = [time for word in words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert all(1.0 <= time <= 3.0 for time in times)
