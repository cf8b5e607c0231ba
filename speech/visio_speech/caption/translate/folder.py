"""A folder with translation models in CTranslate2's format: what is in it and which languages, without the weights.

Three kinds are known. OPUS-MT (Marian) translates one pair and comes with two SentencePiece models; M2M100 and NLLB
translate many, name them by tokens of their vocabulary, and have one tokenizer. A folder without a model of its own may
hold one folder for each model, as OPUS-MT needs for two directions.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, cast

from visio_speech.errors import EngineNotInstalled, ModelDamaged, ModelMissing

SUMS: Final = "SHA256SUMS"
"""A file of this name, as `sha256sum` writes it, is what the weights are checked against."""
MOST_MODELS: Final = 20

_LARGEST_VOCABULARY: Final = 64 << 20
_SUM: Final = re.compile(r"([0-9a-f]{64})[ \t]+\*?(\S.*)")
_M2M: Final = re.compile(r"__([a-z]{2,3})__")
_NLLB: Final = re.compile(r"([a-z]{3})_[A-Z][a-z]{3}")

# FLORES-200 code of each ISO 639-1 code that people choose.
_FLORES: Final = {
    "ar": "arb_Arab", "bg": "bul_Cyrl", "ca": "cat_Latn", "cs": "ces_Latn", "da": "dan_Latn", "de": "deu_Latn",
    "el": "ell_Grek", "en": "eng_Latn", "es": "spa_Latn", "et": "est_Latn", "eu": "eus_Latn", "fa": "pes_Arab",
    "fi": "fin_Latn", "fr": "fra_Latn", "ga": "gle_Latn", "he": "heb_Hebr", "hi": "hin_Deva", "hr": "hrv_Latn",
    "hu": "hun_Latn", "id": "ind_Latn", "it": "ita_Latn", "ja": "jpn_Jpan", "ko": "kor_Hang", "lt": "lit_Latn",
    "lv": "lvs_Latn", "nl": "nld_Latn", "oc": "oci_Latn", "pl": "pol_Latn", "pt": "por_Latn", "ro": "ron_Latn",
    "ru": "rus_Cyrl", "sk": "slk_Latn", "sl": "slv_Latn", "sv": "swe_Latn", "tr": "tur_Latn", "uk": "ukr_Cyrl",
    "vi": "vie_Latn", "zh": "zho_Hans",
}  # fmt: skip
# What others call these languages in three letters.
_THREE_LETTERS: Final = {token[:3]: code for code, token in _FLORES.items()} | {"ara": "ar", "fas": "fa", "lav": "lv"}

Kind = Literal["opus-mt", "m2m100", "nllb"]


@dataclass(frozen=True)
class TranslationModel:
    """One model. `sources` and `targets` are ISO 639 code → token of that language; an empty token is said by none."""

    folder: Path
    kind: Kind
    sources: dict[str, str]
    targets: dict[str, str]
    adds_end: bool
    """CTranslate2 puts the end of the sentence itself."""

    @property
    def name(self) -> str:
        return self.folder.name

    def takes(self, source: str, target: str) -> bool:
        return source in self.sources and target in self.targets and source != target


def find(folder: Path) -> tuple[TranslationModel, ...]:
    """The models of a folder, the first that takes a pair wins. Raises ModelMissing, ModelDamaged, EngineNotInstalled.

    The text of each says which file is wrong and what to do.
    """
    if (folder / "model.bin").is_file():
        return (_read(folder),)
    inside = sorted(path.parent for path in folder.glob("*/model.bin")) if folder.is_dir() else []
    if not inside:
        raise ModelMissing(model=folder.name, remedy="the folder has no model.bin, and none of the folders in it has")
    if len(inside) > MOST_MODELS:
        raise ModelMissing(model=folder.name, remedy=f"at most {MOST_MODELS} models are read from one folder")
    return tuple(_read(path) for path in inside)


def check(model: TranslationModel) -> None:
    """Compares the files with SHA256SUMS, where the folder has one. Raises ModelDamaged, ModelMissing."""
    sums = model.folder / SUMS
    if not sums.is_file():
        return
    for line in sums.read_text(encoding="utf-8", errors="replace").splitlines():
        found = _SUM.fullmatch(line.strip())
        if found is None or "/" in found[2]:
            raise ModelDamaged(model=model.name, file=SUMS)
        path = _existing(model.folder, found[2])
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != found[1]:
                raise ModelDamaged(model=model.name, file=path.name)


def _read(folder: Path) -> TranslationModel:
    for package in ("ctranslate2", "sentencepiece"):
        if importlib.util.find_spec(package) is None:
            raise EngineNotInstalled(engine="translation", package=package)
    config = _json(folder, "config.json")
    adds_end = config.get("add_source_eos") is True
    tokens = _vocabulary(folder)
    flores = {code: token for code, token in _FLORES.items() if token in tokens}
    if flores and sum(bool(_NLLB.fullmatch(token)) for token in tokens) > 1:
        _tokenizer_of(folder)
        return TranslationModel(folder, "nllb", flores, flores, adds_end)
    named = {found[1]: token for token in tokens if (found := _M2M.fullmatch(token))}
    if named:
        _tokenizer_of(folder)
        return TranslationModel(folder, "m2m100", named, named, adds_end)
    source, target = _pair(folder)
    for name in ("source.spm", "target.spm"):
        _existing(folder, name)
    return TranslationModel(folder, "opus-mt", {source: ""}, {target: ""}, adds_end)


def _pair(folder: Path) -> tuple[str, str]:
    config = _json(folder, "tokenizer_config.json")
    pair = tuple(_code(config.get(name)) for name in ("source_lang", "target_lang"))
    if "" in pair:
        raise ModelMissing(
            model=folder.name,
            remedy="its tokenizer_config.json does not name one source_lang and one target_lang such as fr and en",
        )
    return cast(tuple[str, str], pair)


def _code(language: object) -> str:
    """Two letters of a code with two or three; empty for anything else, such as a family of languages."""
    if not isinstance(language, str) or not re.fullmatch(r"[a-z]{2,3}", language):
        return ""
    return _THREE_LETTERS.get(language, "") if len(language) == 3 else language


def _tokenizer_of(folder: Path) -> None:
    if not (folder / "tokenizer.json").is_file():
        _existing(folder, "sentencepiece.bpe.model")


def _vocabulary(folder: Path) -> frozenset[str]:
    names = ("shared_vocabulary.json", "source_vocabulary.json", "shared_vocabulary.txt", "source_vocabulary.txt")
    path = next((folder / name for name in names if (folder / name).is_file()), None)
    if path is None:
        raise ModelMissing(model=folder.name, remedy="its file shared_vocabulary.json is not there; convert it again")
    if path.stat().st_size > _LARGEST_VOCABULARY:
        raise ModelDamaged(model=folder.name, file=path.name)
    try:
        text = path.read_text(encoding="utf-8")
        tokens = cast(object, json.loads(text)) if path.suffix == ".json" else text.splitlines()
    except (ValueError, RecursionError) as error:
        raise ModelDamaged(model=folder.name, file=path.name) from error
    if not isinstance(tokens, list):
        raise ModelDamaged(model=folder.name, file=path.name)
    return frozenset(token for token in cast(list[object], tokens) if isinstance(token, str))


def _json(folder: Path, name: str) -> dict[str, Any]:
    path = _existing(folder, name)
    try:
        found = cast(object, json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, RecursionError) as error:
        raise ModelDamaged(model=folder.name, file=name) from error
    if not isinstance(found, dict):
        raise ModelDamaged(model=folder.name, file=name)
    return cast(dict[str, Any], found)


def _existing(folder: Path, name: str) -> Path:
    if not (folder / name).is_file():
        raise ModelMissing(model=folder.name, remedy=f"its file {name} is not there; copy it beside model.bin")
    return folder / name
