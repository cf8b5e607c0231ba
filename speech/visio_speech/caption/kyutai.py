"""Captions by Kyutai's moshi-server, with a model such as stt-1b-en_fr on a GPU.

WebSocket `/api/asr-streaming`, MessagePack maps with `type`. To the server: `Audio` {pcm: 1920 floats, which are 80 ms
at 24 kHz}, `Marker` {id}. From it: `Ready`, `Word` {text, start_time}, `EndWord` {stop_time}, `Step` {step_idx, prs,
buffered_pcm}, `Marker` {id}, `Error` {message}. Words are final as they come. `prs` are four estimates that the speaker
has paused, looking 0.5, 1, 2 and 3 s ahead. A marker comes back when everything before it was recognised, which takes
more sound: silence follows it. Source: kyutai-labs/moshi, rust/moshi-server/src/asr.rs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import count
from typing import Any, Final, cast

import numpy as np

from visio_speech.audio import Pcm, from_pcm16
from visio_speech.caption.base import CaptionEvent
from visio_speech.caption.msgpack import pack, unpack
from visio_speech.caption.options import CaptionOptions
from visio_speech.caption.remote import Address, Message, RemoteCaptions, RemoteStream
from visio_speech.caption.upsample import RATE, Upsampler
from visio_speech.errors import EngineConfused, EngineUnreachable

PATH: Final = "/api/asr-streaming"
FRAME: Final = 1920
_PAUSE_HEAD: Final = 2
_PAUSED: Final = 0.5
LONGEST: Final = 12.0
"""Seconds after which a text becomes final without a pause."""
# The model answers half a second behind: this much silence brings the marker back.
_SILENT_FRAMES: Final = 25
_MOST_MARKS: Final = 1000
_GAP: Final = 0.1
# A gap in the sound is sent as at most this much silence.
_LONGEST_GAP: Final = 1.0


class KyutaiExchange:
    """An Exchange."""

    def __init__(self, numbers: Iterator[int]) -> None:
        self._numbers = numbers
        self._upsampler = Upsampler()
        self._rest: Pcm = np.zeros(0, dtype=np.float32)
        self._sent = 0.0
        """Seconds of sound given to the server, those that wait in `_rest` with them."""
        self._marks: deque[tuple[float, float]] = deque(maxlen=_MOST_MARKS)
        """Seconds of the server's line, and of ours at that place."""
        self._end: float | None = None
        self._marker = 0
        self._owed: set[int] = set()
        self._words: list[str] = []
        self._open = 0
        self._start = self._stop = 0.0

    @property
    def settled(self) -> bool:
        return not self._owed

    def opening(self) -> list[Message]:
        return []

    def sound(self, pcm16: bytes, at: float) -> list[Message]:
        silence = 0.0 if self._end is None else at - self._end
        messages = self._audio(np.zeros(int(min(silence, _LONGEST_GAP) * 16_000), np.float32)) if silence > _GAP else []
        self._marks.append((self._sent, at))
        self._end = at + len(pcm16) / 32_000
        return messages + self._audio(from_pcm16(pcm16))

    def flush(self) -> list[Message]:
        self._marker += 1
        self._owed.add(self._marker)
        silence = np.zeros(_SILENT_FRAMES * FRAME * 16_000 // RATE, dtype=np.float32)
        return [
            *self._audio(np.zeros(1280, np.float32)),
            pack({"type": "Marker", "id": self._marker}),
            *self._audio(silence),
        ]

    def received(self, message: Message) -> tuple[list[CaptionEvent], list[Message]]:
        if isinstance(message, str):
            raise EngineConfused(reason="a message of text")
        body: dict[str, Any] = unpack(message)
        match body["type"]:
            case "Word":
                return self._word(str(body["text"]), float(body["start_time"])), []
            case "EndWord":
                self._stop = self._ours(float(body["stop_time"]))
                return [], []
            case "Step":
                return (self._final() if _paused(body) else []), []
            case "Marker":
                self._owed.discard(int(body["id"]))
                return (self._final() if not self._owed else []), []
            case "Error":
                raise EngineUnreachable
            case _:
                return [], []

    def abandoned(self) -> list[CaptionEvent]:
        self._owed.clear()
        return self._final()

    def _word(self, text: str, start: float) -> list[CaptionEvent]:
        at = self._ours(start)
        events = self._final() if self._words and at - self._start > LONGEST else []
        if not self._words:
            self._open, self._start = next(self._numbers), at
        self._words.append(text.strip())
        self._stop = max(self._stop, at)
        return [*events, self._event("interim")]

    def _final(self) -> list[CaptionEvent]:
        if not self._words:
            return []
        event = self._event("final")
        self._words = []
        return [event]

    def _event(self, kind: Any) -> CaptionEvent:
        text = " ".join(word for word in self._words if word)
        return CaptionEvent(self._open, kind, self._start, max(self._start, self._stop), text, len(text))

    def _audio(self, pcm: Pcm) -> list[Message]:
        self._sent += len(pcm) / 16_000
        self._rest = np.concatenate([self._rest, self._upsampler.push(pcm)])
        frames = [self._rest[first : first + FRAME] for first in range(0, len(self._rest) - FRAME + 1, FRAME)]
        self._rest = self._rest[len(frames) * FRAME :]
        return [pack({"type": "Audio", "pcm": frame}) for frame in frames]

    def _ours(self, seconds: float) -> float:
        """A time of the server's line on ours."""
        place = next(((sent, at) for sent, at in reversed(self._marks) if sent <= seconds), (0.0, 0.0))
        return place[1] + seconds - place[0]


def _paused(step: dict[str, Any]) -> bool:
    estimates = cast("list[float]", step.get("prs") or [])
    return len(estimates) > _PAUSE_HEAD and float(estimates[_PAUSE_HEAD]) > _PAUSED


class KyutaiCaptions(RemoteCaptions):
    """A CaptionEngine."""

    def __init__(self, options: CaptionOptions, *, answer_within: float = 10.0) -> None:
        headers = {"kyutai-api-key": options.key} if options.key else {}
        super().__init__(
            f"kyutai {options.endpoint_model}".strip(),
            Address(options.endpoint + PATH, headers),
            answer_within=answer_within,
        )

    async def open(self, *, language: str | None) -> RemoteStream:
        """The model finds the language out by itself."""
        numbers = count(1)
        return self.stream(lambda: KyutaiExchange(numbers))
