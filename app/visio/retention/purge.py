"""The purge: every eraser, batch by batch, with a proof."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from visio.audit.services import record
from visio.erasing.eraser import Eraser
from visio.retention.erasers import all_erasers

log = logging.getLogger("visio.retention")

# Small transactions: calls go on while the purge runs.
BATCH = 500
MOST_BATCHES = 200


def purge(now: datetime) -> dict[str, int]:
    """Erases whatever has reached its term. Returns category → count, of those with something to erase."""
    erased: dict[str, int] = {}
    for eraser in all_erasers():
        count = _run(eraser, now)
        if count:
            erased[eraser.category] = count
            log.info("retention.purged category=%s count=%d", eraser.category, count)
    return erased


def _run(eraser: Eraser, now: datetime) -> int:
    total = 0
    for _ in range(MOST_BATCHES):
        with transaction.atomic():
            count = eraser.erase(before=now - eraser.term, most=BATCH)
            if count and eraser.category != "audit":
                record("retention.purged", at=now, subject=eraser.category, count=count)
        total += count
        if count < BATCH:
            break
    return total
