"""An outline made from the words themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from visio_speech.outline import OutlineTurn, outline


def talk(start: float, speaker: str, text: str) -> OutlineTurn:
    return OutlineTurn(speaker, start, start + 10, text)


def about(topic: str, start: float, turns: int) -> list[OutlineTurn]:
    return [
        talk(start + 15 * number, ("Léa", "Malik")[number % 2], f"Nous avons donc le {topic} et encore ce {topic}.")
        for number in range(turns)
    ]


MEETING = [*about("budget", 0, 20), *about("calendrier", 320, 20), *about("recrutement", 640, 20)]


def test_who_spoke_how_long_comes_first():
    found = outline([talk(0, "Léa", "un deux trois"), talk(20, "Malik", "quatre"), talk(40, "Léa", "cinq six")])
    assert [(share.speaker, share.seconds, share.turns, share.words) for share in found.speakers] == [
        ("Léa", 20, 2, 5),
        ("Malik", 10, 1, 1),
    ]


def test_keywords_are_what_the_meeting_was_about():
    assert set(outline(MEETING).keywords[:3]) == {"budget", "calendrier", "recrutement"}


def test_little_words_are_no_keywords():
    found = outline(
        [talk(number * 11, "Léa", "donc voilà je pense que vous avez le truc avec the and") for number in range(5)]
    )
    assert not {"donc", "voilà", "que", "vous", "avec", "the", "and"} & set(found.keywords)


def test_chapters_begin_where_the_topic_changes():
    chapters = outline(MEETING).chapters
    assert [chapter.title[0] for chapter in chapters] == ["budget", "calendrier", "recrutement"]
    assert chapters[1].start == pytest.approx(320, abs=16)


def test_key_sentences_are_quotations_with_their_time():
    meeting = outline(MEETING)
    said = {turn.text for turn in MEETING}
    for chapter in meeting.chapters:
        assert chapter.sentences
        for sentence in chapter.sentences:
            assert any(sentence.text in text for text in said)
            assert chapter.start <= sentence.at <= chapter.end


def test_a_meeting_without_words_has_an_empty_outline():
    found = outline([talk(0, "Léa", "  ")])
    assert (found.speakers, found.keywords, found.chapters) == ((), (), ())


@given(
    st.lists(
        st.builds(
            OutlineTurn, st.sampled_from(["Léa", "Malik"]), st.floats(0, 9999), st.floats(0, 9999), st.text(max_size=80)
        ),
        max_size=30,
    )
)
def test_any_turns_give_chapters_in_order(turns: list[OutlineTurn]):
    chapters = outline(turns).chapters
    assert [chapter.start for chapter in chapters] == sorted(chapter.start for chapter in chapters)
    assert len(chapters) <= 12
