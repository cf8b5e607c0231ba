"""Many voices, one text: turns in order of time. Who speaks at the same time as another keeps a turn of his own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from visio_speech.words import Segment, Turn, Word

# A pause of the same speaker that ends a paragraph, when nobody else spoke in it.
_PARAGRAPH = 2.5
# A turn longer than this is cut at its next pause, so that a lecture can be read and seeked.
_LONG_TURN = 45.0
_SHORT_PAUSE = 0.6


@dataclass(frozen=True)
class Said:
    """A segment and whose it is. `speaker` is a label of the transcript."""

    speaker: str
    segment: Segment


@dataclass(frozen=True)
class Paragraph:
    """What one speaker says without being interrupted. Times in seconds on the meeting's time line."""

    speaker: str
    start: float
    end: float
    language: str
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def merged(said: Iterable[Said]) -> list[Paragraph]:
    """Paragraphs in order of start. Two people who speak at once overlap; no word is lost or moved."""
    ordered = sorted(said, key=lambda one: (one.segment.start, one.segment.end, one.speaker))
    groups: list[list[Said]] = []
    latest: dict[str, list[Said]] = {}
    for one in ordered:
        group = latest.get(one.speaker)
        if group is None or not _goes_on(group, one, groups):
            group = list[Said]()
            groups.append(group)
            latest[one.speaker] = group
        group.append(one)
    return [_paragraph(group) for group in groups]


def _goes_on(group: Sequence[Said], one: Said, groups: Sequence[Sequence[Said]]) -> bool:
    """Whether a segment belongs to the speaker's turn before it."""
    last = group[-1].segment
    pause = one.segment.start - last.end
    if one.segment.language != last.language or pause > _PARAGRAPH:
        return False
    if pause > _SHORT_PAUSE and one.segment.start - group[0].segment.start > _LONG_TURN:
        return False
    # Somebody who began after this turn and before now has the floor, unless he was only talking into it.
    for other in reversed(groups):
        if other is group:
            break
        if other[0].segment.start >= last.end - _SHORT_PAUSE:
            return False
    return True


def _paragraph(group: Sequence[Said]) -> Paragraph:
    words = tuple(word for one in group for word in words_of(one.segment))
    end = max(one.segment.end for one in group)
    return Paragraph(group[0].speaker, group[0].segment.start, end, group[0].segment.language, words)


def words_of(segment: Segment) -> tuple[Word, ...]:
    """The segment's words; where an engine gave none, its text spread evenly over its time."""
    if segment.words:
        return segment.words
    written = segment.text.split()
    step = (segment.end - segment.start) / max(1, len(written))
    return tuple(
        Word(segment.start + place * step, segment.start + (place + 1) * step, text)
        for place, text in enumerate(written)
    )


def by_voice(segment: Segment, turns: Sequence[Turn]) -> list[tuple[str, Segment]]:
    """A segment of a shared track, cut where the voice changes. `turns` come from a diarizer and are not empty."""
    groups: list[tuple[str, list[Word]]] = []
    for word in words_of(segment):
        voice = _voice_of(word, turns)
        if not groups or groups[-1][0] != voice:
            groups.append((voice, []))
        groups[-1][1].append(word)
    return [
        (
            voice,
            Segment(
                words[0].start,
                words[-1].end,
                " ".join(word.text for word in words),
                tuple(words),
                segment.language,
                segment.no_speech,
            ),
        )
        for voice, words in groups
    ]


def _voice_of(word: Word, turns: Sequence[Turn]) -> str:
    """The turn that shares most time with the word, else the nearest one."""
    best = max(turns, key=lambda turn: turn.overlap(word.start, word.end))
    if best.overlap(word.start, word.end) > 0:
        return best.speaker
    middle = (word.start + word.end) / 2
    return min(turns, key=lambda turn: min(abs(turn.start - middle), abs(turn.end - middle))).speaker
