"""Whose stream it is, and what it begins with. Called on request threads."""

from __future__ import annotations

from typing import Any

from django.db import close_old_connections

from visio.accounts.actors import TicketKind
from visio.config.clock import now
from visio.config.wire import wire
from visio.errors.general import TicketInvalid
from visio.lobby import queue, services
from visio.lobby.models import LobbyRequest


def begin(authorization: str) -> str | None:
    """The lobby request of a waiting ticket, now listened to; None for any other credential."""
    from visio.api.authentication import ticket_of

    close_old_connections()
    try:
        found = ticket_of(authorization)
    except TicketInvalid:
        return None
    if found is None or found[0].kind != TicketKind.WAITING:
        return None
    services.listening(found[0].holder, None)
    return found[0].holder


def state(request_id: str) -> dict[str, Any] | None:
    request = LobbyRequest.objects.select_related("room").filter(pk=request_id).first()
    return wire(queue.event_of(request)) if request is not None else None


def end(request_id: str) -> None:
    services.listening(request_id, now())
