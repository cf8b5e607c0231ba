"""Whose stream it is, and what it begins with. Called on request threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import close_old_connections

from visio.config.clock import now
from visio.config.wire import wire
from visio.lobby import queue, services
from visio.lobby.models import LobbyRequest

# The lobby request of the waiting ticket in an Authorization header; None for any other credential.
RequestOf = Callable[[str], str | None]


def begin(authorization: str, request_of: RequestOf) -> str | None:
    """The lobby request that is now listened to; None when the credential is no waiting ticket."""
    close_old_connections()
    request = request_of(authorization)
    if request is not None:
        services.listening(request, None)
    return request


def state(request_id: str) -> dict[str, Any] | None:
    request = LobbyRequest.objects.select_related("room").filter(pk=request_id).first()
    return wire(queue.event_of(request)) if request is not None else None


def end(request_id: str) -> None:
    services.listening(request_id, now())
