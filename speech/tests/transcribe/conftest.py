"""The recognisers, each behind the same fixture."""

from __future__ import annotations

import sys
from collections.abc import Generator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

# The double beside this file is imported by name.
sys.path.insert(0, str(Path(__file__).parent))

from openai_server import OpenAiDouble, openai_server
from visio_speech import weights
from visio_speech.audio import SAMPLE_RATE, Pcm, silence
from visio_speech.options import SpeechOptions
from visio_speech.transcribe.base import Transcriber
from visio_speech.transcribe.endpoint import Endpoint
from visio_speech.transcribe.parakeet import Parakeet
from visio_speech.transcribe.scripted import Scripted


class ScriptedParakeet:
    """What onnx-asr gives: sentence pieces with the times at which they begin."""

    def recognize(self, pcm: Pcm, *, sample_rate: int) -> Any:
        tokens: list[str] = []
        times: list[float] = []
        for at in range(-(-len(pcm) // sample_rate)):
            if np.any(np.abs(pcm[at * sample_rate : (at + 1) * sample_rate]) > 0.001):
                tokens += [" wo", "rd"]
                times += [at + 0.1, at + 0.3]
        return SimpleNamespace(text="".join(tokens).strip(), tokens=tokens, timestamps=times)


@pytest.fixture
def server() -> Generator[OpenAiDouble]:
    with openai_server() as double:
        yield double


@pytest.fixture(scope="session")
def whisper() -> Transcriber:
    from visio_speech.transcribe.whisper import Whisper
    from visio_speech.transcribe.whisper_model import WhisperModel

    if not weights.has_embedded_whisper():
        pytest.skip("the embedded Whisper model is not installed")
    return Whisper(WhisperModel(weights.embedded_whisper()))


@pytest.fixture(params=["scripted", "openai", "parakeet", pytest.param("whisper", marks=pytest.mark.peers)])
def engine(request: pytest.FixtureRequest) -> Transcriber:
    """Each engine: the real Whisper, the others with a model that counts seconds in words."""
    if request.param == "openai":
        double = request.getfixturevalue("server")
        return Endpoint(SpeechOptions(engine="openai", endpoint=double.url))
    if request.param == "parakeet":
        return Parakeet(ScriptedParakeet(), "parakeet", "0" * 64)
    if request.param == "whisper":
        return request.getfixturevalue("whisper")
    return Scripted()


@pytest.fixture
def speech() -> Pcm:
    """Twelve seconds of sound that each engine puts into words: human prompts where they are installed."""
    from visio_speech.evaluate import prompts

    if prompts.available("en"):
        pcm, _ = prompts.in_a_row(prompts.prompts("en", most=4), pause=0.3)
        return np.concatenate([silence(1), pcm[: 12 * SAMPLE_RATE], silence(1)])
    pytest.skip("the packages asterisk-core-sounds-en-g722 and asterisk-core-sounds-en are not installed")
