"""`GET /calls/{id}/state`: everything somebody in a call may know, with the number of the last message."""

from __future__ import annotations

from typing import cast

from django.db import transaction
from django.http import HttpRequest
from ninja import Router

from visio.accounts.actors import account_of, actor_of
from visio.api.schemas import MeOut, RoomInCall, StateOut
from visio.calls import joining, people
from visio.calls.access import Seat
from visio.calls.access import seat as seat_of
from visio.calls.live import live_in
from visio.calls.models import Call
from visio.calls.schemas import CallOut, CallStateWord, RoleInCall
from visio.captions import services as captions
from visio.chat import services as chat
from visio.config.clock import now
from visio.limits import rates
from visio.lobby import queue
from visio.moderation import removal
from visio.recordings.in_call import shown as shown_recording
from visio.recordings.terms import terms
from visio.rooms import lists
from visio.rooms.api import router as rooms
from visio.rooms.models import Admission
from visio.rooms.roles import Act, Role
from visio.rooms.schemas import AccessWord, LiveOut, RoleWord, RoomItem, RoomsOut
from visio.rooms.services import settings_of

router = Router(tags=["call"])


@rooms.get("", response=RoomsOut)
def my_rooms(request: HttpRequest, cursor: str | None = None) -> RoomsOut:
    """Rooms in which I have a role, the newest first, with what is going on in them."""
    page = lists.rooms_of(account_of(request), cursor)
    live = live_in([room for room, _ in page.rooms])
    items = [
        RoomItem(
            code=room.code,
            title=room.title,
            role=cast(RoleWord, role),
            access=cast(AccessWord, room.access),
            live=LiveOut(since=live[room.pk].since, count=live[room.pk].count) if room.pk in live else None,
        )
        for room, role in page.rooms
    ]
    return RoomsOut(items=items, next=page.next)


@router.get("/{call_id}/state", response=StateOut)
def state(request: HttpRequest, call_id: str) -> StateOut:
    place = seat_of(actor_of(request), call_id)
    rates.take(rates.READ, place.me.pk)
    with transaction.atomic():
        return snapshot(place)


def snapshot(seat: Seat) -> StateOut:
    """The number is read first: what changes while the rest is read comes again as a message with a later one."""
    call = Call.objects.get(pk=seat.call.pk)
    shown, count = queue.shown_to_hosts(seat.room) if _hears_of_lobby(seat) else ([], 0)
    me = seat.me
    return StateOut(
        seq=call.seq,
        server_time=now(),
        call=CallOut(id=call.pk, started_at=call.started_at, state=cast(CallStateWord, call.state)),
        room=_room(seat),
        me=MeOut(
            participant=me.pk,
            role=cast(RoleInCall, me.role),
            host=me.host,
            can={act.value: seat.may(act) for act in Act},
        ),
        participants=people.shown(call.pk),
        lobby=shown if seat.may(Act.ADMIT) else [],
        waiting_count=count,
        chat=chat.page(call, None),
        new_guests_wait=call.new_guests_wait,
        captions=captions.in_call(seat),
        removed=removal.removed(call) if me.host else [],
        recording=shown_recording.seen_by(me),
        recording_terms=terms(seat.room, now()),
    )


def _room(seat: Seat) -> RoomInCall:
    settings = settings_of(seat.room)
    if seat.me.host:
        return RoomInCall(**settings.model_dump())
    return RoomInCall(code=settings.code, title=settings.title, locked=settings.locked)


def _hears_of_lobby(seat: Seat) -> bool:
    """Who may admit, and members while no host is there to do it."""
    if seat.may(Act.ADMIT):
        return True
    alone = seat.me.role == Role.MEMBER and seat.room.admission == Admission.HOSTS
    return alone and not joining.host_is_present(seat.call)
