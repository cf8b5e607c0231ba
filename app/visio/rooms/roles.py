"""Who may do what: the roles table as data. Everything that asks "may they?" asks `may`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from visio.rooms.models import Admission, Room


class Role(StrEnum):
    """A person's part in one room. `ACCOUNT` is signed in without being listed; `GUEST` has no account."""

    OWNER = "owner"
    CO_HOST = "co-host"
    MEMBER = "member"
    ACCOUNT = "account"
    GUEST = "guest"


HOSTS = frozenset({Role.OWNER, Role.CO_HOST})


class Rule(StrEnum):
    """What a cell of the table says."""

    ALWAYS = "always"
    NEVER = "never"
    OWN = "own"  # on oneself, or one's own thing
    IF_MEMBERS_ADMIT = "if members admit"  # the room's setting "Who admits"
    NOT_ON_OWNERS = "not on owners"
    ON_GUESTS_OR_OWN = "on guests, or own"


class Act(StrEnum):
    ADMIT = "admit"
    SEE_SETTINGS = "see-settings"
    CHANGE_SETTINGS = "change-settings"
    SEE_ROLES = "see-roles"
    GIVE_MEMBER = "give-member"
    GIVE_CO_HOST = "give-co-host"
    WITHDRAW_CO_HOST = "withdraw-co-host"
    CHANGE_OWNERS = "change-owners"
    STOP_SHARE = "stop-share"
    MUTE = "mute"
    MUTE_ALL = "mute-all"
    ASK_UNMUTE = "ask-unmute"
    GIVE_FLOOR = "give-floor"
    LOWER_HAND = "lower-hand"
    LOWER_HANDS = "lower-hands"
    RAISE_HAND = "raise-hand"
    RENAME = "rename"
    REMOVE = "remove"
    LIFT_BLOCK = "lift-block"
    ALLOW_NEW_GUESTS = "allow-new-guests"
    MAKE_CO_HOST = "make-co-host"
    UNMAKE_CO_HOST = "unmake-co-host"
    CHAT = "chat"
    DELETE_MESSAGE = "delete-message"
    RECORD = "record"
    ASK_RECORDING = "ask-recording"
    CONSENT = "consent"
    CAPTIONS = "captions"
    CAPTIONS_POLICY = "captions-policy"
    MAKE_CAPTIONER = "make-captioner"
    TYPE_CAPTIONS = "type-captions"  # once a host has made one the captioner
    LEAVE = "leave"
    END = "end"


_A, _N, _OWN = Rule.ALWAYS, Rule.NEVER, Rule.OWN

# Columns: owner, co-host, member, account, guest.
_TABLE: dict[Act, tuple[Rule, Rule, Rule, Rule, Rule]] = {
    Act.ADMIT: (_A, _A, Rule.IF_MEMBERS_ADMIT, _N, _N),
    Act.SEE_SETTINGS: (_A, _A, _N, _N, _N),
    Act.CHANGE_SETTINGS: (_A, _A, _N, _N, _N),
    Act.SEE_ROLES: (_A, _A, _N, _N, _N),
    Act.GIVE_MEMBER: (_A, _A, _N, _N, _N),
    Act.GIVE_CO_HOST: (_A, _A, _N, _N, _N),
    Act.WITHDRAW_CO_HOST: (_A, _OWN, _N, _N, _N),
    Act.CHANGE_OWNERS: (_A, _N, _N, _N, _N),
    Act.STOP_SHARE: (_A, Rule.NOT_ON_OWNERS, _N, _N, _N),
    Act.MUTE: (_A, Rule.NOT_ON_OWNERS, _N, _N, _N),
    Act.MUTE_ALL: (_A, _A, _N, _N, _N),
    Act.ASK_UNMUTE: (_A, _A, _N, _N, _N),
    Act.GIVE_FLOOR: (_A, _A, _N, _N, _N),
    Act.LOWER_HAND: (_A, Rule.NOT_ON_OWNERS, _OWN, _OWN, _OWN),
    Act.LOWER_HANDS: (_A, _A, _N, _N, _N),
    Act.RAISE_HAND: (_OWN, _OWN, _OWN, _OWN, _OWN),
    Act.RENAME: (_A, Rule.ON_GUESTS_OR_OWN, _OWN, _OWN, _OWN),
    Act.REMOVE: (_A, Rule.NOT_ON_OWNERS, _N, _N, _N),
    Act.LIFT_BLOCK: (_A, _A, _N, _N, _N),
    Act.ALLOW_NEW_GUESTS: (_A, _A, _N, _N, _N),
    Act.MAKE_CO_HOST: (_A, _A, _N, _N, _N),
    Act.UNMAKE_CO_HOST: (_A, _OWN, _N, _N, _N),
    Act.CHAT: (_A, _A, _A, _A, _A),
    Act.DELETE_MESSAGE: (_A, _A, _OWN, _OWN, _OWN),
    Act.RECORD: (_A, _A, _N, _N, _N),
    Act.ASK_RECORDING: (_A, _A, _A, _A, _N),
    Act.CONSENT: (_OWN, _OWN, _OWN, _OWN, _OWN),
    Act.CAPTIONS: (_A, _A, _A, _A, _A),
    Act.CAPTIONS_POLICY: (_A, _A, _N, _N, _N),
    Act.MAKE_CAPTIONER: (_A, _A, _N, _N, _N),
    Act.TYPE_CAPTIONS: (_OWN, _OWN, _OWN, _OWN, _OWN),
    Act.LEAVE: (_OWN, _OWN, _OWN, _OWN, _OWN),
    Act.END: (_A, _A, _N, _N, _N),
}

_COLUMNS = (Role.OWNER, Role.CO_HOST, Role.MEMBER, Role.ACCOUNT, Role.GUEST)


@dataclass(frozen=True)
class Target:
    """Whom an act concerns. `own` is true when it is the actor's own self or thing."""

    role: Role
    own: bool


NOBODY = None


def rule(act: Act, role: Role) -> Rule:
    """The cell of the table."""
    return _TABLE[act][_COLUMNS.index(role)]


def may(act: Act, role: Role, room: Room, target: Target | None = NOBODY) -> bool:
    """Whether somebody of `role` may do `act` in `room`, to `target` if it concerns a person or a thing of theirs.

    Without a target, an act that depends on one is allowed if there is any target it is allowed on.
    """
    match rule(act, role):
        case Rule.ALWAYS:
            return True
        case Rule.NEVER:
            return False
        case Rule.OWN:
            return target is None or target.own
        case Rule.IF_MEMBERS_ADMIT:
            return room.admission == Admission.HOSTS_AND_MEMBERS
        case Rule.NOT_ON_OWNERS:
            return target is None or target.own or target.role != Role.OWNER
        case Rule.ON_GUESTS_OR_OWN:
            return target is None or target.own or target.role == Role.GUEST
