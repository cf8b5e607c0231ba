"""Silero on human speech and on none."""

from __future__ import annotations

import numpy as np
import pytest
from visio_speech.activity.silero import FRAME, Silero
from visio_speech.audio import SAMPLE_RATE, Block, Pcm, blocks_of, silence
from visio_speech.evaluate import prompts


@pytest.fixture(scope="module")
def silero() -> Silero:
    return Silero()


@pytest.fixture(scope="module")
def voice() -> Pcm:
    if not prompts.available("fr"):
        pytest.skip("the packages asterisk-core-sounds-fr-g722 and asterisk-core-sounds-fr are not installed")
    return prompts.prompts("fr", most=1)[0].pcm


def test_silence_and_noise_are_no_speech(silero: Silero):
    noise = np.random.default_rng(1).normal(0, 0.01, 5 * SAMPLE_RATE).astype(np.float32)
    assert silero.segments(silence(5)) == []
    assert silero.segments(noise) == []


def test_nothing_is_no_speech(silero: Silero):
    assert silero.segments(silence(0)) == []


def test_a_voice_is_found_where_it_is(silero: Silero, voice: Pcm):
    pcm = np.concatenate([silence(2), voice, silence(2)])
    spans = silero.segments(pcm)
    assert spans[0][0] == pytest.approx(2, abs=0.4)
    assert spans[-1][1] == pytest.approx(2 + len(voice) / SAMPLE_RATE, abs=0.5)


@pytest.mark.parametrize("size", [1, 160, 511, 512, 513, 1600, 40_000])
def test_the_size_of_the_pieces_changes_nothing(silero: Silero, voice: Pcm, size: int):
    pcm = voice[: SAMPLE_RATE if size == 1 else len(voice)]
    whole = silero.stream().push(pcm)
    stream = silero.stream()
    parts = np.concatenate([stream.push(pcm[at : at + size]) for at in range(0, len(pcm), size)])
    assert len(whole) == len(pcm) // FRAME
    assert np.allclose(whole, parts, atol=1e-4)


def test_times_are_those_of_the_blocks(silero: Silero, voice: Pcm):
    late = [Block(block.at + 3600, block.pcm) for block in blocks_of(np.concatenate([silence(1), voice]), seconds=0.2)]
    (start, _), *_ = silero.spans(late)
    assert start == pytest.approx(3601, abs=0.4)


def test_a_gap_between_blocks_parts_the_speech(silero: Silero, voice: Pcm):
    spans = silero.spans([Block(0, voice), Block(100, voice)])
    assert any(start >= 99.5 for start, _ in spans)
    assert not any(start < 50 < end for start, end in spans)
