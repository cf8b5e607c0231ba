"""Requests hold names: they go when nobody can use them any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from visio.erasing.eraser import END_OF_CALL, Eraser
from visio.lobby.models import OPEN, LobbyRequest


def erase_with_call(*, before: datetime, most: int) -> int:
    return _delete(Q(call__ended_at__lte=before), most)


def erase_without_call(*, before: datetime, most: int) -> int:
    """Of people who asked while no call was going on, after the hour over which tries are counted."""
    return _delete(Q(call=None, asked_at__lte=before), most)


def _delete(due: Q, most: int) -> int:
    found = LobbyRequest.objects.filter(due).exclude(state__in=OPEN).values_list("pk", flat=True)[:most]
    return LobbyRequest.objects.filter(pk__in=list(found)).delete()[0]


ERASERS = [
    Eraser("lobby", END_OF_CALL, erase_with_call),
    Eraser("lobby", timedelta(hours=1) + END_OF_CALL, erase_without_call),
]
