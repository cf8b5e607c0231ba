"""Silero VAD: the probability of speech for each 32 ms, carried on from block to block."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from visio_speech import weights
from visio_speech.activity.base import Span
from visio_speech.activity.spans import SpanBuilder
from visio_speech.audio import SAMPLE_RATE, Block, Pcm, blocks_of

FRAME = 512
"""Samples of one frame: 32 ms."""
_CONTEXT = 64
_STATE = (1, 1, 128)
# 16 s at once: the model's own loop runs inside the library, and memory stays flat.
_FRAMES_AT_ONCE = 512
# Blocks whose times differ by less belong together: clocks are rounded to samples on the way.
_JOIN = 0.02


class Session(Protocol):
    def run(self, outputs: list[str] | None, inputs: dict[str, Any]) -> list[Any]: ...


def session(name: str, *, threads: int = 1) -> Session:
    """An onnxruntime session on one of the bundled models. Raises ModelMissing, ModelDamaged."""
    path = weights.bundled(name)
    onnxruntime = importlib.import_module("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = 1
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    return cast(Session, onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"]))


class SileroStream:
    """One voice's stream. Give it samples as they come; it answers for each whole frame of 32 ms."""

    def __init__(self, model: Session) -> None:
        self._model = model
        self.reset()

    def reset(self) -> None:
        """Forget what was heard, as at the start."""
        self._hidden = np.zeros(_STATE, dtype=np.float32)
        self._cell = np.zeros(_STATE, dtype=np.float32)
        self._rest: Pcm = np.zeros(0, dtype=np.float32)
        self._context: Pcm = np.zeros(_CONTEXT, dtype=np.float32)

    def push(self, pcm: Pcm) -> NDArray[np.float32]:
        """Probabilities, 0 to 1, of the frames that are now complete; the samples left over wait for the next push."""
        self._rest = np.concatenate([self._rest, pcm.astype(np.float32, copy=False)])
        answers: list[NDArray[np.float32]] = []
        while len(self._rest) >= FRAME:
            count = min(len(self._rest) // FRAME, _FRAMES_AT_ONCE)
            answers.append(self._run(self._rest[: count * FRAME].reshape(count, FRAME)))
            self._rest = self._rest[count * FRAME :]
        return np.concatenate(answers) if answers else np.zeros(0, dtype=np.float32)

    def _run(self, frames: Pcm) -> NDArray[np.float32]:
        before = np.vstack([self._context[np.newaxis], frames[:-1, -_CONTEXT:]])
        inputs = {"input": np.concatenate([before, frames], axis=1), "h": self._hidden, "c": self._cell}
        probabilities, self._hidden, self._cell = self._model.run(["speech_probs", "hn", "cn"], inputs)
        self._context = frames[-1, -_CONTEXT:].copy()
        return np.asarray(probabilities, dtype=np.float32).reshape(-1)


class Silero:
    """Voice activity of whole tracks. `threshold` is the probability at which speech begins."""

    def __init__(self, *, threshold: float = 0.5) -> None:
        self._model = session("silero-vad")
        self._threshold = threshold

    def stream(self) -> SileroStream:
        """A stream that shares the loaded model; its state is its own."""
        return SileroStream(self._model)

    def segments(self, pcm: Pcm) -> list[Span]:
        return self.spans(blocks_of(pcm))

    def spans(self, blocks: Iterable[Block]) -> list[Span]:
        stream, found = self.stream(), SpanBuilder(threshold=self._threshold)
        at = end = 0.0
        started = False
        for block in blocks:
            if not started or abs(block.at - end) > _JOIN:
                found.close()
                stream.reset()
                at, started = block.at, True
            probabilities = stream.push(block.pcm)
            for probability in probabilities.tolist():
                found.add(at, FRAME / SAMPLE_RATE, probability)
                at += FRAME / SAMPLE_RATE
            end = block.end
        return found.finished()
