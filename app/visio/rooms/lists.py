"""The list of one's rooms."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from visio.accounts.models import Account
from visio.rooms.models import Room, RoomRole

PAGE = 50


@dataclass(frozen=True)
class RoomsPage:
    """Rooms with the role one has in each; `next` continues after the last one."""

    rooms: list[tuple[Room, str]]
    next: str | None


def rooms_of(account: Account, cursor: str | None) -> RoomsPage:
    """Rooms in which `account` has a role, the newest first, 50 at a time."""
    roles = RoomRole.objects.filter(email=account.email).select_related("room").order_by("-room_id")
    if cursor and cursor.isdigit() and len(cursor) < 19:
        roles = roles.filter(Q(room_id__lt=int(cursor)))
    found = list(roles[: PAGE + 1])
    more = found[PAGE - 1].room_id if len(found) > PAGE else None
    return RoomsPage([(role.room, role.role) for role in found[:PAGE]], str(more) if more else None)
