"""Who opened a recording, and when: for whoever shares it, and for the audit log."""

from __future__ import annotations

from datetime import datetime, timedelta

from visio.accounts.models import Account
from visio.audit.models import AuditEvent
from visio.audit.services import record
from visio.recordings.models import Opening, Recording, Share

OPENED = "recording.opened"

# A player that reads again, and a page that is loaded again, are the same opening.
SAME_WITHIN = timedelta(hours=1)


def by_account(recording: Recording, account: Account, share: Share | None, now: datetime) -> None:
    """A person with an account, by what is theirs or by a share."""
    lately = AuditEvent.objects.filter(at__gt=now - SAME_WITHIN, action=OPENED, account=account.pk)
    if not lately.filter(subject=recording.pk).exists():
        _note(recording, account, share, now)


def by_link(share: Share, now: datetime) -> None:
    """Nobody knows who; so each time counts."""
    _note(share.recording, None, share, now)


def _note(recording: Recording, account: Account | None, share: Share | None, now: datetime) -> None:
    if share is not None:
        Opening.objects.create(share=share, account=account, at=now)
    record(
        OPENED,
        at=now,
        account=account.pk if account else "",
        room=recording.room.code if recording.room is not None else "",
        subject=recording.pk,
        **({"share": share.pk} if share is not None else {}),
    )
