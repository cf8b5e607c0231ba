"""Words out of the pieces that Parakeet gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from visio_speech.errors import EngineUnknown, ModelDamaged, ModelMissing
from visio_speech.options import SpeechOptions
from visio_speech.transcribe.engines import transcriber
from visio_speech.transcribe.parakeet import words_from


def test_pieces_become_words():
    found = words_from([" bon", "jour", " à", " tous", "."], [0.1, 0.3, 0.9, 1.1, 1.3], 3.0)
    assert [word.text for word in found] == ["bonjour", "à", "tous."]
    assert found[0].end <= found[1].start


@given(st.lists(st.tuples(st.sampled_from([" a", "b", "▁c", " ", "."]), st.floats(-5, 50)), max_size=20))
def test_any_pieces_give_words_in_order_inside_the_sound(pieces: list[tuple[str, float]]):
    found = words_from([text for text, _ in pieces], [at for _, at in pieces], 10.0)
    assert [word.start for word in found] == sorted(word.start for word in found)
    assert all(0 <= word.start <= word.end <= 10 for word in found)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(ModelMissing):
        transcriber(SpeechOptions(engine="parakeet", model=tmp_path / "gone"))


def test_a_folder_without_the_model_is_refused(tmp_path: Path):
    (tmp_path / "encoder-model.onnx").write_bytes(b"broken")
    with pytest.raises(ModelDamaged):
        transcriber(SpeechOptions(engine="parakeet", model=tmp_path))


def test_an_engine_that_nobody_knows_is_refused_with_those_that_exist():
    with pytest.raises(EngineUnknown) as refused:
        transcriber(SpeechOptions(engine="magic"))
    assert "whisper" in refused.value.explained
