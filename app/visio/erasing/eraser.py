"""The contract of an eraser, and the term that most of them share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


class Erase(Protocol):
    """Erases what is older than `before`, at most `most` things. Returns how many were erased."""

    def __call__(self, *, before: datetime, most: int) -> int: ...


@dataclass(frozen=True)
class Eraser:
    """One category of personal data. `term` runs from the moment that the eraser itself looks at."""

    category: str
    term: timedelta
    erase: Erase


# Time to come back or to copy something after a call has ended.
END_OF_CALL = timedelta(minutes=15)
