"""Diarization error rate: time that is missed, false or given to the wrong speaker, for each second of true speech.

Overlapped speech counts as often as voices speak. The collar leaves out that many seconds on either side of each true
boundary. Source: NIST, "Fall 2004 Rich Transcription Evaluation Plan", section 6.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

from visio_speech.words import Turn

_MOST_SPEAKERS = 8


@dataclass(frozen=True)
class DiarizationError:
    """All in seconds."""

    speech: float
    missed: float
    false: float
    confused: float

    @property
    def rate(self) -> float:
        wrong = self.missed + self.false + self.confused
        return wrong / self.speech if self.speech else float(wrong > 0)


def diarization_error(truth: Sequence[Turn], found: Sequence[Turn], *, collar: float = 0.0) -> DiarizationError:
    """`collar` 0 with overlap scored is the strict form. Raises ValueError for more than eight speakers."""
    stretches = _stretches(truth, found, collar)
    mapping = _best_mapping(stretches)
    speech = missed = false = confused = 0.0
    for seconds, true, said in stretches:
        right = len({mapping.get(label, label) for label in said} & true)
        speech += seconds * len(true)
        missed += seconds * max(0, len(true) - len(said))
        false += seconds * max(0, len(said) - len(true))
        confused += seconds * (min(len(true), len(said)) - right)
    return DiarizationError(speech, missed, false, confused)


Stretch = tuple[float, frozenset[str], frozenset[str]]


def _stretches(truth: Sequence[Turn], found: Sequence[Turn], collar: float) -> list[Stretch]:
    """The time line cut where anything changes: seconds, who truly speaks, who was found."""
    points = {edge for turn in (*truth, *found) for edge in (turn.start, turn.end)}
    edges = {edge for turn in truth for edge in (turn.start, turn.end)}
    if collar:
        points |= {edge + side for edge in edges for side in (-collar, collar)}
    out: list[Stretch] = []
    for start, end in pairwise(sorted(points)):
        middle = (start + end) / 2
        if collar and any(abs(middle - edge) < collar for edge in edges):
            continue
        true = frozenset(f"true {turn.speaker}" for turn in truth if turn.start <= middle < turn.end)
        said = frozenset(f"said {turn.speaker}" for turn in found if turn.start <= middle < turn.end)
        if true or said:
            out.append((end - start, true, said))
    return out


def _best_mapping(stretches: Sequence[Stretch]) -> dict[str, str]:
    """Labels found → true speakers, so that most time agrees."""
    shared: dict[tuple[str, str], float] = defaultdict(float)
    for seconds, true, said in stretches:
        for label in said:
            for speaker in true:
                shared[label, speaker] += seconds
    true = sorted({speaker for _, speakers, _ in stretches for speaker in speakers})
    said = sorted({label for _, _, labels in stretches for label in labels})
    if max(len(true), len(said)) > _MOST_SPEAKERS:
        raise ValueError(f"diarization of more than {_MOST_SPEAKERS} speakers")
    targets: list[str | None] = [*true, *[None] * max(0, len(said) - len(true))]
    best = max(
        permutations(targets, len(said)),
        key=lambda order: sum(shared[label, speaker] for label, speaker in zip(said, order, strict=True) if speaker),
        default=(),
    )
    return {label: speaker for label, speaker in zip(said, best, strict=True) if speaker}
