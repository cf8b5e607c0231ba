"""The real diarizer on human voices: four people, four languages, one microphone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from visio_speech.audio import SAMPLE_RATE, Pcm, silence
from visio_speech.diarize.engine import OnnxDiarizer
from visio_speech.diarize.room import sampled
from visio_speech.evaluate import prompts
from visio_speech.evaluate.diarization import diarization_error
from visio_speech.evaluate.synthetic import SyntheticMeeting, meeting
from visio_speech.tracks import HeldSound, Track

pytestmark = pytest.mark.peers
FOLDERS = {"fr": "fr_CA_f_June", "en": "en_US_f_Allison", "it": "it_IT_m_Carlo", "ru": "ru_RU_f_IvrvoiceRU"}


@pytest.fixture(scope="module")
def diarizer() -> OnnxDiarizer:
    return OnnxDiarizer()


def voices(*names: str) -> dict[str, list[prompts.Prompt]]:
    return {name: voice(name) for name in names}


def voice(name: str) -> list[prompts.Prompt]:
    folder = Path("/usr/share/asterisk/sounds") / FOLDERS[name]
    if not folder.is_dir():
        pytest.skip(f"the package asterisk-core-sounds-{name}-g722 is not installed")
    return prompts.recordings(folder, shortest=2.0, longest=9.0, most=30)


def samples_of(made: SyntheticMeeting) -> list[Pcm]:
    spans = [(one.start, one.end) for one in made.utterances]
    return sampled([(Track("mix", "", "", HeldSound(made.mix)), spans)])


@pytest.mark.parametrize("names", [("fr", "en", "it", "ru"), ("fr", "it")])
def test_less_than_12_percent_of_the_speech_is_given_wrongly(diarizer: OnnxDiarizer, names: tuple[str, ...]):
    made = meeting(voices(*names), seed=1, seconds=75, overlapped=0.1)
    turns = diarizer.diarize(made.mix)
    assert len({turn.speaker for turn in turns}) == len(names)
    assert diarization_error(made.turns(), turns).rate < 0.12


def test_one_voice_is_one_speaker(diarizer: OnnxDiarizer):
    made = meeting(voices("it"), seed=1, seconds=60, overlapped=0.0)
    assert len({turn.speaker for turn in diarizer.diarize(made.mix)}) == 1
    assert not diarizer.several(samples_of(made))


def test_two_in_a_room_are_noticed(diarizer: OnnxDiarizer):
    made = meeting(voices("fr", "it"), seed=2, seconds=60, overlapped=0.0)
    assert diarizer.several(samples_of(made))


def test_silence_and_noise_have_no_speaker(diarizer: OnnxDiarizer):
    assert diarizer.diarize(silence(12)) == []
    assert diarizer.diarize(silence(0)) == []
    noise = np.random.default_rng(1).normal(0, 0.003, 12 * SAMPLE_RATE).astype(np.float32)
    assert diarizer.diarize(noise) == []
