"""Models are found, verified, and never fetched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from visio_speech import weights
from visio_speech.errors import ModelDamaged, ModelMissing


@pytest.mark.parametrize("name", weights.BUNDLED)
def test_each_bundled_model_has_its_digest(name: str):
    assert weights.bundled(name).is_file()


def test_a_bundled_model_that_was_changed_is_refused(tmp_path: Path):
    changed = tmp_path / "silero-vad.onnx"
    shutil.copy(weights.bundled("silero-vad"), changed)
    with changed.open("r+b") as file:
        file.seek(1000)
        file.write(b"\xff")
    with pytest.raises(ModelDamaged):
        weights.bundled("silero-vad", folder=tmp_path)


def test_a_bundled_model_that_is_gone_is_named(tmp_path: Path):
    with pytest.raises(ModelMissing) as missing:
        weights.bundled("campplus", folder=tmp_path)
    assert "campplus" in missing.value.explained


def test_a_model_folder_without_weights_says_which_file_is_missing(tmp_path: Path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelMissing) as missing:
        weights.whisper_folder(tmp_path)
    assert "model.bin" in missing.value.explained


def test_the_digest_of_a_folder_tells_one_version_from_another(tmp_path: Path):
    (tmp_path / "a.onnx").write_bytes(b"one")
    before = weights.folder_digest(tmp_path)
    (tmp_path / "a.onnx").write_bytes(b"two")
    assert weights.folder_digest(tmp_path) != before


def test_the_embedded_model_is_not_taken_when_its_bytes_are_others(tmp_path: Path):
    for name in ("model.bin.part1", "config.json", "vocabulary.json", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"{}")
    with pytest.raises(ModelDamaged):
        weights.checked_whisper((tmp_path / "model.bin.part1",), weights.EMBEDDED_WHISPER_DIGEST)
