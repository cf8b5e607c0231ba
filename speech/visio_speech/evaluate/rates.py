"""Word error rates. WER: edits for each word of the truth. cpWER: the same with each speaker's words joined, under the
assignment of speakers that costs least (Watanabe et al., "CHiME-6 Challenge", 2020)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import permutations


@dataclass(frozen=True)
class Errors:
    """Counts of edits against a truth of `words` words."""

    words: int
    substituted: int = 0
    deleted: int = 0
    inserted: int = 0

    @property
    def edits(self) -> int:
        return self.substituted + self.deleted + self.inserted

    @property
    def rate(self) -> float:
        """Edits for each true word; without true words 0 when nothing was said, else 1."""
        if not self.words:
            return 1.0 if self.edits else 0.0
        return self.edits / self.words

    def __add__(self, other: Errors) -> Errors:
        return Errors(
            self.words + other.words,
            self.substituted + other.substituted,
            self.deleted + other.deleted,
            self.inserted + other.inserted,
        )


def word_errors(truth: Sequence[str], found: Sequence[str]) -> Errors:
    """The fewest edits that turn `truth` into `found`; among equals, the fewest insertions."""
    # One row of (edits, inserted, deleted, substituted); tuples compare in that order.
    row = [(column, column, 0, 0) for column in range(len(found) + 1)]
    for line, word in enumerate(truth, start=1):
        before, row = row, [(line, 0, line, 0)]
        for column, other in enumerate(found, start=1):
            edits, inserted, deleted, substituted = before[column - 1]
            wrong = int(word != other)
            matched = (edits + wrong, inserted, deleted, substituted + wrong)
            edits, inserted, deleted, substituted = before[column]
            left_out = (edits + 1, inserted, deleted + 1, substituted)
            edits, inserted, deleted, substituted = row[column - 1]
            put_in = (edits + 1, inserted + 1, deleted, substituted)
            row.append(min(matched, left_out, put_in))
    _, inserted, deleted, substituted = row[-1]
    return Errors(len(truth), substituted, deleted, inserted)


def matched(truth: Sequence[str], found: Sequence[str]) -> list[tuple[int, int]]:
    """Positions of the words that agree in one cheapest alignment: (in truth, in found), both rising."""
    costs = [list(range(len(found) + 1))]
    for line, word in enumerate(truth, start=1):
        row = [line]
        for column, other in enumerate(found, start=1):
            row.append(min(costs[-1][column - 1] + (word != other), costs[-1][column] + 1, row[-1] + 1))
        costs.append(row)
    pairs: list[tuple[int, int]] = []
    line, column = len(truth), len(found)
    while line and column:
        here = costs[line][column]
        if truth[line - 1] == found[column - 1] and here == costs[line - 1][column - 1]:
            pairs.append((line - 1, column - 1))
            line, column = line - 1, column - 1
        elif here == costs[line - 1][column - 1] + 1:
            line, column = line - 1, column - 1
        elif here == costs[line - 1][column] + 1:
            line -= 1
        else:
            column -= 1
    return pairs[::-1]


MOST_SPEAKERS = 8
"""Permutations beyond this take too long; whoever has more speakers knows their assignment."""


def speaker_errors(truth: Mapping[str, Sequence[str]], found: Mapping[str, Sequence[str]]) -> Errors:
    """cpWER of words by speaker. Raises ValueError beyond MOST_SPEAKERS on either side."""
    true, said = list(truth.values()), list(found.values())
    size = max(len(true), len(said))
    if size > MOST_SPEAKERS:
        raise ValueError(f"cpWER of more than {MOST_SPEAKERS} speakers")
    true += [[]] * (size - len(true))
    said += [[]] * (size - len(said))
    table = [[word_errors(one, other) for other in said] for one in true]
    orders = (
        reduce(Errors.__add__, (table[line][column] for line, column in enumerate(order)), Errors(0))
        for order in permutations(range(size))
    )
    return min(orders, key=lambda errors: errors.edits)
