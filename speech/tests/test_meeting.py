"""From tracks to a transcript, with a recogniser that counts seconds."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import pytest
from visio_speech.activity.base import Span
from visio_speech.activity.spans import joined
from visio_speech.audio import SAMPLE_RATE, Block, Pcm, silence
from visio_speech.clips import clips
from visio_speech.errors import AudioUnreadable, EngineLate
from visio_speech.listen import levels
from visio_speech.meeting import Meeting
from visio_speech.tracks import HeldSound, Sound, Track
from visio_speech.transcribe.scripted import Scripted
from visio_speech.words import Turn


class Loudness:
    """Speech is what is louder than -50 dB."""

    def segments(self, pcm: Pcm) -> list[Span]:
        return self.spans([Block(0.0, pcm)])

    def spans(self, blocks: Iterable[Block]) -> list[Span]:
        found: list[Span] = []
        for block in blocks:
            edges = np.flatnonzero(np.diff(np.concatenate([[0], (levels(block) > -50).astype(int), [0]])))
            for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
                found.append((block.at + first / 100, block.at + last / 100))
        return joined(found, gap=0.3)


class Halves:
    """Hears one voice in the first half of a track and another in the second."""

    def several(self, sounds: Sequence[Pcm]) -> bool:
        return True

    def diarize(
        self,
        pcm: Pcm,
        *,
        speakers: int | None = None,
        spans: Sequence[Span] | None = None,
        alive: Callable[[], None] | None = None,
    ) -> list[Turn]:
        seconds = len(pcm) / SAMPLE_RATE
        return [Turn(0, seconds / 2, "7"), Turn(seconds / 2, seconds, "3")]


class Broken:
    def blocks(self) -> Iterator[Block]:
        raise AudioUnreadable()
        yield


def talk(*pieces: tuple[float, float]) -> Pcm:
    """Seconds and loudness, one after the other."""
    return np.concatenate([np.full(round(seconds * SAMPLE_RATE), level, np.float32) for seconds, level in pieces])


def track(name: str, sound: Sound, **fields: bool) -> Track:
    return Track(name, name, name, sound, "en", fields.get("shared", False))


def meeting(*tracks: Track, **fields: object) -> Meeting:
    return Meeting(tracks, Scripted(), Loudness(), **fields)  # type: ignore[arg-type]


def test_turns_follow_each_other_in_time():
    lea = track("Léa", HeldSound(talk((2, 0.1), (4, 0), (2, 0.1))))
    malik = track("Malik", HeldSound(talk((3, 0), (2, 0.1), (3, 0))))
    turns = meeting(lea, malik).transcript().turns
    assert [(turn.speaker, round(turn.start)) for turn in turns] == [("Léa", 0), ("Malik", 3), ("Léa", 6)]


def test_nobody_gets_the_words_of_another():
    lea = track("Léa", HeldSound(talk((4, 0.1), (4, 0))))
    malik = track("Malik", HeldSound(talk((4, 0.0056), (4, 0.1))))
    turns = meeting(lea, malik).transcript().turns
    assert [turn.speaker for turn in turns] == ["Léa", "Malik"]
    assert turns[1].start > 3.5, "what Malik's microphone heard of Léa is not his"


def test_two_rejoining_parts_of_one_person_are_one_speaker():
    first = Track("t1", "p1", "Léa", HeldSound(talk((2, 0.1))), "en", False)
    second = Track("t1", "p1", "Léa", HeldSound(talk((2, 0.1)), offset=60), "en", False)
    transcript = meeting(first, second).transcript()
    assert [speaker.id for speaker in transcript.speakers] == ["p1"]
    assert [round(turn.start) for turn in transcript.turns] == [0, 60]


def test_several_people_in_one_room_are_numbered():
    room = track("Room A", HeldSound(talk((20, 0.1))), shared=True)
    transcript = meeting(room, diarizer=Halves()).transcript()
    assert [speaker.name for speaker in transcript.speakers] == ["Room A – 1", "Room A – 2"]
    assert {speaker.participant for speaker in transcript.speakers} == {"Room A"}


def test_the_people_of_a_room_keep_their_numbers_when_its_microphone_comes_back():
    """Malik speaks last before the break and alone after it: he stays number 2."""

    class ByLoudness(Halves):
        """Knows two voices by how loud they are."""

        def diarize(self, pcm: Pcm, *, spans: Sequence[Span] | None = None, **_: object) -> list[Turn]:  # type: ignore[override]
            heard = [(at, abs(float(pcm[at * SAMPLE_RATE + 8000]))) for at in range(len(pcm) // SAMPLE_RATE)]
            return [Turn(at, at + 1, "soft" if level < 0.2 else "loud") for at, level in heard if level]

    before = Track("t1", "r", "Room A", HeldSound(talk((8, 0.1), (8, 0.3))), "en")
    after = Track("t2", "r", "Room A", HeldSound(talk((20, 0), (8, 0.3))), "en")
    transcript = meeting(before, after, diarizer=ByLoudness()).transcript()
    assert [speaker.name for speaker in transcript.speakers] == ["Room A – 1", "Room A – 2"]
    assert {turn.speaker for turn in transcript.turns if turn.start >= 18} == {"r:2"}
    assert {turn.speaker for turn in transcript.turns if turn.end <= 9} == {"r:1"}


def test_the_custom_words_reach_the_recogniser():
    engine = Scripted()
    Meeting([track("Léa", HeldSound(talk((2, 0.1))))], engine, Loudness(), vocabulary=("Visio",)).transcript()
    assert engine.hotwords == [("Visio",)]


def test_a_track_that_cannot_be_read_is_told():
    transcript = meeting(track("Léa", HeldSound(talk((2, 0.1)))), track("Malik", Broken())).transcript()
    assert [(skipped.track, skipped.why) for skipped in transcript.skipped] == [("Malik", "speech-audio-unreadable")]


def test_when_no_track_can_be_read_that_is_the_failure():
    with pytest.raises(AudioUnreadable):
        meeting(track("Malik", Broken())).transcript()


def test_a_failing_engine_ends_the_work():
    class Late(Scripted):
        def transcribe(self, pcm: Pcm, **fields: object):  # type: ignore[override]
            raise EngineLate(seconds=1)

    with pytest.raises(EngineLate):
        Meeting([track("Léa", HeldSound(talk((2, 0.1))))], Late(), Loudness()).transcript()


def test_progress_rises_to_the_whole():
    told: list[float] = []
    tracks = [track(name, HeldSound(talk((3, 0.1), (3, 0)))) for name in ("Léa", "Malik")]
    Meeting(tracks, Scripted(), Loudness(), progress=told.append).transcript()
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)


def test_each_block_is_a_sign_of_life():
    told: list[float] = []
    long = track("Léa", HeldSound(silence(300)))
    Meeting([long], Scripted(), Loudness(), progress=told.append).transcript()
    assert len(told) >= 30, "ten seconds of sound are one block"


def test_no_meeting_gives_no_text():
    assert meeting().transcript().language is None


def test_two_hours_of_a_track_need_the_memory_of_minutes():
    class Long:
        """A second of speech in each ten, for two hours; one block is alive at a time."""

        def blocks(self) -> Iterator[Block]:
            for at in range(720):
                yield Block(10.0 * at, talk((1, 0.1), (9, 0)))

    tracemalloc.start()
    transcript = meeting(track("Léa", Long())).transcript()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sum(len(turn.words) for turn in transcript.turns) >= 720
    assert peak < 120e6, f"{peak / 1e6:.0f} MB where the samples alone are 460 MB"


def test_clips_are_read_in_one_pass():
    pcm = np.arange(10 * SAMPLE_RATE, dtype=np.float32)
    found = list(clips(HeldSound(pcm).blocks(), [(1.0, 2.0), (1.5, 3.0), (9.0, 11.0)]))
    assert [(start, len(one) / SAMPLE_RATE) for start, one in found] == [(1.0, 1.0), (1.5, 1.5), (9.0, 2.0)]
    assert found[1][1][0] == pytest.approx(1.5 * SAMPLE_RATE)


def test_silence_costs_nothing():
    assert meeting(track("Léa", HeldSound(silence(30)))).transcript().turns == []
