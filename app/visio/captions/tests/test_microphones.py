"""Which voices are heard: a stream of the recogniser from the first sound to a minute of silence, never too many."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

import pytest
from visio.captions.captioner.microphones import FULL, IDLE_SECONDS, MOST_PER_PERSON, WHEN_FULL_SECONDS, Microphones
from visio.captions.captioner.voice import Sound

LOUD, QUIET = b"8000", b"20"


class Loudness:
    """Stands for the Opus decoder: a packet is the number of its loudness."""

    def decode(self, packet: bytes) -> bytes:
        return struct.pack("<320h", *([int(packet)] * 320))


@dataclass
class Recogniser:
    """Which streams are open, and what each has heard, in seconds."""

    opened: list[int] = field(default_factory=list[int])
    languages: list[str | None] = field(default_factory=list[str | None])
    open_now: set[int] = field(default_factory=set[int])
    heard: dict[int, float] = field(default_factory=dict[int, float])
    flushed: list[int] = field(default_factory=list[int])

    def open(self, stream: int, language: str | None) -> None:
        self.opened.append(stream)
        self.languages.append(language)
        self.open_now.add(stream)

    def hear(self, stream: int, sound: Sound) -> None:
        assert stream in self.open_now
        self.heard[stream] = self.heard.get(stream, 0.0) + len(sound.pcm) / 32_000

    def flush(self, stream: int) -> None:
        assert stream in self.open_now
        self.flushed.append(stream)

    def close(self, stream: int) -> None:
        self.open_now.remove(stream)


@dataclass
class Place:
    """Microphones, what they open, and packets that are spoken into them."""

    recogniser: Recogniser
    microphones: Microphones
    subscribed: list[str]

    def speak(self, track: str, at: float, seconds: float = 1.0, loudness: bytes = LOUD) -> None:
        for number in range(round(seconds * 50)):
            moment = at + number * 0.02
            self.microphones.packet(track, loudness, round(moment * 48_000), moment)
        for tenth in range(1, 12):
            self.microphones.tick(at + seconds + tenth / 10)


@pytest.fixture
def place() -> Place:
    recogniser = Recogniser()
    subscribed: list[str] = []
    return Place(recogniser, Microphones(recogniser, decoder=Loudness, subscribe=subscribed.append), subscribed)


def test_two_hundred_people_who_listen_cost_no_stream(place: Place):
    for number in range(200):
        place.microphones.have(f"p{number}", {f"TR_{number}": number % 2 == 0}, None)
        place.speak(f"TR_{number}", 1.0, loudness=QUIET)
    assert place.recogniser.opened == []
    assert len(place.subscribed) == 200


def test_the_first_sound_opens_a_stream_that_hears_how_the_word_began(place: Place):
    place.microphones.have("malik", {"TR_m": False}, "fr")
    place.speak("TR_m", 1.0, seconds=0.3, loudness=QUIET)
    place.speak("TR_m", 5.0, seconds=0.2, loudness=QUIET)
    place.speak("TR_m", 5.2)
    assert place.recogniser.languages == ["fr"]
    assert place.recogniser.heard[1] >= 1.2, "what was softly said just before counts"
    assert place.recogniser.heard[1] <= 2.5, "what was in the room long before does not"


def test_a_voice_that_is_silent_for_a_minute_gives_its_stream_back_and_gets_another(place: Place):
    place.microphones.have("malik", {"TR_m": False}, None)
    place.speak("TR_m", 1.0)
    place.microphones.tick(IDLE_SECONDS)
    assert place.recogniser.open_now == {1}
    place.microphones.tick(IDLE_SECONDS + 3)
    assert place.recogniser.open_now == set()
    assert place.microphones.owner(1) is not None, "its last text may still come"
    place.microphones.closed(1, None, IDLE_SECONDS + 3)
    assert place.microphones.owner(1) is None
    place.speak("TR_m", IDLE_SECONDS + 10)
    assert place.recogniser.open_now == {2}


def test_what_comes_while_muted_opens_nothing(place: Place):
    place.microphones.have("malik", {"TR_m": True}, None)
    place.speak("TR_m", 1.0)
    assert place.recogniser.opened == []
    place.microphones.have("malik", {"TR_m": False}, None)
    place.speak("TR_m", 5.0)
    place.microphones.have("malik", {"TR_m": True}, None)
    assert place.recogniser.flushed[-1] == 1


def test_of_many_microphones_of_one_person_the_first_are_heard(place: Place):
    tracks = {f"TR_{number}": False for number in range(200)}
    place.microphones.have("malik", tracks, None)
    assert place.subscribed == ["TR_0", "TR_1"]
    for track in tracks:
        place.speak(track, 1.0)
    assert len(place.recogniser.opened) == MOST_PER_PERSON
    del tracks["TR_0"]
    place.microphones.have("malik", tracks, None)
    assert place.subscribed == ["TR_0", "TR_1", "TR_2"], "the next one takes the place of one that has gone"


def test_who_finds_no_place_tries_again_later_and_the_others_are_heard(place: Place):
    place.microphones.have("malik", {"TR_m": False}, None)
    place.microphones.have("lea", {"TR_l": False}, None)
    place.speak("TR_m", 1.0)
    place.speak("TR_l", 1.0)
    place.microphones.closed(2, FULL, 3.0)
    place.recogniser.open_now.discard(2)
    place.speak("TR_l", 4.0)
    place.speak("TR_m", 4.0)
    assert place.recogniser.opened == [1, 2]
    place.speak("TR_l", 3.0 + WHEN_FULL_SECONDS)
    assert place.recogniser.opened == [1, 2, 3]


def test_a_stream_that_fails_is_opened_anew_with_the_next_sound(place: Place):
    place.microphones.have("malik", {"TR_m": False}, None)
    place.speak("TR_m", 1.0)
    place.recogniser.open_now.clear()
    place.microphones.closed(1, "speech-engine-unreachable", 2.0)
    place.microphones.tick(2.5)
    assert place.recogniser.opened == [1]
    place.speak("TR_m", 4.0)
    assert place.recogniser.open_now == {2}


def test_another_language_is_another_stream(place: Place):
    place.microphones.have("malik", {"TR_m": False}, "fr")
    place.speak("TR_m", 1.0)
    place.microphones.speak(lambda _identity: "en")
    assert place.recogniser.open_now == set()
    place.speak("TR_m", 4.0)
    assert place.recogniser.languages == ["fr", "en"]


def test_who_leaves_leaves_nothing_behind(place: Place):
    place.microphones.have("malik", {"TR_m": False}, None)
    place.speak("TR_m", 1.0)
    place.microphones.have("malik", {}, None)
    assert place.recogniser.open_now == set()
    assert place.microphones.tracks == ()
