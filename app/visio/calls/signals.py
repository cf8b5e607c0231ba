"""What other domains follow, inside the transaction in which it happens."""

from __future__ import annotations

from django.dispatch import Signal

# Somebody connected, or somebody's place became free: `call`, `now`.
people_changed = Signal()

# Somebody takes a place, for the first time or again: `participant`, `consent` (`lobby.schemas.ConsentIn` or None: the
# answer to a recording that goes on), `now`.
entered = Signal()

# Somebody is out for good, whatever the reason: `participant`, `now`.
participant_gone = Signal()

# The call is over: `call`, `now`.
call_ended = Signal()
