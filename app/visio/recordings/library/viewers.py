"""The credential of somebody who opened a link: signed, for half a day, good only while the share is."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing
from django.db.models import Q

from visio.recordings.errors import ShareUnknown
from visio.recordings.models import Share

LASTS = timedelta(hours=12)

_SALT = "visio.recordings.viewer"


def viewer(share: Share) -> str:
    return signing.dumps(share.pk, salt=_SALT)


def share_of(credential: str) -> str:
    """The share of a viewer. Raises ShareUnknown for anything that we did not sign, or too long ago."""
    try:
        return str(signing.loads(credential[:200], salt=_SALT, max_age=LASTS))
    except signing.BadSignature:
        raise ShareUnknown from None


def is_good(now: datetime) -> Q:
    """Shares that work at this moment."""
    return Q(revoked_at=None) & (Q(until=None) | Q(until__gt=now))
