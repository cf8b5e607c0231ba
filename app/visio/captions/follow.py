"""The captioner comes and goes with the people of the call."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from visio.calls.joining import live_call
from visio.calls.models import Call
from visio.captions import services
from visio.rooms.models import Room


def on_people_changed(sender: object, call: Call, now: datetime, **_: Any) -> None:
    services.people_changed(call, now)


def on_call_ended(sender: object, call: Call, now: datetime, **_: Any) -> None:
    services.over(call, now)


def on_settings_changed(sender: object, room: Room, now: datetime, changed: frozenset[str], **_: Any) -> None:
    call = live_call(room) if changed & {"captions", "language"} else None
    if call is not None:
        call.room = room
        services.settings_changed(call, now)
