"""What other domains follow."""

from __future__ import annotations

from django.dispatch import Signal

# A recording is finished and can be seen: `recording`, `now`. Sent inside the transaction.
ready = Signal()

# A recording's content is being deleted, by somebody or at its term: `recording`, `now`. Inside the transaction.
deleted = Signal()

# Somebody's tracks were taken out: `recording`, `participant`, `now`. Inside the transaction.
person_removed = Signal()
