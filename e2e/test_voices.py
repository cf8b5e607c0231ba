"""Tones that tests recognise people by: wherever the sound is cut, nobody else is heard in it."""

import wave
from pathlib import Path

import numpy as np
import pytest

from e2e.media import CHLOE, LEA, MALIK, NOAH, Face, write_voice
from e2e.recorded import RATE_HZ, Samples, tones

EVERYBODY = [LEA, MALIK, CHLOE, NOAH]


@pytest.mark.parametrize("face", EVERYBODY, ids=lambda face: str(face.tone_hz))
def test_a_voice_that_begins_anywhere_is_heard_as_nobody_else(face: Face, tmp_path: Path) -> None:
    silence = np.zeros(RATE_HZ, dtype=np.float32)
    sound = np.concatenate([silence, voice(face, tmp_path)])
    for begins in range(0, RATE_HZ // 4, 97):
        assert tones(sound[begins:], EVERYBODY) == {face.name}


def voice(face: Face, folder: Path) -> Samples:
    with wave.open(str(write_voice(face, folder))) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
        return samples[:: file.getframerate() // RATE_HZ].astype(np.float32) / np.float32(32768)
