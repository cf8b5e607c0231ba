"""What the worker keeps running. Domains register when Django starts."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Supervised:
    """One kind of child, at most one for each key.

    `wanted` reads from the database which keys there should be; it is asked when `topic` is heard on the bus, and every
    ten seconds. `arguments` are those of the `visio` command. `died` is told each time that a child ended by itself
    while it was wanted, with its exit code; `gave_up` when it failed too often: it is not started again until the key
    was unwanted once.
    """

    name: str
    topic: str
    wanted: Callable[[], Collection[str]]
    arguments: Callable[[str], list[str]]
    died: Callable[[str, int], None]
    gave_up: Callable[[str], None]
    nice: int = 0


_all: dict[str, Supervised] = {}


def register(kind: Supervised) -> None:
    """The last one of a name holds."""
    _all[kind.name] = kind


def registered() -> list[Supervised]:
    return list(_all.values())
