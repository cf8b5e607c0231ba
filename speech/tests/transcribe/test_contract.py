"""What every recogniser does, whatever its model."""

from __future__ import annotations

import numpy as np
from visio_speech.audio import SAMPLE_RATE, Pcm, silence
from visio_speech.transcribe.base import Transcriber


def test_times_rise_and_words_lie_inside_their_segments(engine: Transcriber, speech: Pcm):
    seconds = len(speech) / SAMPLE_RATE
    segments = list(engine.transcribe(speech, language="en"))
    words = [word for segment in segments for word in segment.words]
    assert words
    assert [segment.start for segment in segments] == sorted(segment.start for segment in segments)
    assert [word.start for word in words] == sorted(word.start for word in words)
    for segment in segments:
        assert 0 <= segment.start <= segment.end <= seconds
        assert all(segment.start <= word.start <= word.end <= segment.end for word in segment.words)


def test_nothing_gives_nothing(engine: Transcriber):
    assert list(engine.transcribe(silence(0), language="en")) == []


def test_silence_gives_no_text(engine: Transcriber):
    assert list(engine.transcribe(silence(5), language="en")) == []


def test_no_clips_give_no_text(engine: Transcriber, speech: Pcm):
    assert list(engine.transcribe(speech, language="en", clips=[])) == []


def test_only_the_clips_are_heard(engine: Transcriber, speech: Pcm):
    clip = (1.0, 6.0)
    words = [word for segment in engine.transcribe(speech, language="en", clips=[clip]) for word in segment.words]
    assert words
    assert all(clip[0] <= word.start <= word.end <= clip[1] + 1e-6 for word in words)


def test_clips_far_apart_keep_their_own_times(engine: Transcriber, speech: Pcm):
    long = np.concatenate([speech, silence(100), speech])
    second = len(speech) / SAMPLE_RATE + 100
    clips = [(1.0, 5.0), (second + 1.0, second + 5.0)]
    starts = [word.start for part in engine.transcribe(long, language="en", clips=clips) for word in part.words]
    assert any(start < 5 for start in starts)
    assert any(start > second for start in starts)
    assert not any(6 < start < second for start in starts)


def test_the_language_that_is_asked_for_is_the_language_of_the_text(engine: Transcriber, speech: Pcm):
    found = list(engine.transcribe(speech, language="fr", clips=[(1.0, 5.0)]))
    assert {segment.language for segment in found} <= {"fr"}


def test_progress_rises_to_the_whole(engine: Transcriber, speech: Pcm):
    told: list[float] = []
    list(engine.transcribe(speech, language="en", progress=told.append))
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_work_ends_when_nobody_asks_for_more(engine: Transcriber, speech: Pcm):
    told: list[float] = []
    found = engine.transcribe(np.concatenate([speech] * 12), language="en", progress=told.append)
    next(iter(found))
    found.close()  # type: ignore[attr-defined]
    assert not told or told[-1] < 1.0


def test_a_transcript_can_tell_what_made_it(engine: Transcriber):
    info = engine.info()
    assert info.name
    assert info.model
    assert info.digest or info.device == "server"
