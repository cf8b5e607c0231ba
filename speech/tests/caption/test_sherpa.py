"""A streaming model that is not there, damaged, slow, or that fails while somebody speaks."""

from __future__ import annotations

import importlib.machinery
import sys
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from scripted_sherpa import ScriptedRecognizer, ScriptedStream
from visio_speech.caption.base import CaptionEvent
from visio_speech.caption.engines import missing
from visio_speech.caption.options import CaptionOptions
from visio_speech.caption.sherpa import MOST_WAITING, PARTS, SherpaCaptions
from visio_speech.errors import (
    EngineConfused,
    EngineLate,
    EngineNotInstalled,
    ModelDamaged,
    ModelMissing,
    SpeechError,
)
from voices import say, silence, speech


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of a model, and a package that cannot read them."""

    class OnlineRecognizer:
        @staticmethod
        def from_transducer(**_options: Any) -> None:
            raise RuntimeError("protobuf parsing failed")

    package = ModuleType("sherpa_onnx")
    package.__spec__ = importlib.machinery.ModuleSpec("sherpa_onnx", None)
    package.__dict__["OnlineRecognizer"] = OnlineRecognizer
    monkeypatch.setitem(sys.modules, "sherpa_onnx", package)
    model = tmp_path / "zipformer-fr"
    model.mkdir()
    for name in (*(f"{part}.int8.onnx" for part in PARTS), "tokens.txt"):
        (model / name).write_bytes(b"x")
    return model


def load(folder: Path | None) -> SherpaCaptions:
    return SherpaCaptions.load(CaptionOptions("sherpa", model=folder))


async def heard(recognizer: ScriptedRecognizer, seconds: float) -> tuple[list[CaptionEvent], SpeechError | None]:
    """The events of a voice, and the fault that ended its stream."""
    engine = SherpaCaptions("scripted", recognizer)
    stream = await engine.open(language="fr")
    await say(stream, speech(seconds) + silence(1))
    await stream.close()
    events: list[CaptionEvent] = []
    fault: SpeechError | None = None
    try:
        async for event in stream:
            events += [event]
    except SpeechError as error:
        fault = error
    await engine.close()
    return events, fault


def test_without_its_package_it_names_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "sherpa_onnx")

    def nothing(_name: str) -> None:
        return None

    monkeypatch.setattr("importlib.util.find_spec", nothing)
    with pytest.raises(EngineNotInstalled) as fault:
        load(folder)
    assert "sherpa-onnx" in fault.value.explained
    assert missing("sherpa", folder) == "the package sherpa-onnx"


@pytest.mark.parametrize("name", [*PARTS, "tokens.txt"])
def test_a_file_that_is_not_there_is_named(folder: Path, name: str) -> None:
    next(folder.glob(f"{name}*")).unlink()
    with pytest.raises(ModelMissing) as fault:
        load(folder)
    assert name in fault.value.explained


def test_without_a_folder_it_says_so() -> None:
    with pytest.raises((ModelMissing, EngineNotInstalled)):
        load(None)


def test_a_damaged_model_is_named(folder: Path) -> None:
    with pytest.raises(ModelDamaged) as fault:
        load(folder)
    assert "zipformer-fr" in fault.value.explained


async def test_a_model_that_fails_is_said_to_and_what_was_shown_becomes_final() -> None:
    class Failing(ScriptedRecognizer):
        def decode_stream(self, stream: ScriptedStream) -> None:
            super().decode_stream(stream)
            if stream.loud > 2 * 16_000:
                raise RuntimeError("out of memory")

    events, fault = await heard(Failing(), 4)
    assert isinstance(fault, EngineConfused)
    assert [event.text for event in events if event.final] == ["one two"]


async def test_sound_that_a_stuck_model_does_not_take_is_bounded_and_the_stream_fails_as_late() -> None:
    go = threading.Event()

    class Stuck(ScriptedRecognizer):
        def decode_stream(self, stream: ScriptedStream) -> None:
            go.wait(60)
            super().decode_stream(stream)

    engine = SherpaCaptions("scripted", Stuck())
    stream = await engine.open(language="fr")
    for second in range(int(MOST_WAITING) + 20):
        await say(stream, speech(1), float(second))
    assert engine.late
    assert MOST_WAITING < stream.waiting < MOST_WAITING + 2
    with pytest.raises(EngineLate):
        async for _ in stream:
            pass
    go.set()
    await engine.close()
