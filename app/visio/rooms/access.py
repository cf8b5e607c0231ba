"""The only way to get at a room. What one may not know of looks like what does not exist."""

from __future__ import annotations

from visio.accounts.actors import Actor, TicketKind
from visio.accounts.models import Account
from visio.config.addresses import room_code
from visio.errors.general import NotAllowed, TicketInvalid
from visio.limits import rates
from visio.rooms.errors import RoomUnknown
from visio.rooms.models import Room, RoomRole
from visio.rooms.roles import Act, Role, may


def room_by_code(written: str, *, address: str) -> Room:
    """The room of a code as a person wrote it. Raises RoomUnknown, and TooManyAttempts for an address that guesses."""
    rates.check(rates.UNKNOWN_ROOM, address)
    code = room_code(written)
    room = Room.objects.filter(code=code).first() if code else None
    if room is None:
        rates.take(rates.UNKNOWN_ROOM, address)
        raise RoomUnknown
    return room


def role_of(account: Account | None, room: Room) -> Role:
    """The role that an account has in a room by its list, outside any call."""
    if account is None:
        return Role.GUEST
    given = RoomRole.objects.filter(room=room, email=account.email).values_list("role", flat=True).first()
    return Role(given) if given else Role.ACCOUNT


def acting_role(actor: Actor, room: Room) -> Role:
    """The role in which a request acts on a room: of its ticket if that is a participant's here, else of its account.

    Raises TicketInvalid for a ticket that is dead or of another room.
    """
    ticket = actor.ticket
    if ticket is None:
        return role_of(actor.account, room)
    if not ticket.alive or ticket.room != room.pk or ticket.kind != TicketKind.PARTICIPANT:
        raise TicketInvalid
    return Role(ticket.role)


def room_for(act: Act, actor: Actor, written: str) -> tuple[Room, Role]:
    """The room, if the actor may do `act` with it. Raises RoomUnknown, NotAllowed, TicketInvalid."""
    room = room_by_code(written, address=actor.address)
    role = acting_role(actor, room)
    if not may(act, role, room):
        raise NotAllowed
    return room, role
