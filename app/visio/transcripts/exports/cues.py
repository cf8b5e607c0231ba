"""Subtitles out of turns: short enough to be read, cut where people pause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from visio.transcripts.text import Text, Turn, Word, one_line

# Two lines of 42 characters and about 6 s are what subtitlers use (BBC and Netflix guides say 37 to 42 and 7 s).
MOST_LETTERS = 84
MOST_SECONDS = 6.0
# A pause after which what follows is something new.
PAUSE_SECONDS = 0.8
SHORTEST_SECONDS = 0.5


@dataclass(frozen=True)
class Cue:
    """Times in whole milliseconds; `end` is after `start`. `name` and `text` are on one line and not empty."""

    start: int
    end: int
    name: str
    text: str


def cues(text: Text) -> list[Cue]:
    """In order of their starts, as subtitle files want them."""
    found = [cue for turn in text.turns for cue in _of_turn(turn)]
    return sorted(found, key=lambda cue: (cue.start, cue.end))


def _of_turn(turn: Turn) -> Iterator[Cue]:
    name = one_line(turn.speaker.name)
    for words in _pieces(turn.words):
        shown = one_line(" ".join(word.text for word in words))
        if not shown:
            continue
        start = round(words[0].start * 1000)
        shortest = start + round(SHORTEST_SECONDS * 1000)
        yield Cue(start, max(round(words[-1].end * 1000), shortest), name, shown)


def _pieces(words: tuple[Word, ...]) -> Iterator[list[Word]]:
    piece: list[Word] = []
    letters = 0
    for word in words:
        if piece and _ends_before(word, piece, letters):
            yield piece
            piece, letters = [], 0
        piece.append(word)
        letters += len(word.text) + 1
    if piece:
        yield piece


def _ends_before(word: Word, piece: list[Word], letters: int) -> bool:
    last = piece[-1]
    if letters + len(word.text) > MOST_LETTERS or word.end - piece[0].start > MOST_SECONDS:
        return True
    if word.start - last.end > PAUSE_SECONDS:
        return True
    return letters > MOST_LETTERS // 2 and last.text.endswith((".", "!", "?", "…"))
