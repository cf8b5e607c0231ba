"""Gives the words of a corrected turn their times: those that stayed keep theirs, the others share what lay between."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from visio.transcripts.text import Word, one_line


def retimed(words: Sequence[Word], written: str, *, start: float, end: float) -> tuple[Word, ...]:
    """`written` as words between `start` and `end`, in order of time, none before the one that precedes it.

    Words that are new have no probability: a person wrote them. Empty text gives no words.
    """
    texts = one_line(written).split()
    matcher = SequenceMatcher(None, [word.text for word in words], texts, autojunk=False)
    out: list[Word] = []
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            out.extend(words[old_from:old_to])
        elif new_to > new_from:
            begin, finish = _between(words, old_from, old_to, start, end)
            out.extend(_shared(texts[new_from:new_to], begin, finish))
    return tuple(out)


def _between(words: Sequence[Word], first: int, last: int, start: float, end: float) -> tuple[float, float]:
    """The time of `words[first:last]`; when there are none, what lies between their neighbours."""
    if last > first:
        return words[first].start, max(words[last - 1].end, words[first].start)
    before = words[first - 1].end if first else start
    after = words[last].start if last < len(words) else end
    return before, max(before, after)


def _shared(texts: Sequence[str], start: float, end: float) -> list[Word]:
    """Each word as long as its share of the letters."""
    letters = sum(len(text) for text in texts)
    out: list[Word] = []
    done = 0
    for text in texts:
        begin = start + (end - start) * done / letters
        done += len(text)
        out.append(Word(begin, start + (end - start) * done / letters, text))
    return out
