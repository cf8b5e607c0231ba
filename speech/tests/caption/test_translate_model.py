"""Translation models on this machine: how they are told from another, checked, and read."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import dictionary_model
import pytest
from visio_speech.caption.translate.engines import languages, make
from visio_speech.caption.translate.folder import SUMS, find
from visio_speech.caption.translate.model import ModelTranslator
from visio_speech.caption.translate.options import TranslationOptions
from visio_speech.errors import LanguageUnknown, ModelDamaged, ModelMissing, OptionInvalid, SpeechError


@pytest.mark.parametrize(
    ("write", "kind"),
    [(dictionary_model.opus, "opus-mt"), (dictionary_model.m2m100, "m2m100"), (dictionary_model.nllb, "nllb")],
)
async def test_each_kind_gets_its_words_in_their_places(
    tmp_path: Path, write: Callable[[Path], Path], kind: str
) -> None:
    folder = write(tmp_path / "model")
    assert [model.kind for model in find(folder)] == [kind]
    translator = ModelTranslator.load(folder)
    assert await translator.translate("oui merci bonjour", source="fr", target="en") == "yes thanks hello"
    assert await translator.translate("merci", source="fr", target="en") == "thanks"


async def test_sentences_are_translated_one_by_one(tmp_path: Path) -> None:
    words = {"▁bonjour.": "▁hello.", "▁merci": "▁thanks"}
    translator = ModelTranslator.load(dictionary_model.opus(tmp_path / "model", words))
    many = " ".join(["bonjour."] * 40)
    assert (
        await translator.translate(f"{many} merci", source="fr", target="en") == " ".join(["hello."] * 40) + " thanks"
    )


async def test_a_folder_of_models_translates_both_ways(tmp_path: Path) -> None:
    dictionary_model.opus(tmp_path / "fr-en")
    dictionary_model.opus(tmp_path / "en-fr", {"▁hello": "▁bonjour"}, source="eng", target="fra")
    options = TranslationOptions(model=tmp_path)
    assert languages(options) == ("en", "fr")
    translator = make(options)
    assert translator.name == "en-fr+fr-en"
    assert await translator.translate("hello", source="en", target="fr") == "bonjour"
    assert await translator.translate("bonjour", source="fr", target="en") == "hello"
    for source, target in (("fr", "fr"), ("", "en"), ("fr", "de")):
        with pytest.raises(LanguageUnknown):
            await translator.translate("bonjour", source=source, target=target)


def test_an_operator_may_offer_fewer_languages(tmp_path: Path) -> None:
    folder = dictionary_model.m2m100(tmp_path / "model")
    assert languages(TranslationOptions(model=folder)) == ("de", "en", "fr")
    assert languages(TranslationOptions(model=folder, languages=("fr", "xx"))) == ("fr",)
    assert languages(TranslationOptions()) == ()
    with pytest.raises(OptionInvalid):
        make(TranslationOptions())


@pytest.mark.parametrize(
    "missing",
    ["model.bin", "config.json", "shared_vocabulary.json", "source.spm", "target.spm", "tokenizer_config.json"],
)
def test_a_file_that_is_not_there_is_named(tmp_path: Path, missing: str) -> None:
    folder = dictionary_model.opus(tmp_path / "opus-fr-en")
    (folder / missing).unlink()
    with pytest.raises(ModelMissing) as fault:
        find(folder)
    assert missing in fault.value.explained
    assert "opus-fr-en" in fault.value.explained


def test_a_folder_that_is_none_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="speech-model-missing"):
        find(tmp_path / "nothing")


@pytest.mark.parametrize(
    "pair", [{}, {"source_lang": "fr"}, {"source_lang": "roa", "target_lang": "en"}, {"source_lang": 5}]
)
def test_a_model_of_many_languages_without_their_names_is_refused(tmp_path: Path, pair: dict[str, object]) -> None:
    folder = dictionary_model.opus(tmp_path / "model")
    (folder / "tokenizer_config.json").write_text(json.dumps(pair))
    with pytest.raises(ModelMissing) as fault:
        find(folder)
    assert "source_lang" in fault.value.explained


@pytest.mark.parametrize(
    "name", ["model.bin", "config.json", "shared_vocabulary.json", "source.spm", "tokenizer_config.json"]
)
def test_a_damaged_file_is_named(tmp_path: Path, name: str) -> None:
    folder = dictionary_model.opus(tmp_path / "model")
    (folder / name).write_bytes(b"\xff\x00nothing of the kind")
    with pytest.raises(ModelDamaged) as fault:
        ModelTranslator.load(folder)
    assert name in fault.value.explained


def test_weights_with_another_digest_than_the_folder_says_are_refused(tmp_path: Path) -> None:
    folder = dictionary_model.opus(tmp_path / "model")
    digest = hashlib.sha256((folder / "model.bin").read_bytes()).hexdigest()
    (folder / SUMS).write_text(f"{digest}  model.bin\n")
    ModelTranslator.load(folder)
    weights = bytearray((folder / "model.bin").read_bytes())
    weights[-1] ^= 1
    (folder / "model.bin").write_bytes(weights)
    with pytest.raises(ModelDamaged) as fault:
        ModelTranslator.load(folder)
    assert "model.bin" in fault.value.explained


@pytest.mark.parametrize("line", ["nonsense", f"{'0' * 64}  ../model.bin", f"{'0' * 64}  "])
def test_a_list_of_digests_that_is_none_is_named(tmp_path: Path, line: str) -> None:
    folder = dictionary_model.opus(tmp_path / "model")
    (folder / SUMS).write_text(line)
    with pytest.raises(ModelDamaged) as fault:
        ModelTranslator.load(folder)
    assert SUMS in fault.value.explained


def test_no_folder_makes_it_fail_otherwise(tmp_path: Path) -> None:
    """Each file in the place of each other."""
    whole = dictionary_model.nllb(tmp_path / "whole")
    names = sorted(path.name for path in whole.iterdir())
    for name in names:
        for other in names:
            folder = tmp_path / "mixed"
            shutil.copytree(whole, folder)
            shutil.copyfile(whole / other, folder / name)
            try:
                ModelTranslator.load(folder)
            except SpeechError as fault:
                assert name != other, fault.explained
            shutil.rmtree(folder)
