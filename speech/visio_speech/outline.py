"""An outline of a meeting made from its own words: who spoke how long, keywords, chapters with their key sentences.

Nothing is written that was not said, and nothing is sent anywhere. Works on the turns of a transcript.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from visio_speech.stopwords import STOPWORDS

_WORD = re.compile(r"[^\W\d_]{3,}(?:[-’'][^\W\d_]+)*")
_MOST_KEYWORDS = 12
_MOST_CHAPTERS = 12
_SHORTEST_CHAPTER = 120.0  # seconds
_AROUND = 120.0  # seconds before and after a possible cut that are compared
_LONGEST_SENTENCE = 240
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True)
class OutlineTurn:
    """What one speaker says in a row. `start` and `end` in seconds."""

    speaker: str
    start: float
    end: float
    text: str


@dataclass(frozen=True)
class SpeakerShare:
    speaker: str
    seconds: float
    turns: int
    words: int


@dataclass(frozen=True)
class KeySentence:
    at: float
    speaker: str
    text: str


@dataclass(frozen=True)
class Chapter:
    """`title` is its most telling words, most telling first."""

    start: float
    end: float
    title: tuple[str, ...]
    sentences: tuple[KeySentence, ...]


@dataclass(frozen=True)
class Outline:
    speakers: tuple[SpeakerShare, ...]
    keywords: tuple[str, ...]
    chapters: tuple[Chapter, ...]


def outline(turns: Sequence[OutlineTurn]) -> Outline:
    """Speakers by their time, the words that mark the meeting, and chapters where its words change."""
    ordered = sorted((turn for turn in turns if turn.text.strip()), key=lambda turn: turn.start)
    words = [_words(turn.text) for turn in ordered]
    spans = _chapters(ordered, words)
    everything = [Counter(word for place in range(*span) for word in words[place]) for span in spans]
    chapters = tuple(
        _chapter(ordered[first:last], counts, everything)
        for (first, last), counts in zip(spans, everything, strict=True)
    )
    return Outline(_shares(ordered), _keywords(words), chapters)


def _shares(turns: Sequence[OutlineTurn]) -> tuple[SpeakerShare, ...]:
    by_speaker: dict[str, list[OutlineTurn]] = defaultdict(list)
    for turn in turns:
        by_speaker[turn.speaker].append(turn)
    shares = [
        SpeakerShare(
            speaker,
            round(sum(turn.end - turn.start for turn in said), 1),
            len(said),
            sum(len(turn.text.split()) for turn in said),
        )
        for speaker, said in by_speaker.items()
    ]
    return tuple(sorted(shares, key=lambda share: -share.seconds))


def _keywords(words: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Words said often, in several turns; one who repeats a word in one breath does not make it a topic."""
    counts = Counter(word for said in words for word in said)
    spread = Counter(word for said in words for word in set(said))
    scored = {word: math.log1p(count) * math.log1p(spread[word]) for word, count in counts.items() if count > 1}
    return tuple(sorted(scored, key=lambda word: (-scored[word], word))[:_MOST_KEYWORDS])


def _chapters(turns: Sequence[OutlineTurn], words: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """From, to (not included) of turns: cut where the words before and after are least alike, or a long pause lies.

    After Hearst, "TextTiling", 1997, with turns as blocks.
    """
    if not turns:
        return []
    length = turns[-1].end - turns[0].start
    most = min(_MOST_CHAPTERS, max(1, int(length // (2 * _SHORTEST_CHAPTER))))
    starts = [turn.start for turn in turns]
    scored = sorted((_cohesion(turns, words, starts, place), place) for place in range(1, len(turns)))
    cuts: list[int] = []
    for _, place in scored:
        if len(cuts) + 1 >= most:
            break
        edges = [0, *cuts, len(turns)]
        if all(abs(_start(turns, place) - _start(turns, edge)) >= _SHORTEST_CHAPTER for edge in edges):
            cuts.append(place)
    edges = [0, *sorted(cuts), len(turns)]
    return list(pairwise(edges))


def _start(turns: Sequence[OutlineTurn], place: int) -> float:
    return turns[place].start if place < len(turns) else turns[-1].end


def _cohesion(
    turns: Sequence[OutlineTurn], words: Sequence[Sequence[str]], starts: Sequence[float], place: int
) -> float:
    """Likeness of the two minutes before and after a turn, 0 to 1, less what a pause there suggests."""
    at = turns[place].start
    first, last = bisect_left(starts, at - _AROUND), bisect_left(starts, at + _AROUND)
    middle = bisect_left(starts, at)
    before = Counter(word for said in words[first:middle] for word in said)
    after = Counter(word for said in words[middle:last] for word in said)
    shared = sum(before[word] * after[word] for word in before)
    size = math.sqrt(sum(n * n for n in before.values()) * sum(n * n for n in after.values()))
    pause = max(0.0, at - turns[place - 1].end)
    return (shared / size if size else 0.0) - min(0.5, pause / 20)


def _chapter(turns: Sequence[OutlineTurn], counts: Counter[str], all_counts: Sequence[Counter[str]]) -> Chapter:
    """Titles prefer words that are frequent here and rare in the other chapters."""
    scores = {
        word: count * math.log((1 + len(all_counts)) / sum(1 for other in all_counts if word in other))
        for word, count in counts.items()
        if count > 1 or len(all_counts) == 1
    }
    title = tuple(sorted(scores, key=lambda word: (-scores[word], -counts[word], word))[:4])
    end = max(turn.end for turn in turns)
    return Chapter(turns[0].start, end, title, _key_sentences(turns, counts))


def _key_sentences(turns: Sequence[OutlineTurn], counts: Counter[str], most: int = 3) -> tuple[KeySentence, ...]:
    """The sentences that hold most of the chapter's frequent words, in order of time."""
    scored: list[tuple[float, KeySentence]] = []
    for turn in turns:
        sentences = _SENTENCE.split(turn.text.strip())
        said = 0
        for sentence in sentences:
            at = turn.start + (turn.end - turn.start) * said / max(1, len(turn.text))
            said += len(sentence) + 1
            words = set(_words(sentence))
            if len(sentence.split()) >= 4 and len(sentence) <= _LONGEST_SENTENCE and words:
                score = sum(counts[word] for word in words) / math.sqrt(len(sentence.split()))
                scored.append((score, KeySentence(round(at, 1), turn.speaker, sentence)))
    best = sorted(scored, key=lambda pair: (-pair[0], pair[1].at))[:most]
    return tuple(sentence for _, sentence in sorted(best, key=lambda pair: pair[1].at))


def _words(text: str) -> list[str]:
    found = (match.group().lower().replace("’", "'") for match in _WORD.finditer(text))
    bare = (word.split("'")[-1] if "'" in word else word for word in found)
    return [word for word in bare if len(word) >= 3 and word not in STOPWORDS]
