"""Lines of the audit log about a recording in the library."""

from __future__ import annotations

from datetime import datetime

from visio.audit.services import record
from visio.recordings.access import Access


def note(action: str, access: Access, now: datetime, **details: str) -> None:
    """Who did this to which recording of which room. `details` as `audit.services.record` takes them."""
    room = access.recording.room
    account = access.account.pk if access.account else ""
    code = room.code if room else ""
    record(action, at=now, account=account, room=code, subject=access.recording.pk, **details)
