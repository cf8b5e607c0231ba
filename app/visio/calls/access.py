"""The only way for somebody in a call to get at the call and at others in it."""

from __future__ import annotations

from dataclasses import dataclass

from visio.accounts.actors import Actor, TicketKind
from visio.calls.errors import PersonGone
from visio.calls.models import IS_PRESENT, Call, CallState, Participant
from visio.errors.general import NotAllowed, NotThere, TicketInvalid
from visio.limits import rates
from visio.rooms.models import Room
from visio.rooms.roles import Act, Role, Target, may


@dataclass(frozen=True)
class Seat:
    """Somebody in a call, who is acting."""

    me: Participant
    call: Call
    room: Room

    def may(self, act: Act, target: Participant | None = None) -> bool:
        about = Target(Role(target.role), target.pk == self.me.pk) if target is not None else None
        return may(act, Role(self.me.role), self.room, about)

    def require(self, act: Act, target: Participant | None = None) -> None:
        """Raises NotAllowed."""
        if not self.may(act, target):
            raise NotAllowed


def seat(actor: Actor, call_id: str) -> Seat:
    """The actor's place in this call. Raises TicketInvalid, and NotThere for a call that is not the ticket's."""
    ticket = actor.ticket
    if ticket is None or ticket.kind != TicketKind.PARTICIPANT or not ticket.alive:
        raise TicketInvalid
    if ticket.call != call_id:
        raise NotThere
    me = Participant.objects.select_related("call__room", "account").get(pk=ticket.holder)
    if me.call.state not in (CallState.LIVE, CallState.EMPTY, CallState.ENDING):
        raise TicketInvalid
    return Seat(me, me.call, me.call.room)


def acting(actor: Actor, call_id: str) -> Seat:
    """`seat`, for somebody who is about to do something: counted. Raises TooManyAttempts, too."""
    place = seat(actor, call_id)
    rates.take(rates.ACT, place.me.pk)
    return place


def other(place: Seat, participant_id: str, act: Act) -> Participant:
    """Somebody in the same call on whom one may do `act`. Raises NotThere, PersonGone, NotAllowed."""
    found = Participant.objects.select_related("call__room").filter(pk=participant_id, call=place.call).first()
    if found is None:
        raise NotThere
    place.require(act, found)
    if not Participant.objects.filter(IS_PRESENT, pk=found.pk).exists():
        raise PersonGone
    return found
