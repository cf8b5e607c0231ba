"""Who may enter, who waits and why: one decision from the room's settings and the facts of the moment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from visio.rooms.models import Access, BeforeHost, Guests, Room
from visio.rooms.roles import HOSTS, Role


class Entry(StrEnum):
    ENTER = "enter"
    WAIT = "wait"
    SIGN_IN = "sign-in"
    LOCKED = "locked"
    FULL = "full"
    HOST_ABSENT = "host-absent"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Facts:
    """What is known of a person and of the room at this moment."""

    role: Role
    inside: bool = False  # a reload of somebody who is in
    approved: bool = False  # admitted by a host, or back within ten minutes
    blocked: bool = False
    removed: bool = False  # from this call
    live: bool = False  # somebody is in
    new_guests_wait: bool = False
    places: int = 1  # free ones, after those who were admitted or stand in the queue
    guests_may_start: bool = False


def decide(room: Room, facts: Facts) -> Entry:
    """In this order: blocked, inside, approved, locked, removed, kind of person, before the host, full."""
    if facts.blocked:
        return Entry.BLOCKED
    if facts.inside:
        return Entry.ENTER
    refusal = None if facts.approved else _refusal(room, facts)
    if refusal is not None:
        return refusal
    return Entry.ENTER if facts.places > 0 else Entry.FULL


def _refusal(room: Room, facts: Facts) -> Entry | None:
    if facts.role in HOSTS:
        return Entry.WAIT if facts.removed else None
    if facts.role == Role.GUEST and room.guests == Guests.REFUSED:
        return Entry.SIGN_IN
    if room.locked:
        return Entry.LOCKED
    if facts.removed or not enters_directly(room, facts.role):
        return Entry.WAIT
    if facts.role == Role.GUEST and facts.new_guests_wait:
        return Entry.WAIT
    if not facts.live and not may_start(room, facts):
        return Entry.HOST_ABSENT
    return None


def enters_directly(room: Room, role: Role) -> bool:
    """The line "Enter public / trusted / restricted directly" of the roles table."""
    if role in (Role.OWNER, Role.CO_HOST, Role.MEMBER):
        return True
    if role == Role.ACCOUNT:
        return room.access in (Access.PUBLIC, Access.TRUSTED)
    return room.access == Access.PUBLIC


def may_start(room: Room, facts: Facts) -> bool:
    """The line "Start a call with no host present" of the roles table."""
    if facts.role in HOSTS:
        return True
    if room.before_host == BeforeHost.NOBODY:
        return False
    if facts.role == Role.MEMBER:
        return True
    if facts.role == Role.ACCOUNT:
        return room.access in (Access.PUBLIC, Access.TRUSTED)
    return facts.guests_may_start and room.access == Access.PUBLIC
