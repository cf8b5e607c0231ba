"""`GET /rooms/{code}`: what the pre-join page may know, put together from several domains."""

from __future__ import annotations

from django.http import HttpRequest

from visio.accounts.actors import actor_of
from visio.calls.entrance import Entry
from visio.calls.joining import live_call
from visio.captions import services as captions
from visio.config.clock import now
from visio.lobby import join as door
from visio.lobby.api import rooms as router
from visio.lobby.schemas import EntranceOut
from visio.recordings.in_call import shown
from visio.rooms.access import room_by_code

# The lobby's own router, with one route more.
__all__ = ["router"]

# Who is not let in learns nothing of what goes on inside.
_TOLD = frozenset({Entry.ENTER, Entry.FULL, Entry.WAIT})


@router.get("/{code}", response=EntranceOut)
def entrance(request: HttpRequest, code: str) -> EntranceOut:
    """What the pre-join page may know."""
    actor = actor_of(request)
    room = room_by_code(code, address=actor.address)
    seen = door.entrance(room, actor, now())
    call = live_call(room)
    if seen.entry in _TOLD:
        seen.recording = shown.notice(call) if call is not None else None
        seen.captions = captions.offered(room)
    return seen
