"""Translation on this machine's processor: CTranslate2 models of the kinds that `folder` knows.

What each kind wants around the pieces of a text is CTranslate2's guide, "Transformers": the language tokens of M2M100
and NLLB stand before the source, and the target begins with its own.
"""

from __future__ import annotations

import asyncio
import importlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol, cast

from visio_speech.caption.translate.base import LONGEST_TEXT
from visio_speech.caption.translate.folder import TranslationModel, check, find
from visio_speech.caption.translate.pieces import Pieces, pieces_of
from visio_speech.errors import EngineConfused, LanguageUnknown, ModelDamaged

END: Final = "</s>"
_MARKS: Final = frozenset({END, "<s>", "<unk>", "<pad>"})
BEAM: Final = 2
_SENTENCE: Final = re.compile(r"(?<=[.!?…。！？])\s+")
# In pieces: these models know 512 places, and the language and the end of the sentence take some.
_LONGEST_SENTENCE: Final = 400
_LONGEST_TARGET: Final = 500


class Engine(Protocol):
    """What is used of `ctranslate2.Translator`."""

    def translate_batch(self, source: list[list[str]], **options: Any) -> Sequence[Any]: ...


@dataclass(frozen=True)
class Loaded:
    """A model with its engine, which takes one text at a time."""

    model: TranslationModel
    pieces: Pieces
    engine: Engine

    def translate(self, text: str, source: str, target: str) -> str:
        """Takes a tenth of a second or more. Raises EngineConfused."""
        source_token, target_token = self.model.sources[source], self.model.targets[target]
        end = [] if self.model.adds_end else [END]
        sentences = [self.pieces.split(sentence)[:_LONGEST_SENTENCE] for sentence in _SENTENCE.split(text.strip())]
        batch = [[source_token] * bool(source_token) + sentence + end for sentence in sentences if sentence]
        if not batch:
            raise EngineConfused(reason="there is nothing to translate")
        try:
            results = self.engine.translate_batch(
                batch,
                target_prefix=[[target_token]] * len(batch) if target_token else None,
                beam_size=BEAM,
                # A model that does not find its end would else repeat itself for long.
                max_decoding_length=min(2 * max(map(len, batch)) + 20, _LONGEST_TARGET),
            )
        except (RuntimeError, ValueError) as error:
            raise EngineConfused(reason="the model failed") from error
        words = [self._words(cast(list[str], result.hypotheses[0]), target_token) for result in results]
        translated = " ".join(" ".join(words).split())[:LONGEST_TEXT]
        if not translated:
            raise EngineConfused(reason="it has no words")
        return translated

    def _words(self, pieces: list[str], target_token: str) -> str:
        return self.pieces.join([piece for piece in pieces if piece not in _MARKS and piece != target_token])


class ModelTranslator:
    """A Translator."""

    at_once = 1

    def __init__(self, loaded: Sequence[Loaded]) -> None:
        self._loaded = tuple(loaded)
        self.name = "+".join(one.model.name for one in loaded)
        self._turn = asyncio.Lock()
        self._working: asyncio.Future[str] | None = None

    @classmethod
    def load(cls, folder: Path) -> ModelTranslator:
        """Checks and loads the models of a folder. Raises ModelMissing, ModelDamaged, EngineNotInstalled."""
        return cls([_loaded(model) for model in find(folder)])

    async def translate(self, text: str, *, source: str, target: str) -> str:
        one = next((each for each in self._loaded if each.model.takes(source, target)), None)
        if one is None:
            raise LanguageUnknown(source=source, target=target)
        async with self._turn:
            # Of a text that was called off the processor is still busy with: work does not pile up behind it.
            await self.close()
            self._working = asyncio.ensure_future(asyncio.to_thread(one.translate, text, source, target))
            return await asyncio.shield(self._working)

    async def close(self) -> None:
        """Waits for the text that is being translated."""
        if self._working is not None:
            await asyncio.wait({self._working})
            if not self._working.cancelled():
                self._working.exception()  # asked for by nobody any more
            self._working = None


def _loaded(model: TranslationModel) -> Loaded:
    check(model)
    ctranslate2 = importlib.import_module("ctranslate2")
    try:
        engine = ctranslate2.Translator(
            str(model.folder), device="cpu", compute_type="int8", inter_threads=1, intra_threads=1
        )
    except (RuntimeError, ValueError) as error:
        raise ModelDamaged(model=model.name, file="model.bin") from error
    return Loaded(model, pieces_of(model), cast(Engine, engine))
