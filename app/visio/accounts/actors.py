"""Who is acting in a request: made once per request from its credentials, never from its body."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from django.http import HttpRequest

from visio.accounts.models import Account
from visio.errors.general import SignInRequired


class TicketKind(StrEnum):
    PARTICIPANT = "participant"
    WAITING = "waiting"


@dataclass(frozen=True)
class Ticket:
    """The holder of a ticket. `alive` is false once its holder has left, was removed, or was refused."""

    kind: TicketKind
    holder: str
    room: int
    call: str | None
    role: str
    alive: bool


@dataclass(frozen=True)
class Actor:
    """A request's credentials. A ticket wins over a session: with a ticket, `account` is that of its holder.

    `browser` is the digest of the recognition cookie; `address` is the network address, for limits only. `share` is the
    share of a recording whose viewer this is.
    """

    account: Account | None
    ticket: Ticket | None
    browser: str | None
    address: str
    share: str | None = None

    @property
    def key(self) -> str:
        """What limits count by: the ticket's holder, else the account, else the address."""
        if self.ticket is not None:
            return self.ticket.holder
        return self.account.pk if self.account is not None else self.address


def actor_of(request: HttpRequest) -> Actor:
    """The actor that authentication put on the request."""
    return cast(Actor, request.auth)  # type: ignore[attr-defined]


def account_of(request: HttpRequest) -> Account:
    """The signed-in account. Raises SignInRequired."""
    account = actor_of(request).account
    if account is None:
        raise SignInRequired
    return account
