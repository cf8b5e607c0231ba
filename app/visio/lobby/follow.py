"""The lobby follows what happens in calls and rooms."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from visio.calls.models import Call
from visio.lobby import queue
from visio.rooms.models import Room

# Settings that decide who waits.
_DECIDING = frozenset({"access", "guests", "locked", "admission", "before_host", "capacity"})


def on_people_changed(sender: object, call: Call, now: datetime, **_: Any) -> None:
    """Somebody came, so others may wait for something else; or somebody went, so there is a place."""
    queue.reconsider(call.room, now)


def on_call_ended(sender: object, call: Call, now: datetime, **_: Any) -> None:
    queue.reconsider(call.room, now)


def on_settings_changed(sender: object, room: Room, now: datetime, changed: frozenset[str], **_: Any) -> None:
    if changed & _DECIDING:
        queue.reconsider(room, now)
