"""People in a call learn at once what is changed in the room's settings and roles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from visio.calls import people
from visio.calls.joining import live_call
from visio.calls.messages import tell
from visio.calls.models import IS_PRESENT, Participant
from visio.config.wire import wire
from visio.lobby import queue
from visio.moderation.people import tell_person
from visio.rooms.models import Room
from visio.rooms.roles import Role
from visio.rooms.services import settings_of


def on_settings_changed(sender: object, room: Room, **_: Any) -> None:
    """Hosts get all settings, the others title and lock."""
    call = live_call(room)
    if call is None:
        return
    whole = wire(settings_of(room))
    public = {name: whole[name] for name in ("code", "title", "locked")}
    tell(call.pk, "visio.settings", {"settings": whole}, to=people.host_ids(call.pk), others={"settings": public})


def on_role_changed(sender: object, room: Room, email: str, role: str | None, now: datetime, **_: Any) -> None:
    """A role given in the settings holds in the running call too."""
    call = live_call(room)
    if call is None:
        return
    here = Participant.objects.filter(IS_PRESENT, call=call, account__email=email).select_related("call__room")
    for person in here:
        person.role = role or Role.ACCOUNT
        person.save(update_fields=["role"])
        tell_person(person)
    if here:
        queue.reconsider(room, now)
