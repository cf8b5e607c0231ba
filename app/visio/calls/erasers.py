"""Attendance goes at the end of the call, and with it guests' names; the line of the call itself stays for a year."""

from __future__ import annotations

from datetime import datetime, timedelta

from visio.calls.models import Block, Call, CallState, Participant
from visio.erasing.eraser import END_OF_CALL, Eraser

CALLS_ARE_KEPT = timedelta(days=365)


def erase_attendance(*, before: datetime, most: int) -> int:
    """Participants of calls that ended before; then the call is archived."""
    due = Participant.objects.filter(call__ended_at__lte=before).values_list("pk", flat=True)[:most]
    count = Participant.objects.filter(pk__in=list(due)).delete()[1].get("calls.Participant", 0)
    ended = Call.objects.filter(state=CallState.ENDED, ended_at__lte=before, participants=None)
    Call.objects.filter(pk__in=list(ended.values_list("pk", flat=True)[:most])).update(state=CallState.ARCHIVED)
    return count


def erase_blocks(*, before: datetime, most: int) -> int:
    """Guests' blocks and mere removals. The block of an account holds until it is lifted, without the name."""
    over = Block.objects.filter(call__ended_at__lte=before)
    over.filter(account__isnull=False, blocked=True).exclude(name="").update(name="")
    due = over.exclude(account__isnull=False, blocked=True).values_list("pk", flat=True)[:most]
    return Block.objects.filter(pk__in=list(due)).delete()[0]


def erase_calls(*, before: datetime, most: int) -> int:
    due = Call.objects.filter(state=CallState.ARCHIVED, ended_at__lte=before).values_list("pk", flat=True)[:most]
    return Call.objects.filter(pk__in=list(due)).delete()[0]


ERASERS = [
    Eraser("attendance", END_OF_CALL, erase_attendance),
    Eraser("blocks", END_OF_CALL, erase_blocks),
    Eraser("calls", CALLS_ARE_KEPT, erase_calls),
]
