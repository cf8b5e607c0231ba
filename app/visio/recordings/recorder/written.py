"""Whose packets are being written: what tiles and the mark of the recording show."""

from __future__ import annotations

from collections.abc import Iterable


class BeingWritten:
    """People, by our ids.

    An open file alone says nothing: while the server is lost, or nobody could withdraw, nothing comes into it. So whose
    packets come is heard from the recorder each second; between two such words only files count that open and close.
    """

    def __init__(self) -> None:
        self._open: dict[str, str] = {}
        self._people: set[str] = set()

    def opened(self, track: str, participant: str) -> None:
        self._open[track] = participant
        self._people.add(participant)

    def closed(self, track: str) -> None:
        self._open.pop(track, None)
        self._people &= set(self._open.values())

    def heard(self, participants: Iterable[str]) -> None:
        """Whose packets come."""
        self._people = set(participants)

    def people(self) -> tuple[str, ...]:
        """In order."""
        return tuple(sorted(self._people))
