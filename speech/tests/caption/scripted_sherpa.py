"""What is used of `sherpa_onnx.OnlineRecognizer`, with ears that count seconds of speech."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from recognition_servers import LOUD, WORDS


@dataclass
class ScriptedStream:
    loud: int = 0
    quiet: int = 0
    fresh: bool = False

    def accept_waveform(self, rate: int, pcm: NDArray[np.float32]) -> None:
        assert rate == 16_000
        loud = int((np.abs(pcm) > LOUD).sum())
        self.loud += loud
        self.quiet = 0 if loud else self.quiet + len(pcm)
        self.fresh = True


class ScriptedRecognizer:
    def create_stream(self) -> ScriptedStream:
        return ScriptedStream()

    def is_ready(self, stream: ScriptedStream) -> bool:
        return stream.fresh

    def decode_stream(self, stream: ScriptedStream) -> None:
        stream.fresh = False

    def get_result(self, stream: ScriptedStream) -> str:
        return " ".join(WORDS[: max(1, round(stream.loud / 16_000))]) if stream.loud else ""

    def is_endpoint(self, stream: ScriptedStream) -> bool:
        return bool(stream.loud) and stream.quiet >= 0.6 * 16_000

    def reset(self, stream: ScriptedStream) -> None:
        stream.loud = stream.quiet = 0
