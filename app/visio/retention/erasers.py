"""The contract of an eraser, and the list of all."""

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


def all_erasers() -> list[Eraser]:
    from visio.accounts.erasers import ERASERS as ACCOUNTS
    from visio.audit.erasers import ERASERS as AUDIT
    from visio.calls.erasers import ERASERS as CALLS
    from visio.chat.erasers import ERASERS as CHAT
    from visio.lobby.erasers import ERASERS as LOBBY

    # Chat before attendance: messages belong to participants.
    return [*CHAT, *LOBBY, *CALLS, *ACCOUNTS, *AUDIT]
