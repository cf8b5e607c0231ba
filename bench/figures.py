"""Small statistics, and how figures are written."""

from collections.abc import Sequence
from statistics import median


def share(values: Sequence[float], part: float) -> float:
    """The value that `part` (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def spread(values: Sequence[float], form: str = ".1f") -> str:
    """The median, and the least and greatest behind it."""
    return f"{median(values):{form}} ({min(values):{form}}–{max(values):{form}})"


def ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f}" if theirs else "–"
