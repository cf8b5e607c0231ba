"""Identities that were removed from a room: their tokens are dead until the room ends."""

from math import floor
from typing import Final

from visio_sfu.tokens import Claims

# Forgetting the oldest of so many lets one back in whose token has long expired.
MAX_REMEMBERED: Final = 10_000


class Removed:
    def __init__(self) -> None:
        self._times: dict[str, float] = {}

    def remember(self, identity: str, now: float) -> None:
        self._times.pop(identity, None)
        self._times[identity] = now
        if len(self._times) > MAX_REMEMBERED:
            del self._times[next(iter(self._times))]

    def refuses(self, claims: Claims) -> bool:
        """Whether the token is older than the removal of its identity. Tokens tell whole seconds, so one of the
        very second is refused; one that does not tell its time is refused as long as the room lasts."""
        removed_at = self._times.get(claims.identity)
        if removed_at is None:
            return False
        return claims.issued_at is None or claims.issued_at <= floor(removed_at)
