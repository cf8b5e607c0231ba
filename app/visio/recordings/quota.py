"""How much recordings take, and how much they may take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.db.models import Q, QuerySet, Sum

from visio.accounts.models import Account
from visio.config import options
from visio.recordings.errors import QuotaReached
from visio.recordings.models import Origin, Recording
from visio.rooms.models import Room, RoomRole

GIGABYTE = 1_000_000_000


@dataclass(frozen=True)
class Usage:
    """Bytes; `limit` 0 stands for none."""

    used: int
    limit: int

    @property
    def reached(self) -> bool:
        return bool(self.limit) and self.used >= self.limit


def of_room(room: Room) -> Usage:
    return Usage(_sum(Recording.objects.filter(room=room)), options.current().recording_quota * GIGABYTE)


def of_person(account: Account) -> Usage:
    """What the rooms that one owns and the files that one imported take together."""
    rooms = RoomRole.objects.filter(email=account.email, role=RoomRole.OWNER).values("room")
    imported = Q(origin=Origin.IMPORT, owner=account)
    limit = options.current().recording_quota * GIGABYTE
    return Usage(_sum(Recording.objects.filter(Q(room__in=rooms) | imported)), limit * max(1, rooms.count()))


def of_imports(account: Account) -> Usage:
    """What one imported takes; people have as much for this as a room."""
    held = Recording.objects.filter(origin=Origin.IMPORT, owner=account)
    return Usage(_sum(held), options.current().recording_quota * GIGABYTE)


def of_installation() -> Usage:
    return Usage(_sum(Recording.objects.all()), options.current().recording_quota_total * GIGABYTE)


def count(recording: Recording) -> None:
    """Writes down what the recording takes: its parts and the files that were made of them."""
    parts = recording.parts.aggregate(total=Sum("bytes"))["total"] or 0
    files = recording.files.aggregate(total=Sum("bytes"))["total"] or 0
    recording.bytes = parts + files
    recording.save(update_fields=["bytes"])


def require_room(room: Room) -> None:
    """Raises QuotaReached when nothing more may be recorded in the room."""
    _require("room", of_room(room))
    require_installation()


def require_imports(account: Account) -> None:
    """Raises QuotaReached when this person may import nothing more."""
    _require("imports", of_imports(account))
    require_installation()


def require_installation() -> None:
    _require("installation", of_installation())


def _require(of: Literal["room", "imports", "installation"], usage: Usage) -> None:
    if usage.reached:
        raise QuotaReached(of=of, used=usage.used, limit=usage.limit)


def _sum(recordings: QuerySet[Recording]) -> int:
    return int(recordings.aggregate(total=Sum("bytes"))["total"] or 0)
