"""Messages go at the end of the call."""

from __future__ import annotations

from datetime import datetime

from visio.chat.models import Message
from visio.erasing.eraser import END_OF_CALL, Eraser


def erase_messages(*, before: datetime, most: int) -> int:
    due = Message.objects.filter(call__ended_at__lte=before).values_list("pk", flat=True)[:most]
    return Message.objects.filter(pk__in=list(due)).delete()[0]


ERASERS = [Eraser("chat", END_OF_CALL, erase_messages)]
