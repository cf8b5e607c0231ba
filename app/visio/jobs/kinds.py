"""What kinds of job there are. Domains register when Django starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

MEGABYTE = 1024 * 1024


class JobFailed(Exception):
    """The job cannot be done, and trying again would not help. `code` names the sentence for people."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Running(Protocol):
    """A job as the function sees it that does it."""

    @property
    def id(self) -> str: ...

    @property
    def subject(self) -> str: ...

    @property
    def arguments(self) -> Mapping[str, Any]: ...

    def progress(self, percent: float) -> None:
        """Says how far it is; cheap, may be called often."""
        ...


@dataclass(frozen=True)
class Kind:
    """`run` does the work in a process of its own; it may be killed at any moment and must be repeatable.

    `memory` limits the process' address space in bytes, 0 for no limit. `failed` is told, in the worker, when there
    will be no further try. Kinds that are `urgent` go first and are not paused. What is `owed` to people, such as that
    their bytes go, is tried until it is done.
    """

    name: str
    run: Callable[[Running], None]
    memory: int = 2048 * MEGABYTE
    urgent: bool = False
    owed: bool = False
    failed: Callable[[str, str], None] = lambda _subject, _code: None


_all: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """The last one of a name holds."""
    _all[kind.name] = kind


def kind(name: str) -> Kind | None:
    return _all.get(name)


def urgent_names() -> list[str]:
    return [each.name for each in _all.values() if each.urgent]
