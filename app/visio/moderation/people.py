"""Names and roles of people in the call."""

from __future__ import annotations

import logging
from datetime import datetime

from visio.accounts.names import clean_name, distinct_name
from visio.audit.services import record
from visio.calls import people
from visio.calls.access import Seat, other
from visio.calls.joining import attributes
from visio.calls.messages import tell
from visio.calls.models import IS_PRESENT, Participant
from visio.config.wire import wire
from visio.engine.base import Engine, EngineFailed
from visio.errors.general import NotAllowed
from visio.lobby import queue
from visio.moderation.trail import who
from visio.rooms.access import role_of
from visio.rooms.models import RoomRole
from visio.rooms.roles import HOSTS, Act, Role
from visio.rooms.turn import turn

log = logging.getLogger("visio.moderation")


def rename(seat: Seat, participant: str, name: str, now: datetime) -> None:
    """Oneself or somebody else. Raises NameInvalid, NotThere, PersonGone, NotAllowed."""
    person = other(seat, participant, Act.RENAME)
    name = clean_name(name)
    with turn(seat.room.pk):
        others = Participant.objects.filter(IS_PRESENT, call=seat.call).exclude(pk=person.pk)
        person.name = distinct_name(name, list(others.values_list("name", flat=True)))
        person.save(update_fields=["name"])
        if person.pk != seat.me.pk:
            record("moderation.renamed", at=now, **who(seat), subject=person.pk)
        tell_person(person)


def change_role(seat: Seat, participant: str, *, co_host: bool, keep: bool, engine: Engine, now: datetime) -> None:
    """Makes or unmakes a co-host for this call, with `keep` for the room too.

    A guest's role cannot be kept, for lack of an account. Raises NotThere, PersonGone, NotAllowed.
    """
    person = other(seat, participant, Act.MAKE_CO_HOST if co_host else Act.UNMAKE_CO_HOST)
    if person.role == Role.OWNER or (keep and person.account is None):
        raise NotAllowed
    with turn(seat.room.pk):
        if keep:
            _keep(seat, person, co_host=co_host, now=now)
        person.role = Role.CO_HOST if co_host else _base_role(person, seat)
        person.save(update_fields=["role"])
        record("moderation.role-changed", at=now, **who(seat), subject=person.pk, role=person.role, kept=keep)
        tell_person(person)
        queue.reconsider(seat.room, now)
    try:
        engine.set_attributes(seat.call.pk, person.identity, attributes(person))
    except EngineFailed as fault:
        log.warning("engine.order-failed call=%s code=%s", seat.call.pk, fault.code)


def tell_person(person: Participant) -> None:
    if person.connected_at is not None:
        tell(person.call_id, "visio.participant", {"participant": wire(people.seen(person))})


def _base_role(person: Participant, seat: Seat) -> Role:
    """What somebody is without being a co-host."""
    role = role_of(person.account, seat.room)
    if role in HOSTS:
        return Role.MEMBER
    return role


def _keep(seat: Seat, person: Participant, *, co_host: bool, now: datetime) -> None:
    if person.account is None:
        raise NotAllowed
    roles = RoomRole.objects.filter(room=seat.room, email=person.account.email)
    if not co_host:
        roles.filter(role=RoomRole.CO_HOST).update(role=RoomRole.MEMBER)
    elif not roles.update(role=RoomRole.CO_HOST):
        RoomRole.objects.create(room=seat.room, email=person.account.email, role=RoomRole.CO_HOST, given_at=now)
