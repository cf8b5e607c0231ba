"""Makes the actor of a request from its credentials."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.http import HttpRequest
from ninja.utils import check_csrf

from visio.accounts.actors import Actor, Ticket, TicketKind
from visio.accounts.models import Account
from visio.calls.models import Participant
from visio.config import options
from visio.config.identifiers import digest
from visio.errors.general import CsrfFailed, OriginRefused, TicketInvalid
from visio.lobby.api import GUEST_COOKIE
from visio.lobby.models import LobbyRequest, RequestState
from visio.recordings.library.viewers import share_of

SAFE = ("GET", "HEAD", "OPTIONS")

# The credential of somebody who opened a shared recording.
VIEWER = "Share "

_TICKET = re.compile(r"Ticket ([A-Za-z0-9_-]{22})")

_WAITING_ALIVE = (RequestState.WAITING, RequestState.QUEUED_FULL, RequestState.ADMITTED, RequestState.REFUSED)


def authenticate(request: HttpRequest) -> Actor:
    """The actor. A ticket wins over a session.

    Raises TicketInvalid for a ticket that was never given, CsrfFailed and OriginRefused for changes without proof that
    they come from this installation's own pages.
    """
    browser = request.COOKIES.get(GUEST_COOKIE)
    known = digest(browser) if browser and len(browser) <= 64 else None
    address = str(request.META.get("REMOTE_ADDR", ""))
    authorization = request.headers.get("Authorization", "")
    if authorization.startswith(VIEWER):
        return Actor(None, None, known, address, share=share_of(authorization.removeprefix(VIEWER)))
    ticket = ticket_of(authorization)
    if ticket is not None:
        held, account = ticket
        return Actor(account, held, known, address)
    account = request.user if request.user.is_authenticated else None
    if request.method not in SAFE:
        _require_own_page(request, account)
    return Actor(account, None, known, address)


def ticket_of(authorization: str) -> tuple[Ticket, Account | None] | None:
    """The ticket of an Authorization header and its holder's account; None without one. Raises TicketInvalid."""
    if not authorization:
        return None
    match = _TICKET.fullmatch(authorization)
    if match is None:
        raise TicketInvalid
    key = digest(match[1])
    found = _participant(key) or _waiting(key) or _former_participant(key) or _former_waiting(key)
    if found is None:
        raise TicketInvalid
    return found


def waiting_request(authorization: str) -> str | None:
    """The lobby request of a waiting ticket; None for any other credential."""
    try:
        found = ticket_of(authorization)
    except TicketInvalid:
        return None
    return found[0].holder if found is not None and found[0].kind == TicketKind.WAITING else None


def _participant(key: str) -> tuple[Ticket, Account | None] | None:
    row = Participant.objects.select_related("account", "call").filter(ticket_digest=key).first()
    if row is None:
        return None
    if row.former_ticket_digest:
        Participant.objects.filter(pk=row.pk, ticket_digest=key).update(former_ticket_digest="")
    return _place(row, alive=row.present and row.call.ended_at is None)


def _former_participant(key: str) -> tuple[Ticket, Account | None] | None:
    """The ticket before the present one, which nobody has used yet: its answer was lost. It opens `join` alone."""
    row = Participant.objects.select_related("account", "call").filter(former_ticket_digest=key).first()
    return _place(row, alive=False) if row is not None else None


def _place(row: Participant, *, alive: bool) -> tuple[Ticket, Account | None]:
    return Ticket(TicketKind.PARTICIPANT, row.pk, row.call.room_id, row.call_id, row.role, alive), row.account


def _waiting(key: str) -> tuple[Ticket, Account | None] | None:
    row = LobbyRequest.objects.select_related("account").filter(ticket_digest=key).first()
    if row is None:
        return None
    if row.former_ticket_digest:
        LobbyRequest.objects.filter(pk=row.pk, ticket_digest=key).update(former_ticket_digest="")
    return _request(row, alive=row.state in _WAITING_ALIVE)


def _former_waiting(key: str) -> tuple[Ticket, Account | None] | None:
    row = LobbyRequest.objects.select_related("account").filter(former_ticket_digest=key).first()
    return _request(row, alive=False) if row is not None else None


def _request(row: LobbyRequest, *, alive: bool) -> tuple[Ticket, Account | None]:
    return Ticket(TicketKind.WAITING, row.pk, row.room_id, None, "", alive), row.account


def _require_own_page(request: HttpRequest, account: Account | None) -> None:
    if account is not None:
        if check_csrf(request) is not None:
            raise CsrfFailed
        return
    said = request.headers.get("Origin") or request.headers.get("Referer") or ""
    if not _is_own(said, request):
        raise OriginRefused


def _is_own(said: str, request: HttpRequest) -> bool:
    parts = urlsplit(said)
    origin = f"{parts.scheme}://{parts.netloc}"
    return origin in (f"{request.scheme}://{request.get_host()}", options.current().public_url)
