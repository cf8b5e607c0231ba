"""Parakeet TDT 0.6b v3 (25 European languages) through onnx-asr, from a folder of its ONNX files.

The model takes no language: it writes what it hears. The language of a segment is therefore the one that was asked for.
Weights: CC-BY-4.0, NVIDIA.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from visio_speech import weights
from visio_speech.audio import SAMPLE_RATE, Pcm
from visio_speech.errors import EngineNotInstalled, ModelDamaged
from visio_speech.packing import windows
from visio_speech.transcribe import guards
from visio_speech.transcribe.base import EngineInfo, Progress
from visio_speech.words import Segment, Word

_LONGEST = 28.0
_LAST_WORD = 0.3  # seconds: the model tells where a word begins, so the last one is given this length
_LONGEST_WORD = 1.0
_LANGUAGES = "bg cs da de el en es et fi fr hr hu it lt lv mt nl pl pt ro ru sk sl sv uk"


def load(folder: Path, *, threads: int) -> Parakeet:
    """Raises EngineNotInstalled, ModelMissing, ModelDamaged."""
    if importlib.util.find_spec("onnx_asr") is None:
        raise EngineNotInstalled(engine="parakeet", package="onnx-asr")
    digest = weights.folder_digest(folder)
    onnxruntime = importlib.import_module("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    kind = "int8" if any(folder.glob("encoder-model.int8.onnx")) else None
    try:
        model = importlib.import_module("onnx_asr").load_model(
            "nemo-conformer-tdt", folder, quantization=kind, sess_options=options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # whatever the libraries raise about files: the folder cannot be used
        raise ModelDamaged(model=folder.name, file="*.onnx") from error
    return Parakeet(model.with_timestamps(), folder.name, digest)


class Parakeet:
    """Transcriber over a loaded model whose `recognize` gives tokens with times."""

    def __init__(self, model: Any, name: str, digest: str) -> None:
        self._model = model
        self._info = EngineInfo("parakeet", name, digest, "CC-BY-4.0", tuple(_LANGUAGES.split()))

    def info(self) -> EngineInfo:
        return self._info

    def transcribe(
        self,
        pcm: Pcm,
        *,
        language: str | None,
        hotwords: Sequence[str] = (),
        clips: Sequence[tuple[float, float]] | None = None,
        progress: Progress | None = None,
    ) -> Iterator[Segment]:
        packed = list(windows(pcm, clips, longest=_LONGEST))
        for done, window in enumerate(packed, start=1):
            result = self._model.recognize(window.pcm, sample_rate=SAMPLE_RATE)
            words = words_from(list(result.tokens or []), list(result.timestamps or []), window.seconds)
            if words and not guards.invented(str(result.text), words):
                segment = Segment(words[0].start, words[-1].end, str(result.text).strip(), tuple(words), language or "")
                yield from window.restored(segment)
            if progress:
                progress(done / len(packed))


def words_from(tokens: Sequence[str], begins: Sequence[float], seconds: float) -> list[Word]:
    """Words out of sentence pieces; a piece with a space before it begins a word. Times never fall or pass the end."""
    words: list[Word] = []
    for token, at in zip(tokens, begins, strict=False):
        start = min(max(float(at), words[-1].start if words else 0.0), seconds)
        if words and not token.startswith((" ", "▁")):
            before = words.pop()
            words.append(Word(before.start, max(start, before.start), before.text + token))
        elif token.strip(" ▁"):
            words.append(Word(start, start, token.strip(" ▁")))
    ends = [word.start for word in words[1:]] + [seconds] * bool(words)
    return [
        Word(word.start, min(end, max(word.end + _LAST_WORD, word.start), word.start + _LONGEST_WORD), word.text)
        for word, end in zip(words, ends, strict=True)
    ]
