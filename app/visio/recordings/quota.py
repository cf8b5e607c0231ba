"""How much recordings take, and how much they may take."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from visio.config import options
from visio.recordings.errors import QuotaReached
from visio.recordings.models import Recording
from visio.rooms.models import Room

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


def of_installation() -> Usage:
    return Usage(_sum(Recording.objects.all()), options.current().recording_quota_total * GIGABYTE)


def require_room(room: Room) -> None:
    """Raises QuotaReached when nothing more may be recorded in the room."""
    _require(of_room(room))
    require_installation()


def require_installation() -> None:
    _require(of_installation())


def _require(usage: Usage) -> None:
    if usage.reached:
        raise QuotaReached(used=usage.used, limit=usage.limit)


def _sum(recordings: QuerySet[Recording]) -> int:
    return int(recordings.aggregate(total=Sum("bytes"))["total"] or 0)
