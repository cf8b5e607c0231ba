"""What recognition gives, as values. All times are seconds; the time line is the caller's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """One word as it is written, with the punctuation that belongs to it and without spaces around it.

    `prob` is the recogniser's own probability, 0 to 1, or None when the engine gives none.
    """

    start: float
    end: float
    text: str
    prob: float | None = None

    def shifted(self, by: float) -> Word:
        return Word(self.start + by, self.end + by, self.text, self.prob)


@dataclass(frozen=True)
class Segment:
    """A stretch of speech of one voice. `words` lie inside it and may be empty when the engine gives no word times."""

    start: float
    end: float
    text: str
    words: tuple[Word, ...] = ()
    language: str = ""
    no_speech: float | None = None

    def shifted(self, by: float) -> Segment:
        words = tuple(word.shifted(by) for word in self.words)
        return Segment(self.start + by, self.end + by, self.text, words, self.language, self.no_speech)


@dataclass(frozen=True)
class Turn:
    """From `start` to `end` this speaker was heard. `speaker` is a label of the diarizer: "1", "2" and so on."""

    start: float
    end: float
    speaker: str
    confidence: float | None = None

    def overlap(self, start: float, end: float) -> float:
        """Seconds that this turn has in common with `start` to `end`."""
        return max(0.0, min(self.end, end) - max(self.start, start))
