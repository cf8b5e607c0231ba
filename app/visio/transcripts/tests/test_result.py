"""What a speech job gives is checked."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from visio.transcripts.result import Result, ResultInvalid, parse

SPEAKERS = [{"id": "p1", "name": "Léa", "participant": "p1"}, {"id": "r:1", "name": "Room – 1", "participant": "r"}]


def turn(speaker="p1", words=((0.0, 1.0, "hello", 0.9),), **changed):
    return {"speaker": speaker, "start": 0, "end": 1, "language": "en", "words": words, **changed}


def file(turns, **changed):
    content = {"language": "en", "engine": {"name": "W", "model": "b", "digest": "0"}, "speakers": SPEAKERS}
    return json.dumps({**content, "turns": turns, **changed}).encode()


def test_turns_are_numbered_in_order_of_their_first_word():
    result = parse(file([turn("p1", [(5, 6, "b", None)]), turn("r:1", [(1, 2, "a", 0.5)])]))
    assert [(turn.number, turn.speaker.name, turn.text) for turn in result.turns] == [
        (0, "Room – 1", "a"),
        (1, "Léa", "b"),
    ]


def test_words_are_put_in_order_and_cleaned():
    result = parse(file([turn(words=[(2, 1, "two\nthree", None), (1, 2, " one ", None), (3, 4, " ", None)])]))
    assert [(word.start, word.end, word.text) for word in result.turns[0].words] == [
        (1, 2, "one"),
        (2, 2, "two"),
        (2, 2, "three"),
    ]


def test_a_word_that_begins_a_little_before_the_recording_begins_with_it():
    [word] = parse(file([turn(words=[(-0.1, 0.4, "one", None)])])).turns[0].words
    assert (word.start, word.end) == (0, 0.4)


def test_a_track_that_could_not_be_read_is_counted_and_a_silent_one_is_not():
    skipped = [{"track": "t1", "why": "no-speech"}, {"track": "t2", "why": "speech-audio-unreadable"}]
    assert parse(file([turn()], skipped=skipped)).unheard == 1


def test_a_turn_without_words_is_none():
    assert parse(file([turn(words=[]), turn(words=[(0, 1, "\u202e", None)])])).turns == ()


def test_voices_of_one_room_and_of_a_shared_screen_lead_to_their_participant():
    speakers = [{"id": "a:screen", "name": "Ana (shared screen)", "participant": "a:screen"}]
    [spoken] = parse(file([turn("a:screen")], speakers=speakers)).turns
    assert spoken.speaker.participant == "a"


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Speaker 1", "Speaker 2"]),
        ("fr", ["Intervenant 1", "Intervenant 2"]),
        ("pl", ["Speaker 1", "Speaker 2"]),
    ],
)
def test_voices_of_an_imported_file_are_numbered_speakers_in_the_language_of_the_text(language, names):
    speakers = [{"id": name, "name": name, "participant": None} for name in ("1", "2")]
    result = parse(file([turn("1"), turn("2")], speakers=speakers, language=language))
    assert [speaker.name for speaker in result.speakers] == names


def test_the_only_voice_of_an_imported_file_is_the_speaker():
    result = parse(file([turn("1")], speakers=[{"id": "1", "name": "", "participant": None}]))
    assert [speaker.name for speaker in result.speakers] == ["Speaker"]


def test_a_participant_may_be_called_by_a_number():
    result = parse(file([turn("p")], speakers=[{"id": "p", "name": "7", "participant": "p"}]))
    assert [speaker.name for speaker in result.speakers] == ["7"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[" * 100_000,
        b"\xff\xfe",
        file([turn("nobody")]),
        file([turn(words=[(0, 1, "x", 2.0)])]),
        file([turn(words=[(-2, 1, "x", None)])]),
        file([turn(words=[(0, 1e12, "x", None)])]),
        file([turn(words=[("NaN", 1, "x", None)])]),
        file([turn(words=[(0, 1, None, None)])]),
        file([turn()], engine=None),
        file([turn()], speakers=[{"id": "x" * 65, "name": "", "participant": None}]),
        file([turn()], speakers=SPEAKERS * 300),
        file([turn(language="x" * 9)]),
    ],
)
def test_what_has_another_shape_is_refused(content):
    with pytest.raises(ResultInvalid):
        parse(content)


def test_a_refusal_names_places_and_not_what_stands_there():
    with pytest.raises(ResultInvalid) as refusal:
        parse(file([turn(words=[(0, 1, "secret", "secret")])]))
    assert "secret" not in str(refusal.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
WORDS = st.lists(st.tuples(st.floats(0, 1e5), st.floats(0, 1e5), st.text(max_size=6), st.none() | st.floats(0, 1)))


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_a_text_or_refused(content):
    with contextlib.suppress(ResultInvalid):
        assert isinstance(parse(content), Result)


@given(st.lists(st.tuples(st.sampled_from(["p1", "r:1"]), WORDS), max_size=5))
def test_any_words_come_out_in_order_of_time(turns):
    result = parse(file([turn(speaker, words) for speaker, words in turns]))
    starts = [turn.start for turn in result.turns]
    assert starts == sorted(starts)
    for spoken in result.turns:
        assert spoken.words
        assert [word.start for word in spoken.words] == sorted(word.start for word in spoken.words)
        assert all(word.end >= word.start and word.text.strip() == word.text != "" for word in spoken.words)
