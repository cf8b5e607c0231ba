"""Transcripts by Whisper: the embedded base model, or any folder in CTranslate2's format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from visio_speech.audio import SAMPLE_RATE, Pcm, samples
from visio_speech.packing import Packed, windows
from visio_speech.transcribe import guards
from visio_speech.transcribe.base import EngineInfo, Progress
from visio_speech.transcribe.whisper_model import WINDOW, Decoded, Encoded, WhisperModel
from visio_speech.words import Segment

# A second below the model's window, so that padding always follows the last word.
_LONGEST = 29.0
# The encoder needs silence behind the speech; 6 s give the text of the full window for less work.
_ROOM = 6.0
# Text before an inner pause may be all that is decoded at once: then the rest is decoded again from there.
_UNHEARD = 0.8
_MOST_ROUNDS = 4
_SURE_OF_LANGUAGE = 0.6


class Whisper:
    """Transcriber over a loaded model."""

    def __init__(self, model: WhisperModel, *, beam: int = 1) -> None:
        self._model = model
        self._beam = beam

    def info(self) -> EngineInfo:
        files = self._model.files
        return EngineInfo("whisper", files.name, files.digest, files.licence, self._model.languages)

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
        heard: Counter[str] = Counter()
        for done, window in enumerate(packed, start=1):
            for segment in self._window(window, language, heard, hotwords):
                yield from window.restored(segment)
            if progress:
                progress(done / len(packed))

    def _window(
        self, window: Packed, language: str | None, heard: Counter[str], hotwords: Sequence[str]
    ) -> Iterator[Segment]:
        """Segments in seconds of the packed window, decoded until its end was heard."""
        start = 0.0
        for _ in range(_MOST_ROUNDS):
            pcm = window.pcm[samples(start) :]
            seconds = len(pcm) / SAMPLE_RATE
            encoded = self._model.encode(pcm, window=min(WINDOW, seconds + _ROOM))
            spoken = self._language(encoded, language, heard)
            decoded = self._decoded(encoded, spoken, hotwords)
            if decoded is None:
                return
            yield from (segment.shifted(start) for segment in self._segments(encoded, decoded))
            closed = decoded.closed
            if closed is None or closed < _UNHEARD or not _speech_after(window, start + closed):
                return
            start += closed

    def _language(self, encoded: Encoded, language: str | None, heard: Counter[str]) -> str:
        """The language that was asked for, or that is heard; where that is unclear, the one most heard before."""
        if language in self._model.languages:
            return str(language)
        found, probability = self._model.language(encoded)[0]
        if probability < _SURE_OF_LANGUAGE and heard:
            return heard.most_common(1)[0][0]
        heard[found] += 1
        return found

    def _decoded(self, encoded: Encoded, language: str, hotwords: Sequence[str]) -> Decoded | None:
        """The most trustworthy of up to three ways to decode, or None when nobody seems to speak."""
        second_best: list[Decoded] = []
        for words, beam, repeat_at_most in ((hotwords, self._beam, 0), ((), 5, 0), ((), 5, 4)):
            decoded = self._model.decode(
                encoded, language=language, hotwords=words, beam=beam, repeat_at_most=repeat_at_most
            )
            if guards.nobody_spoke(decoded.mean_log_prob, decoded.no_speech):
                return None
            if not guards.repeats_itself(decoded.text) and not guards.unsure(decoded.mean_log_prob):
                return decoded
            if not guards.loops(decoded.text):
                second_best.append(decoded)
        return max(second_best, key=lambda decoded: decoded.mean_log_prob, default=None)

    def _segments(self, encoded: Encoded, decoded: Decoded) -> Iterator[Segment]:
        for stretch, words in zip(decoded.stretches, self._model.words(encoded, decoded), strict=True):
            text = self._model.tokens.text(stretch.tokens).strip()
            if not words or guards.invented(text, words, no_speech=decoded.no_speech):
                continue
            start, end = words[0].start, words[-1].end
            yield Segment(start, end, text, tuple(words), decoded.language, decoded.no_speech)


def _speech_after(window: Packed, at: float) -> bool:
    return sum(max(0.0, end - max(start, at)) for start, end in window.spans()) > _UNHEARD
