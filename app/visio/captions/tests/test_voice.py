"""From packets to sound on a time line."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from visio.captions.captioner.voice import FILL_AT_MOST, PIECE_SECONDS, Sound, Voice

PACKET = 0.02
TICKS = 960


class TwentyMilliseconds:
    """A decoder: every packet is 20 ms of the same sample, and `bad` is no Opus."""

    def decode(self, packet: bytes) -> bytes:
        if packet == b"bad":
            raise ValueError
        return b"\x01\x00" * 320


@pytest.fixture
def voice() -> Voice:
    return Voice(TwentyMilliseconds())


def spoken(voice: Voice, count: int, *, at: float = 0.0, timestamp: int = 0, delay: float = 0.05) -> list[Sound]:
    return [
        sound
        for number in range(count)
        for sound in voice.packet(b"opus", timestamp + number * TICKS, at + number * PACKET + delay)
    ]


def seconds(sounds: list[Sound]) -> float:
    return sum(len(sound.pcm) for sound in sounds) / 32_000


def test_packets_are_joined_to_pieces_without_holes(voice):
    sounds = spoken(voice, 50)
    assert seconds(sounds) == pytest.approx(1.0, abs=PIECE_SECONDS)
    for before, after in pairwise(sounds):
        assert after.at == pytest.approx(before.at + len(before.pcm) / 32_000)


def test_arrival_may_jitter_the_line_does_not(voice):
    first = spoken(voice, 3, delay=0.05)
    second = voice.packet(b"opus", 3 * TICKS, 0.3) + voice.packet(b"opus", 4 * TICKS, 0.3)
    second += voice.packet(b"opus", 5 * TICKS, 0.3)
    assert second[0].at == pytest.approx(first[0].at + 0.06)


def test_a_pause_of_the_sender_is_filled_with_silence_then_the_voice_rests(voice):
    spoken(voice, 10)
    filled = [sound for tenth in range(3, 40) for sound in voice.tick(tenth / 10)]
    assert seconds(filled) == pytest.approx(FILL_AT_MOST, abs=PIECE_SECONDS)
    assert set(b"".join(sound.pcm for sound in filled)[-200:]) == {0}
    assert voice.resting
    assert voice.tick(10.0) == []


def test_after_a_rest_the_line_begins_at_the_arrival(voice):
    spoken(voice, 10)
    voice.rest()
    [sound, *_] = spoken(voice, 4, at=60.0, timestamp=5_000_000)
    assert sound.at == pytest.approx(60.05)


def test_a_new_clock_of_the_sender_does_not_move_the_line(voice):
    spoken(voice, 10)
    [sound, *_] = spoken(voice, 4, at=0.2, timestamp=4_000_000_000)
    assert 0.2 <= sound.at <= 0.4


def test_what_is_no_opus_is_left_out(voice):
    assert voice.packet(b"bad", 0, 0.0) == []
    assert seconds(spoken(voice, 6)) > 0


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["packet", "tick", "rest", "jump"]), st.floats(0, 0.4), st.integers(0, 2**33)),
        max_size=60,
    )
)
def test_whatever_arrives_times_never_go_back_nor_overlap(steps):
    voice = Voice(TwentyMilliseconds())
    now, timestamp, end = 0.0, 0, float("-inf")
    for step, wait, elsewhere in steps:
        now += wait
        timestamp = elsewhere if step == "jump" else timestamp + TICKS
        if step == "rest":
            sounds = voice.rest()
        elif step == "tick":
            sounds = voice.tick(now)
        else:
            sounds = voice.packet(b"opus", timestamp, now)
        for sound in sounds:
            assert sound.at >= end - 1e-6
            assert sound.pcm
            end = sound.at + len(sound.pcm) / 32_000
        assert end <= now + 1.0
