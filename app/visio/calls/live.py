"""What is going on in rooms right now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from visio.calls.models import PRESENT, Call, CallState
from visio.rooms.models import Room


@dataclass(frozen=True)
class Live:
    since: datetime
    count: int


def live_in(rooms: Collection[Room]) -> dict[int, Live]:
    """Room → its running call, for rooms in which people are. One query."""
    inside = Q(participants__state__in=PRESENT, participants__connected_at__isnull=False)
    calls = Call.objects.filter(room__in=rooms, ended_at=None).exclude(state=CallState.ENDING)
    counted = calls.annotate(people=Count("participants", filter=inside)).filter(people__gt=0)
    return {call.room_id: Live(call.started_at, call.people) for call in counted}
