"""Putting people out, letting them back in, and what follows for guests to come."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from visio.audit.services import record
from visio.calls import people, presence
from visio.calls.access import Seat, other
from visio.calls.messages import tell
from visio.calls.models import Block, Call, Participant, Presence
from visio.errors.general import NotAllowed, NotThere
from visio.lobby import queue
from visio.lobby.models import LobbyRequest, RequestState
from visio.moderation.schemas import RemovedOut
from visio.moderation.trail import who
from visio.rooms.roles import Act
from visio.rooms.turn import turn

# Hosts are shown so many of those who were put out, the latest first.
SHOWN = 50


def remove(seat: Seat, participant: str, *, block: bool, now: datetime) -> None:
    """Cuts somebody off and kills their ticket; with `block` for good, else they come back only through the lobby.

    After a guest was removed, new guests of this call wait: a guest can come back under another name. Raises NotThere,
    PersonGone, NotAllowed (owners are out of a co-host's reach, and nobody removes themselves).
    """
    person = other(seat, participant, Act.REMOVE)
    if person.pk == seat.me.pk:
        raise NotAllowed
    with turn(seat.room.pk):
        person = Participant.objects.select_related("call__room").get(pk=person.pk)
        if not person.present:
            return
        Block.objects.create(
            room=seat.room,
            call=seat.call,
            account=person.account,
            browser="" if person.account_id else person.browser,
            ticket_digest=person.ticket_digest,
            name=person.name,
            blocked=block,
            created_at=now,
        )
        record("moderation.removed", at=now, **who(seat), subject=person.pk, blocked=block)
        _withdraw_admissions(seat, person)
        state = Presence.BLOCKED if block else Presence.REMOVED
        by = seat.me.name
        presence.gone(person, state, now, by=by, message={"by": by, "blocked": block})
        if person.guest:
            _let_new_guests_wait(seat)


def lift(seat: Seat, block_id: str, now: datetime) -> None:
    """The person may come back as if nothing had been. Raises NotThere, NotAllowed."""
    seat.require(Act.LIFT_BLOCK)
    with turn(seat.room.pk):
        block = Block.objects.filter(pk=block_id, room=seat.room).first()
        if block is None:
            raise NotThere
        record("moderation.block-lifted", at=now, **who(seat), subject=block.pk)
        block.delete()
        queue.reconsider(seat.room, now)


def allow_new_guests(seat: Seat, now: datetime) -> None:
    """New guests need not wait any more. Raises NotAllowed."""
    seat.require(Act.ALLOW_NEW_GUESTS)
    with turn(seat.room.pk):
        if Call.objects.filter(pk=seat.call.pk, new_guests_wait=True).update(new_guests_wait=False):
            record("moderation.new-guests-allowed", at=now, **who(seat))
            _tell_new_guests(seat, wait=False)
            queue.reconsider(seat.room, now)


def removed(call: Call) -> list[RemovedOut]:
    """Who was put out of this call, and who is blocked from the room."""
    blocks = Block.objects.filter(Q(blocked=True) | Q(call=call), room=call.room_id).order_by("-created_at")[:SHOWN]
    return [RemovedOut(block=block.pk, name=block.name, blocked=block.blocked) for block in blocks]


def _withdraw_admissions(seat: Seat, person: Participant) -> None:
    """An admission that somebody still holds must not carry them past their removal."""
    mine = Q(account=person.account_id) if person.account_id else Q(account=None, browser=person.browser or "-")
    held = LobbyRequest.objects.filter(mine, room=seat.room, state=RequestState.ADMITTED)
    held.update(approved=False, state=RequestState.WITHDRAWN)


def _let_new_guests_wait(seat: Seat) -> None:
    if Call.objects.filter(pk=seat.call.pk, new_guests_wait=False).update(new_guests_wait=True):
        _tell_new_guests(seat, wait=True)


def _tell_new_guests(seat: Seat, *, wait: bool) -> None:
    notice = {"kind": "new-guests-wait", "wait": wait, "by": seat.me.name}
    tell(seat.call.pk, "visio.host-notice", notice, to=people.host_ids(seat.call.pk))
