"""What the settings say of engines, as the speech package takes it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from visio.config import options
from visio.recordings.work import importing
from visio.transcripts import engine


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"VISIO_TRANSCRIPTS_ENGINE": "whisper"}, {"engine": "whisper", "threads": 2}),
        (
            {"VISIO_TRANSCRIPTS_ENGINE": "parakeet", "VISIO_TRANSCRIPTS_MODEL": "/srv/parakeet"},
            {"engine": "parakeet", "threads": 2, "model": "/srv/parakeet"},
        ),
        (
            {
                "VISIO_TRANSCRIPTS_ENGINE": "openai",
                "VISIO_TRANSCRIPTS_URL": "http://gpu:8000/v1",
                "VISIO_TRANSCRIPTS_URL_MODEL": "turbo",
                "VISIO_TRANSCRIPTS_KEY": "k",
            },
            {
                "engine": "openai",
                "threads": 2,
                "endpoint": "http://gpu:8000/v1",
                "endpoint_model": "turbo",
            },
        ),
    ],
)
def test_each_engine_that_can_be_set_is_one_that_the_speech_package_knows(monkeypatch, given, told):
    speech = pytest.importorskip("visio_speech.options")
    engines = pytest.importorskip("visio_speech.transcribe.engines")
    monkeypatch.setattr(options, "_current", options.read({}, given))
    assert engine.description() == told
    read = speech.options_from(engine.description())
    assert read.engine in engines.ENGINES


def test_no_engine_and_no_texts(monkeypatch):
    chosen = dataclasses.replace(options.current(), transcripts_engine="none", transcripts_model=Path("/srv/model"))
    monkeypatch.setattr(options, "_current", chosen)
    assert not engine.possible()


def test_every_file_that_can_be_imported_is_short_enough_for_a_text():
    decode = pytest.importorskip("visio_speech.decode")
    assert decode.LONGEST_HOURS * 3600 > importing.LONGEST_SECONDS
