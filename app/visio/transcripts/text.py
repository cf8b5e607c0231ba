"""A transcript as values, without rows: what corrections work on and exports are made from."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Word:
    """One word with its punctuation, without spaces. Times in seconds on the line of the recording.

    `probability` is the recogniser's own, 0 to 1; None where a person wrote the word or the engine gave none.
    """

    start: float
    end: float
    text: str
    probability: float | None = None


@dataclass(frozen=True)
class Speaker:
    """A voice. `participant` is None where nobody could be told, as in an imported file."""

    id: str
    participant: str | None
    name: str


@dataclass(frozen=True)
class Turn:
    """What one speaker said without anybody else between. `number` counts from 0 in order of time."""

    number: int
    speaker: Speaker
    start: float
    end: float
    language: str
    edited: bool
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True)
class Statement:
    """A sentence of the minutes, the time in seconds that it stands on, and of a task who does it until when, or ""."""

    text: str
    at: float
    who: str = ""
    due: str = ""


@dataclass(frozen=True)
class MinutesText:
    """Minutes drafted from a transcript; `outdated` when its text was changed since."""

    summary: Sequence[Statement]
    decisions: Sequence[Statement]
    tasks: Sequence[Statement]
    outdated: bool = False


@dataclass(frozen=True)
class Text:
    """A whole transcript with what its exports tell about it."""

    title: str
    started_at: datetime
    language: str
    engine: str
    model_digest: str
    reviewed: bool
    version: int
    speakers: Sequence[Speaker]
    turns: Sequence[Turn]
    minutes: MinutesText | None = None


# Zl and Zp would break the lines of subtitle files; format characters that turn the direction of text hide what is
# written. U+200D and U+200C stay: scripts need them.
_LINE_BREAKS = frozenset(("Zl", "Zp", "Cc"))
_DROPPED = frozenset(("Cs", "Cn", "Co"))
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\ufeff")


def one_line(written: str) -> str:
    """Text of people on one line, in NFC: breaks and control characters become spaces, spaces are single."""
    kept: list[str] = []
    for letter in unicodedata.normalize("NFC", written):
        category = unicodedata.category(letter)
        if category in _LINE_BREAKS:
            kept.append(" ")
        elif category not in _DROPPED and letter not in _TURNING:
            kept.append(letter)
    return " ".join("".join(kept).split())


def folded(written: str) -> str:
    """For searching: without case, accents and ligatures."""
    plain = unicodedata.normalize("NFKD", one_line(written).casefold())
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())
