"""Text to the pieces of a translation model's vocabulary and back."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from visio_speech.caption.translate.folder import TranslationModel
from visio_speech.errors import ModelDamaged


class Pieces(Protocol):
    def split(self, text: str) -> list[str]: ...
    def join(self, pieces: Sequence[str]) -> str: ...


class SentencePieces:
    """Two SentencePiece models, or twice the same."""

    def __init__(self, model: str, source: Path, target: Path) -> None:
        """Raises ModelDamaged."""
        sentencepiece = importlib.import_module("sentencepiece")
        self._source, self._target = (_loaded(sentencepiece, model, path) for path in (source, target))

    def split(self, text: str) -> list[str]:
        return list(self._source.encode(text, out_type=str))

    def join(self, pieces: Sequence[str]) -> str:
        return str(self._target.decode(list(pieces)))


class TokenizerPieces:
    """A tokenizer.json of the tokenizers library."""

    def __init__(self, model: str, path: Path) -> None:
        """Raises ModelDamaged."""
        tokenizers = importlib.import_module("tokenizers")
        try:
            self._tokenizer = tokenizers.Tokenizer.from_file(str(path))
        except Exception as error:  # the library raises no narrower type
            raise ModelDamaged(model=model, file=path.name) from error

    def split(self, text: str) -> list[str]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).tokens)

    def join(self, pieces: Sequence[str]) -> str:
        numbers = [self._tokenizer.token_to_id(piece) for piece in pieces]
        return str(self._tokenizer.decode([number for number in numbers if number is not None]))


def pieces_of(model: TranslationModel) -> Pieces:
    """Raises ModelDamaged."""
    if model.kind == "opus-mt":
        return SentencePieces(model.name, model.folder / "source.spm", model.folder / "target.spm")
    if (model.folder / "tokenizer.json").is_file():
        return TokenizerPieces(model.name, model.folder / "tokenizer.json")
    path = model.folder / "sentencepiece.bpe.model"
    return SentencePieces(model.name, path, path)


def _loaded(sentencepiece: Any, model: str, path: Path) -> Any:
    try:
        return sentencepiece.SentencePieceProcessor(model_file=str(path))
    except (RuntimeError, OSError) as error:
        raise ModelDamaged(model=model, file=path.name) from error
