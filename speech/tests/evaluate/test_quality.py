"""The figures that a change of ours must not spoil: fixed prompts, and a meeting whose truth is known.

Smaller sets than those of `python -m bench transcripts`, which gives the figures of docs/benchmarks.md.
"""

from __future__ import annotations

from collections import defaultdict

import pytest
from visio_speech import weights
from visio_speech.activity.silero import Silero
from visio_speech.evaluate import prompts
from visio_speech.evaluate.attribution import attribution
from visio_speech.evaluate.rates import Errors, speaker_errors, word_errors
from visio_speech.evaluate.synthetic import SyntheticMeeting, meeting
from visio_speech.evaluate.text import normalized
from visio_speech.meeting import Meeting
from visio_speech.tracks import HeldSound, Track
from visio_speech.transcribe.base import Transcriber
from visio_speech.transcript import Transcript

pytestmark = pytest.mark.peers


@pytest.fixture(scope="module")
def whisper() -> Transcriber:
    from visio_speech.transcribe.whisper import Whisper
    from visio_speech.transcribe.whisper_model import WhisperModel

    if not weights.has_embedded_whisper():
        pytest.skip("the embedded Whisper model is not installed")
    return Whisper(WhisperModel(weights.embedded_whisper()))


def spoken(language: str, *, first: int, count: int) -> list[prompts.Prompt]:
    if not prompts.available(language):
        pytest.skip(f"asterisk-core-sounds-{language} and asterisk-core-sounds-{language}-g722 are not installed")
    return prompts.prompts(language, first=first, most=count)


@pytest.mark.parametrize(("language", "most"), [("fr", 0.18), ("en", 0.05)])
def test_fixed_prompts_are_understood(whisper: Transcriber, language: str, most: float):
    pcm, text = prompts.in_a_row(spoken(language, first=0, count=40))
    found = whisper.transcribe(pcm, language=language, clips=Silero().segments(pcm))
    assert word_errors(normalized(text), normalized(" ".join(one.text for one in found))).rate <= most


@pytest.fixture(scope="module")
def made() -> SyntheticMeeting:
    voices = {"Allison": spoken("en", first=60, count=25), "June": spoken("fr", first=60, count=25)}
    return meeting(voices, seed=5, seconds=110, overlapped=0.2, leakage_db=-25, delay=0.03)


@pytest.fixture(scope="module")
def transcript(made: SyntheticMeeting, whisper: Transcriber) -> Transcript:
    languages = {"Allison": "en", "June": "fr"}
    tracks = [Track(name, name, name, HeldSound(pcm), languages[name], False) for name, pcm in made.tracks.items()]
    return Meeting(tracks, whisper, Silero()).transcript()


def test_words_stand_under_the_name_of_who_said_them(made: SyntheticMeeting, transcript: Transcript):
    found = [(turn.speaker, (word.start + word.end) / 2, word.text) for turn in transcript.turns for word in turn.words]
    assert made.overlap() > 0.1
    assert attribution(made.utterances, found).share >= 0.99


def test_a_meeting_costs_at_most_a_point_more_than_its_voices_alone(
    made: SyntheticMeeting, transcript: Transcript, whisper: Transcriber
):
    said: dict[str, list[str]] = defaultdict(list)
    for turn in transcript.turns:
        said[turn.speaker] += normalized(turn.text)
    truth = {name: normalized(made.text(name)) for name in made.clean}
    alone = Errors(0)
    for name, pcm in made.clean.items():
        found = whisper.transcribe(pcm, language={"Allison": "en", "June": "fr"}[name], clips=Silero().segments(pcm))
        alone += word_errors(truth[name], normalized(" ".join(one.text for one in found)))
    assert speaker_errors(truth, said).rate <= alone.rate + 0.01
