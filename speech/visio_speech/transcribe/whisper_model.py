"""One loaded Whisper model: sound to states, states to text with times. Used for transcripts and for captions.

CTranslate2 does the arithmetic. Nothing here decides what is worth hearing or keeping.
"""

from __future__ import annotations

import importlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from visio_speech.audio import SAMPLE_RATE, Pcm, samples
from visio_speech.errors import ModelDamaged
from visio_speech.transcribe.mel import HOP, log_mel
from visio_speech.transcribe.whisper_tokens import TIME_STEP, WhisperTokens
from visio_speech.weights import ModelFiles
from visio_speech.words import Word

WINDOW = 30.0
"""Seconds that the encoder was trained on, and the most it takes."""
_LONGEST_PROMPT = 223  # half of the decoder's 448 positions, less the token before it
_LONGEST_TEXT = 448


@dataclass(frozen=True)
class Encoded:
    """States of one window. `seconds` is the sound in it, without the padding."""

    states: Any
    seconds: float


@dataclass(frozen=True)
class Stretch:
    """What the model put between two of its timestamps, in seconds from the window's start."""

    start: float
    end: float
    tokens: tuple[int, ...]


@dataclass(frozen=True)
class Decoded:
    """`closed` is where the model's own last end timestamp lies, or None if its text ended without one.

    `mean_log_prob` is per token; `no_speech` the probability that nobody speaks.
    """

    text: str
    stretches: tuple[Stretch, ...]
    language: str
    mean_log_prob: float
    no_speech: float
    closed: float | None


class WhisperModel:
    """May be used from several threads; calls then take turns."""

    def __init__(self, files: ModelFiles, *, threads: int = 2) -> None:
        """Load it. Raises ModelDamaged when the weights cannot be used."""
        ctranslate2 = importlib.import_module("ctranslate2")
        self.files = files
        self.tokens = WhisperTokens(files.read("tokenizer.json"))
        contents = {name: io.BytesIO(files.read(name)) for name in files.files if name != "tokenizer.json"}
        try:
            self._model = ctranslate2.models.Whisper(
                files.name, device="cpu", compute_type="int8", intra_threads=threads, files=contents
            )
        except (RuntimeError, ValueError) as error:
            raise ModelDamaged(model=files.name, file="model.bin") from error
        self._view = ctranslate2.StorageView
        self._bands = _bands(files)
        self.languages = self.tokens.languages() if self._model.is_multilingual else ("en",)

    def encode(self, pcm: Pcm, *, window: float = WINDOW) -> Encoded:
        """States of `pcm`, padded with silence to `window` seconds.

        A window below 30 s costs less and is a little less exact; it must leave some seconds of silence after the
        speech (6 s lose next to nothing, 1 s loses half the words).
        """
        length = min(samples(window), samples(WINDOW))
        heard = pcm[:length]
        padded = np.zeros(length, dtype=np.float32)
        padded[: len(heard)] = heard
        features = log_mel(padded, bands=self._bands)[np.newaxis]
        states = self._model.encode(self._view.from_array(np.ascontiguousarray(features)))
        return Encoded(states, len(heard) / SAMPLE_RATE)

    def language(self, encoded: Encoded) -> list[tuple[str, float]]:
        """Languages with their probabilities, the likeliest first."""
        if not self._model.is_multilingual:
            return [("en", 1.0)]
        answer = cast(list[tuple[str, float]], self._model.detect_language(encoded.states)[0])
        return [(token[2:-2], probability) for token, probability in answer]

    def decode(
        self,
        encoded: Encoded,
        *,
        language: str,
        hotwords: Sequence[str] = (),
        beam: int = 1,
        repeat_at_most: int = 0,
        longest: int = _LONGEST_TEXT,
    ) -> Decoded:
        """The text of one window. `repeat_at_most` forbids the same run of that many tokens twice; 0 allows it."""
        prompt = self._prompt(language, hotwords)
        result = self._model.generate(
            encoded.states,
            [prompt],
            beam_size=beam,
            max_length=min(_LONGEST_TEXT, len(prompt) + longest),
            return_scores=True,
            return_no_speech_prob=True,
            no_repeat_ngram_size=repeat_at_most,
        )[0]
        tokens: list[int] = result.sequences_ids[0]
        stretches, closed = self._stretches(tokens, encoded.seconds)
        return Decoded(
            text=self.tokens.text(tokens).strip(),
            stretches=stretches,
            language=language,
            mean_log_prob=float(result.scores[0]) * len(tokens) / (len(tokens) + 1),
            no_speech=float(result.no_speech_prob),
            closed=closed,
        )

    def words(self, encoded: Encoded, decoded: Decoded) -> list[list[Word]]:
        """Words with times for each stretch, in seconds from the window's start."""
        tokens = [token for stretch in decoded.stretches for token in stretch.tokens]
        if not tokens:
            return [[] for _ in decoded.stretches]
        frames = max(2, round(encoded.seconds * SAMPLE_RATE / HOP))
        start = self._start(decoded.language)
        aligned = self._model.align(encoded.states, start, [tokens], frames)[0]
        begins = _token_times(aligned.alignments, len(tokens))
        return self._timed(decoded, begins, list(aligned.text_token_probs), encoded.seconds)

    def _timed(
        self, decoded: Decoded, begins: Sequence[float], probabilities: Sequence[float], most: float
    ) -> list[list[Word]]:
        out: list[list[Word]] = []
        offset = 0
        for stretch in decoded.stretches:
            words: list[Word] = []
            for written in self.tokens.words(stretch.tokens, decoded.language):
                first, last = offset + written.first, offset + written.last
                start, end = min(begins[first], most), min(begins[last], most)
                inside = probabilities[first:last]
                prob = float(np.mean(inside)) if inside else None
                words.append(Word(start, max(start, end), written.text, prob))
            out.append(words)
            offset += len(stretch.tokens)
        return out

    def _start(self, language: str) -> list[int]:
        if not self._model.is_multilingual:
            return [self.tokens.start]
        number = self.tokens.language(language) or self.tokens.language("en")
        return [self.tokens.start, cast(int, number), self.tokens.transcribe]

    def _prompt(self, language: str, hotwords: Sequence[str]) -> list[int]:
        start = self._start(language)
        if not hotwords:
            return start
        before = self.tokens.encoded(" " + ", ".join(hotwords))[:_LONGEST_PROMPT]
        return [self.tokens.previous, *before, *start]

    def _stretches(self, tokens: Sequence[int], most: float) -> tuple[tuple[Stretch, ...], float | None]:
        """Text between timestamps. Text after the last timestamp reaches to the end of the sound."""
        out: list[Stretch] = []
        text: list[int] = []
        start, closed = 0.0, None
        for token in tokens:
            at = self.tokens.seconds(token)
            if at is None:
                if token < self.tokens.end:
                    text.append(token)
                continue
            at = min(at, most)
            if text:
                out.append(Stretch(start, max(start, at), tuple(text)))
                text, closed = [], at
            start = at
        if text:
            out.append(Stretch(min(start, most), most, tuple(text)))
            closed = None
        return tuple(out), closed


def _bands(files: ModelFiles) -> int:
    """Bands of the spectrogram that the model was trained with: large-v3 has 128 and says so beside the weights."""
    if "preprocessor_config.json" in files.files:
        return int(json.loads(files.read("preprocessor_config.json")).get("feature_size", 80))
    return 80


def _token_times(pairs: Sequence[tuple[int, int]], count: int) -> list[float]:
    """The time at which each token begins, and the end of the last one: `count` + 1 seconds, never falling.

    `pairs` is the path of dynamic time warping: (token, state of 20 ms).
    """
    times = [0.0] * (count + 1)
    seen = -1
    for token, state in pairs:
        if token > seen:
            for missed in range(seen + 1, min(token, count) + 1):
                times[missed] = state * TIME_STEP
            seen = token
    end = (pairs[-1][1] + 1) * TIME_STEP if pairs else 0.0
    for missed in range(max(seen + 1, 0), count + 1):
        times[missed] = end
    return times
