"""Roles given to people by e-mail address: before, during and after calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.dispatch import Signal

from visio.accounts.actors import Actor
from visio.accounts.models import Account
from visio.accounts.services import checked_email
from visio.audit.services import record
from visio.errors.general import NotAllowed, NotThere
from visio.rooms.errors import LastOwner, TooManyRoles
from visio.rooms.models import Room, RoomRole
from visio.rooms.roles import Act, Role, Target, may
from visio.rooms.turn import turn

MOST_ROLES = 1000
PAGE = 50

# Sent inside the transaction with `room`, `email`, `role` (None when withdrawn) and `now`.
role_changed = Signal()


@dataclass(frozen=True)
class RoleHolder:
    """A role with the name of its account, if there is one."""

    id: int
    email: str
    name: str | None
    role: str


@dataclass(frozen=True)
class RolesPage:
    items: list[RoleHolder]
    next: str | None


def roles_in(room: Room, cursor: str | None) -> RolesPage:
    """Who has a role, in the order in which they got it, 50 at a time."""
    roles = RoomRole.objects.filter(room=room).order_by("pk")
    if cursor and cursor.isdigit() and len(cursor) < 19:
        roles = roles.filter(pk__gt=int(cursor))
    found = list(roles[: PAGE + 1])
    shown = found[:PAGE]
    names = dict(Account.objects.filter(email__in=[role.email for role in shown]).values_list("email", "name"))
    items = [RoleHolder(role.pk, role.email, names.get(role.email), role.role) for role in shown]
    return RolesPage(items, str(shown[-1].pk) if len(found) > PAGE else None)


def give_role(room: Room, email: str, role: str, *, actor: Actor, acting: Role, now: datetime) -> RoleHolder:
    """Gives or changes a role. Raises NotAllowed, LastOwner, TooManyRoles, EmailInvalid."""
    email = checked_email(email)
    with turn(room.pk):
        held = RoomRole.objects.filter(room=room, email=email).first()
        _check(room, held.role if held else None, role, own=_own(actor, email), acting=acting)
        if held is None:
            if RoomRole.objects.filter(room=room).count() >= MOST_ROLES:
                raise TooManyRoles(limit=MOST_ROLES)
            held = RoomRole.objects.create(room=room, email=email, role=role, given_at=now)
        elif held.role != role:
            _keep_one_owner(room, held)
            held.role = role
            held.save(update_fields=["role"])
        _record("room.role-given", room, held, actor, now)
        role_changed.send(sender=RoomRole, room=room, email=email, role=role, now=now)
    name = Account.objects.filter(email=email).values_list("name", flat=True).first()
    return RoleHolder(held.pk, email, name, role)


def withdraw_role(room: Room, role_id: int, *, actor: Actor, acting: Role, now: datetime) -> None:
    """Takes a role away. Raises NotThere, NotAllowed, LastOwner."""
    with turn(room.pk):
        held = RoomRole.objects.filter(room=room, pk=role_id).first()
        if held is None:
            raise NotThere
        _check(room, held.role, None, own=_own(actor, held.email), acting=acting)
        _keep_one_owner(room, held)
        _record("room.role-withdrawn", room, held, actor, now)
        email = held.email
        held.delete()
        role_changed.send(sender=RoomRole, room=room, email=email, role=None, now=now)


def _check(room: Room, old: str | None, new: str | None, *, own: bool, acting: Role) -> None:
    for act in _acts(old, new):
        role = Role(old or new or Role.ACCOUNT)
        if not may(act, acting, room, Target(role, own)):
            raise NotAllowed


def _acts(old: str | None, new: str | None) -> list[Act]:
    """What a change from one role to another amounts to."""
    acts = []
    if RoomRole.OWNER in (old, new) and old != new:
        acts.append(Act.CHANGE_OWNERS)
    if old == RoomRole.CO_HOST and new != old:
        acts.append(Act.WITHDRAW_CO_HOST)
    if new == RoomRole.CO_HOST and old != RoomRole.OWNER:
        acts.append(Act.GIVE_CO_HOST)
    return acts or [Act.GIVE_MEMBER]


def _keep_one_owner(room: Room, held: RoomRole) -> None:
    others = RoomRole.objects.filter(room=room, role=RoomRole.OWNER).exclude(pk=held.pk)
    if held.role == RoomRole.OWNER and not others.exists():
        raise LastOwner


def _own(actor: Actor, email: str) -> bool:
    return actor.account is not None and actor.account.email == email


def _record(action: str, room: Room, held: RoomRole, actor: Actor, now: datetime) -> None:
    record(
        action,
        at=now,
        account=actor.account.pk if actor.account else "",
        participant=actor.ticket.holder if actor.ticket else "",
        room=room.code,
        subject=str(held.pk),
        role=held.role,
    )
