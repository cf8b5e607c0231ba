"""Captions by a server with a realtime protocol of OpenAI's kind as vLLM speaks it: Voxtral Realtime on a GPU.

WebSocket `/v1/realtime`, JSON with `type`. To the server: `session.update` {model}, `input_audio_buffer.commit` {final:
false} to begin, `input_audio_buffer.append` {audio: base64 of 16 kHz signed 16 bit}, `input_audio_buffer.commit`
{final: true} to end. From it: `session.created`, `transcription.delta` {delta}, `transcription.done` {text}, `error`
{error}. Source: vllm, entrypoints/openai/realtime. The server does not cut speech into utterances, so it is done here.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, Final

from visio_speech.activity.silero import Silero
from visio_speech.audio import from_pcm16, to_pcm16
from visio_speech.caption.base import CaptionEvent
from visio_speech.caption.options import CaptionOptions
from visio_speech.caption.remote import Address, Message, RemoteCaptions, RemoteStream
from visio_speech.caption.utterances import Activity, Take, Utterances
from visio_speech.errors import EngineConfused

PATH: Final = "/v1/realtime"
STEP: Final = 0.24
"""Seconds of speech between two messages with sound."""


class _Generation:
    """One utterance as the server hears it."""

    def __init__(self, number: int, start: float) -> None:
        self.number = number
        self.start = self.end = start
        self.text = ""
        self.samples = 0
        self.waiting: list[Message] = [_json(type="input_audio_buffer.commit", final=False)]

    def event(self, kind: Any) -> CaptionEvent:
        text = self.text.strip()
        return CaptionEvent(self.number, kind, self.start, self.end, text, len(text))


class RealtimeExchange:
    """An Exchange. The server makes one text at a time: the next utterance waits until the one before is done."""

    def __init__(self, activity: Activity, model: str, numbers: Iterator[int]) -> None:
        self._utterances = Utterances(activity, step=STEP)
        self._model = model
        self._numbers = numbers
        self._generations: list[_Generation] = []
        self._heard = 0

    @property
    def settled(self) -> bool:
        return not self._generations

    def opening(self) -> list[Message]:
        return [_json(type="session.update", model=self._model)]

    def sound(self, pcm16: bytes, at: float) -> list[Message]:
        return self._given(self._utterances.hear(from_pcm16(pcm16), at))

    def flush(self) -> list[Message]:
        return self._given(self._utterances.flush())

    def received(self, message: Message) -> tuple[list[CaptionEvent], list[Message]]:
        body: dict[str, Any] = json.loads(message)
        match body["type"]:
            case "transcription.delta" if self._generations:
                active = self._generations[0]
                active.text += str(body["delta"])
                return [active.event("interim")], []
            case "transcription.done" if self._generations:
                done = self._generations.pop(0)
                done.text = str(body["text"])
                return [done.event("final")], self._sendable()
            case "error":
                raise EngineConfused(reason=str(body.get("code") or "error")[:40])
            case _:
                return [], []

    def abandoned(self) -> list[CaptionEvent]:
        given_up, self._generations = self._generations, []
        return [generation.event("final") for generation in given_up]

    def _given(self, takes: list[Take]) -> list[Message]:
        for take in takes:
            if not self._generations or self._heard != take.utterance:
                self._heard = take.utterance
                self._generations.append(_Generation(next(self._numbers), take.start))
            generation = self._generations[-1]
            generation.end = take.end
            fresh = take.pcm[generation.samples :]
            if len(fresh):
                generation.samples = len(take.pcm)
                audio = base64.b64encode(to_pcm16(fresh)).decode()
                generation.waiting.append(_json(type="input_audio_buffer.append", audio=audio))
            if take.final:
                generation.waiting.append(_json(type="input_audio_buffer.commit", final=True))
        return self._sendable()

    def _sendable(self) -> list[Message]:
        if not self._generations:
            return []
        active = self._generations[0]
        messages, active.waiting = active.waiting, []
        return messages


class RealtimeCaptions(RemoteCaptions):
    """A CaptionEngine."""

    def __init__(
        self, options: CaptionOptions, *, activity: Callable[[], Activity] | None = None, answer_within: float = 10.0
    ) -> None:
        headers = {"Authorization": f"Bearer {options.key}"} if options.key else {}
        super().__init__(
            options.endpoint_model or "realtime", Address(options.endpoint + PATH, headers), answer_within=answer_within
        )
        self._activity = activity or Silero().stream
        self._model = options.endpoint_model

    async def open(self, *, language: str | None) -> RemoteStream:
        """The protocol has no place for the language: the model finds it out."""
        numbers = count(1)
        return self.stream(lambda: RealtimeExchange(self._activity(), self._model, numbers))


def _json(**fields: str | bool) -> str:
    return json.dumps(fields)
