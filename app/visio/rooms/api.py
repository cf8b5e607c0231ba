"""`/rooms`: making rooms, their settings and roles. Entering one is the lobby's."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from ninja import Router, Status

from visio.accounts.actors import account_of, actor_of
from visio.config.clock import now
from visio.rooms import people, services
from visio.rooms.access import room_for
from visio.rooms.roles import Act
from visio.rooms.schemas import (
    AccessWord,
    RoleIn,
    RoleOut,
    RolesOut,
    RoomIn,
    RoomOut,
    SettingsChange,
    SettingsOut,
)

router = Router(tags=["rooms"])


@router.post("", response={201: RoomOut})
def create(request: HttpRequest, body: RoomIn) -> Status[RoomOut]:
    room = services.create(account_of(request), title=body.title, now=now())
    return Status(201, RoomOut(code=room.code, title=room.title, role="owner", access=cast(AccessWord, room.access)))


@router.get("/{code}/settings", response=SettingsOut)
def get_settings(request: HttpRequest, code: str) -> SettingsOut:
    room, _ = room_for(Act.SEE_SETTINGS, actor_of(request), code)
    return services.settings_of(room)


@router.patch("/{code}/settings", response=SettingsOut)
def change_settings(request: HttpRequest, code: str, body: SettingsChange) -> SettingsOut:
    actor = actor_of(request)
    room, _ = room_for(Act.CHANGE_SETTINGS, actor, code)
    return services.settings_of(services.change_settings(room, body, actor=actor, now=now()))


@router.get("/{code}/roles", response=RolesOut)
def get_roles(request: HttpRequest, code: str, cursor: str | None = None) -> RolesOut:
    room, _ = room_for(Act.SEE_ROLES, actor_of(request), code)
    page = people.roles_in(room, cursor)
    return RolesOut(items=[RoleOut.from_orm(item) for item in page.items], next=page.next)


@router.put("/{code}/roles", response=RoleOut)
def give_role(request: HttpRequest, code: str, body: RoleIn) -> RoleOut:
    actor = actor_of(request)
    room, acting = room_for(Act.SEE_ROLES, actor, code)
    held = people.give_role(room, body.email, body.role, actor=actor, acting=acting, now=now())
    return RoleOut.from_orm(held)


@router.delete("/{code}/roles/{role_id}", response={204: None})
def withdraw_role(request: HttpRequest, code: str, role_id: int) -> Status[None]:
    actor = actor_of(request)
    room, acting = room_for(Act.SEE_ROLES, actor, code)
    people.withdraw_role(room, role_id, actor=actor, acting=acting, now=now())
    return Status(204, None)
