"""One act at a time per room.

Calls, lobby and chat of a room change together, so each act begins by taking the room's turn: no two of them can wait
for each other, and the numbers of messages follow the order of commits.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from visio.rooms.models import Room


@contextmanager
def turn(room: int) -> Iterator[Room]:
    """A transaction that holds the room's row. Raises Room.DoesNotExist."""
    with transaction.atomic():
        yield Room.objects.select_for_update().get(pk=room)
