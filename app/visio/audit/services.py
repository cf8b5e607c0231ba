"""Writes audit lines, in the transaction of the act itself."""

from __future__ import annotations

from datetime import datetime

from visio.audit.actions import ACTIONS
from visio.audit.models import AuditEvent


def record(
    action: str,
    *,
    at: datetime,
    account: str = "",
    participant: str = "",
    room: str = "",
    call: str = "",
    subject: str = "",
    **details: str | int | bool | None,
) -> None:
    """One line. `details` hold figures and settings, never text of people."""
    if action not in ACTIONS:
        raise LookupError(f"{action} is not in visio.audit.actions")
    AuditEvent.objects.create(
        at=at,
        action=action,
        account=account,
        participant=participant,
        room=room,
        call=call,
        subject=subject,
        details=details,
    )
