"""Recognition by any server with `/v1/audio/transcriptions`. Source: OpenAI's API reference, "Create transcription".

Asks for words with times; servers that give only segments, or only text, are understood too: their words are spread
over the time that is known.
"""

from __future__ import annotations

import io
import math
import wave
from collections.abc import Iterator, Sequence
from typing import Any, cast

from visio_speech.audio import SAMPLE_RATE, Pcm, to_pcm16
from visio_speech.errors import EngineConfused, OptionInvalid
from visio_speech.openai import OpenAiServer
from visio_speech.options import SpeechOptions
from visio_speech.packing import Packed, windows
from visio_speech.transcribe import guards
from visio_speech.transcribe.base import EngineInfo, Progress
from visio_speech.words import Segment, Word

_LONGEST = 30.0
_MOST_ENTRIES = 5_000
_LONGEST_PROMPT = 500  # characters; names take a token for each two or three
# Whisper servers name the language in English where others give its code.
_NAMES = {
    "english": "en",
    "french": "fr",
    "german": "de",
    "spanish": "es",
    "italian": "it",
    "portuguese": "pt",
    "dutch": "nl",
    "polish": "pl",
}


class Endpoint:
    """Transcriber over the server of the options. Raises OptionInvalid when they name none."""

    def __init__(self, options: SpeechOptions) -> None:
        if not options.endpoint:
            raise OptionInvalid(name="endpoint", reason="the engine openai needs the address of its server")
        self._model = options.endpoint_model or "whisper-1"
        self._server = OpenAiServer(options.endpoint, key=options.endpoint_key, timeout=options.endpoint_timeout)

    def info(self) -> EngineInfo:
        return EngineInfo("openai", self._model, device="server")

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
            answer = self._asked(window, language, hotwords)
            for segment in segments_from(answer, window.seconds, language or ""):
                if not guards.invented(segment.text, segment.words):
                    yield from window.restored(segment)
            if progress:
                progress(done / len(packed))

    def _asked(self, window: Packed, language: str | None, hotwords: Sequence[str]) -> Any:
        fields: dict[str, Any] = {
            "model": self._model,
            "response_format": "verbose_json",
            "timestamp_granularities[]": ["word", "segment"],
            "temperature": "0",
        }
        if language:
            fields["language"] = language
        if hotwords:
            fields["prompt"] = prompt(hotwords)
        file = ("speech.wav", wave_file(window.pcm), "audio/wav")
        return self._server.post_file("audio/transcriptions", file=file, fields=fields)


def prompt(words: Sequence[str]) -> str:
    """Words to expect, which come in the order of their weight, with the weightiest last.

    Servers read the last 224 tokens of a prompt and forget what stands before, so no more is sent than fits.
    """
    kept: list[str] = []
    length = 0
    for word in words:
        length += len(word) + len(", ")
        if length > _LONGEST_PROMPT:
            break
        kept.insert(0, word)
    return ", ".join(kept)


def wave_file(pcm: Pcm) -> bytes:
    """A WAV file of 16-bit samples."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(to_pcm16(pcm))
    return out.getvalue()


def segments_from(answer: Any, seconds: float, language: str) -> list[Segment]:
    """Segments of one answer, with times kept inside 0 to `seconds` and in order. Raises EngineConfused."""
    if not isinstance(answer, dict) or not isinstance(answer.get("text"), str):  # pyright: ignore[reportUnknownMemberType]
        raise EngineConfused(reason="it has no text")
    fields = cast(dict[str, Any], answer)
    spoken = language or _language(fields.get("language"))
    words = _words(fields.get("words"), seconds)
    found: list[Segment] = []
    for entry in _entries(fields.get("segments"), "segments"):
        start, end = _times(entry, seconds)
        text = str(entry.get("text", "")).strip()
        own = tuple(word for word in words if start <= (word.start + word.end) / 2 < max(end, start + 0.01))
        if text:
            found.append(_segment(start, end, text, own, spoken))
    if found:
        return sorted(found, key=lambda segment: segment.start)
    text = fields["text"].strip()
    return [_segment(0.0, seconds, text, tuple(words), spoken)] if text else []


def _segment(start: float, end: float, text: str, words: tuple[Word, ...], language: str) -> Segment:
    if not words:
        written = text.split()
        step = (end - start) / len(written)
        words = tuple(Word(start + n * step, start + (n + 1) * step, word) for n, word in enumerate(written))
    return Segment(words[0].start, words[-1].end, text, words, language)


def _words(entries: Any, seconds: float) -> list[Word]:
    words: list[Word] = []
    for entry in _entries(entries, "words"):
        start, end = _times(entry, seconds)
        text = str(entry.get("word", "")).strip()
        if text:
            words.append(Word(max(start, words[-1].start if words else 0.0), end, text))
    return [Word(word.start, max(word.start, word.end), word.text) for word in words]


def _entries(value: Any, name: str) -> list[dict[str, Any]]:
    if value is None:
        return []
    if not isinstance(value, list) or len(cast(list[Any], value)) > _MOST_ENTRIES:
        raise EngineConfused(reason=f"{name} is not a list")
    entries = cast(list[Any], value)
    if not all(isinstance(entry, dict) for entry in entries):
        raise EngineConfused(reason=f"{name} holds something else than objects")
    return cast(list[dict[str, Any]], entries)


def _times(entry: dict[str, Any], seconds: float) -> tuple[float, float]:
    start, end = entry.get("start"), entry.get("end")
    for value in (start, end):
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise EngineConfused(reason="a time is not a number")
    first = min(max(float(cast(float, start)), 0.0), seconds)
    return first, min(max(float(cast(float, end)), first), seconds)


def _language(value: Any) -> str:
    name = value.lower() if isinstance(value, str) else ""
    return _NAMES.get(name, name if len(name) == 2 else "")
