"""From probabilities to spans of speech: hysteresis, a pause that ends a span, padding."""

from __future__ import annotations

from visio_speech.activity.base import Span

# Silero's own advice: speech goes on until the probability is 0.15 below the threshold at which it began.
_HYSTERESIS = 0.15
_SHORTEST_SPEECH = 0.2
_PAUSE_THAT_ENDS = 0.3
# Onsets are quiet and come before the model is sure; without padding first consonants are cut off.
_PAD = 0.15


class SpanBuilder:
    """Fed frame by frame in order of time. Holds only what it found, so a track may have any length."""

    def __init__(self, *, threshold: float) -> None:
        self._begin, self._end = threshold, threshold - _HYSTERESIS
        self._spans: list[Span] = []
        self._started: float | None = None
        self._last_speech = 0.0

    def add(self, at: float, length: float, probability: float) -> None:
        if self._started is None:
            if probability >= self._begin:
                self._started, self._last_speech = at, at + length
        elif probability >= self._end:
            self._last_speech = at + length
        elif at + length - self._last_speech >= _PAUSE_THAT_ENDS:
            self.close()

    def close(self) -> None:
        """End the span that is open, as at the end of the track or before a gap."""
        if self._started is not None and self._last_speech - self._started >= _SHORTEST_SPEECH:
            self._spans.append((self._started, self._last_speech))
        self._started = None

    def finished(self) -> list[Span]:
        self.close()
        return joined([(max(0.0, start - _PAD), end + _PAD) for start, end in self._spans])


def joined(spans: list[Span], *, gap: float = 0.0) -> list[Span]:
    """Spans in order of start, those that touch or lie within `gap` made one."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start - out[-1][1] <= gap:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out
