"""Captions by Whisper on this machine: the model in the box, or any folder in CTranslate2's format.

The encoder is not run on 30 s of padding but on the utterance and 6 s: a fifth of the work, at the price of one point
of word error rate.
"""

from __future__ import annotations

import time
from typing import Final

from visio_speech import weights
from visio_speech.activity.silero import Silero
from visio_speech.audio import SAMPLE_RATE, samples
from visio_speech.caption.embedded import EmbeddedCaptions, Heard
from visio_speech.caption.options import CaptionOptions
from visio_speech.caption.utterances import Take
from visio_speech.transcribe import guards
from visio_speech.transcribe.whisper_model import WINDOW, WhisperModel

_ROOM: Final = 6.0
# Text before an inner pause may be all that is decoded at once: what was said after it is decoded again from there.
_UNHEARD: Final = 0.8
_MOST_ROUNDS: Final = 3
# Fast speech has six words of two tokens each second; a decoder that goes on longer is in a loop.
_TOKENS_PER_SECOND: Final = 14
_TOKENS_BESIDE: Final = 16
_THREADS_PER_WORKER: Final = 2


class WhisperCaptions(EmbeddedCaptions):
    """A CaptionEngine."""

    @classmethod
    def load(cls, options: CaptionOptions) -> WhisperCaptions:
        """Loads a model for each two threads, and the detector. Raises ModelMissing, ModelDamaged."""
        files = weights.whisper_folder(options.model) if options.model else weights.embedded_whisper()
        workers = max(1, options.threads // _THREADS_PER_WORKER)
        threads = min(options.threads, _THREADS_PER_WORKER)
        silero = Silero()
        models = [WhisperModel(files, threads=threads) for _ in range(workers)]
        return cls(files.name, [WhisperRecogniser(model) for model in models], silero.stream, time.monotonic)


class WhisperRecogniser:
    """A Recogniser."""

    def __init__(self, model: WhisperModel) -> None:
        self._model = model

    def hear(self, take: Take, language: str | None) -> Heard:
        spoken = language if language in self._model.languages else None
        texts: list[str] = []
        start = 0.0
        for _ in range(_MOST_ROUNDS if take.whole else 1):
            pcm = take.pcm[samples(start) :]
            seconds = len(pcm) / SAMPLE_RATE
            encoded = self._model.encode(pcm, window=min(WINDOW, seconds + _ROOM))
            spoken = spoken or self._model.language(encoded)[0][0]
            longest = int(seconds * _TOKENS_PER_SECOND) + _TOKENS_BESIDE
            decoded = self._model.decode(encoded, language=spoken, longest=longest)
            made_up = guards.repeats_itself(decoded.text) or guards.invented(decoded.text, ())
            if made_up or guards.nobody_spoke(decoded.mean_log_prob, decoded.no_speech):
                break
            texts.append(decoded.text)
            closed = decoded.closed
            if closed is None or closed < _UNHEARD or seconds - closed < _UNHEARD:
                break
            start += closed
            if take.speech_after(start) < _UNHEARD / 2:
                break
        return Heard(" ".join(text for text in texts if text), spoken or "")
