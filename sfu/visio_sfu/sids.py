"""Identifiers that clients see: `RM_…` rooms, `PA_…` participants, `TR_…` tracks."""

import secrets
import string
from typing import Final, Protocol

_ALPHABET: Final = string.ascii_letters + string.digits
_LENGTH: Final = 12


class Sids(Protocol):
    def new(self, prefix: str) -> str:
        """A new identifier that begins with `prefix` (for example "PA_")."""
        ...


class RandomSids:
    """71 random bits each: not guessable, unique in practice."""

    def new(self, prefix: str) -> str:
        return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


class CountedSids:
    """The same names on every run; for tests."""

    def __init__(self) -> None:
        self._count = 0

    def new(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}{self._count:0{_LENGTH}d}"
