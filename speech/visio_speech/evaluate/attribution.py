"""Of the words that were recognised, how many stand under the name of the one who said them?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from visio_speech.evaluate.synthetic import Utterance
from visio_speech.evaluate.text import normalized

# Word times are exact to about two tenths of a second; a whole one leaves no doubt which utterance is meant.
_AROUND = 1.0


@dataclass(frozen=True)
class Attribution:
    """`wrong` words were said by somebody else at that time; words that nobody said then are in neither count."""

    right: int
    wrong: int

    @property
    def share(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0


def attribution(truth: Sequence[Utterance], found: Iterable[tuple[str, float, str]]) -> Attribution:
    """`found` are (speaker, middle of the word in seconds, word)."""
    said = [(one, frozenset(normalized(one.text))) for one in truth]
    right = wrong = 0
    for speaker, at, text in found:
        near = [(one, words) for one, words in said if one.start - _AROUND <= at <= one.end + _AROUND]
        for word in normalized(text):
            speakers = {one.speaker for one, words in near if word in words}
            right += speaker in speakers
            wrong += bool(speakers) and speaker not in speakers
    return Attribution(right, wrong)
