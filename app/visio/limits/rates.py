"""Every rate limit of the application, and the one way to apply it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from visio.config.clock import now as present
from visio.errors.general import TooManyAttempts


@dataclass(frozen=True)
class Rate:
    """At most `times` in any stretch of `seconds`."""

    name: str
    times: int
    seconds: int


# Limits per address must fit an office whose people share one address.
SIGN_IN_ACCOUNT = Rate("sign-in-account", 5, 300)
SIGN_IN_ADDRESS = Rate("sign-in-address", 20, 300)
LINK_ADDRESS = Rate("link-address", 30, 300)
JOIN_ADDRESS = Rate("join-address", 1_500, 60)
JOIN_PERSON = Rate("join-person", 60, 60)
UNKNOWN_ROOM = Rate("unknown-room", 120, 60)
CREATE_ROOM = Rate("create-room", 60, 60)
CHAT = Rate("chat", 10, 10)
TYPED_CAPTION = Rate("typed-caption", 20, 10)
IMPORT = Rate("import", 30, 3600)
SHARE_ADDRESS = Rate("share-address", 60, 300)
SHARE_PASSWORD = Rate("share-password", 10, 300)
ACT = Rate("act", 120, 10)
ASK_RECORDING = Rate("ask-recording", 3, 60)
READ = Rate("read", 300, 60)


class Counter(Protocol):
    """A back end: sliding windows, shared by whoever shares the back end."""

    def add(self, key: str, rate: Rate, at: float) -> float:
        """Counts one. Returns 0, or the seconds to wait; what is refused is not counted."""
        ...

    def wait(self, key: str, rate: Rate, at: float) -> float:
        """Seconds to wait before one more would be allowed, without counting."""
        ...

    def clear(self) -> None:
        """Forgets everything."""
        ...


_counter: Counter | None = None


def use(counter: Counter) -> None:
    global _counter
    _counter = counter


def counter() -> Counter:
    if _counter is None:
        raise RuntimeError("no counter is in use")
    return _counter


def take(rate: Rate, key: str, now: datetime | None = None) -> None:
    """Counts one under `key`. Raises TooManyAttempts with the whole seconds to wait."""
    _refuse(counter().add(_key(rate, key), rate, _seconds(now)))


def check(rate: Rate, key: str, now: datetime | None = None) -> None:
    """Raises TooManyAttempts when one more would be too many, without counting."""
    _refuse(counter().wait(_key(rate, key), rate, _seconds(now)))


def _key(rate: Rate, key: str) -> str:
    return f"{rate.name}:{key}"


def _seconds(now: datetime | None) -> float:
    return (now or present()).timestamp()


def _refuse(wait: float) -> None:
    if wait > 0:
        raise TooManyAttempts(seconds=math.ceil(wait))
