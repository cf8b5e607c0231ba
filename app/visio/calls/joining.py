"""Facts about a person at the door of a room, and the way in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models

from visio.accounts.actors import Actor, TicketKind
from visio.accounts.models import Account
from visio.accounts.names import clean_name, distinct_name
from visio.audit.services import record
from visio.calls import presence
from visio.calls.entrance import Facts
from visio.calls.models import IS_PRESENT, PRESENT, Block, Call, CallState, Participant, Presence
from visio.config import options
from visio.config.clock import real_now
from visio.config.identifiers import credential, digest, identifier
from visio.engine.base import Engine, EngineFailed
from visio.engine.errors import EngineUnreachable
from visio.engine.tokens import media_token
from visio.rooms.access import role_of
from visio.rooms.models import Room
from visio.rooms.roles import HOSTS, Role
from visio.rooms.services import capacity_of

# Back within this time one enters without the lobby, also a locked room.
RETURN_WITHIN = timedelta(minutes=10)

# A raised hand keeps its place in the queue for who leaves and is back within this time: who reloads the page.
HAND_WAITS = timedelta(seconds=60)

_MAY_RETURN = (Presence.LEFT, Presence.LOST, Presence.MOVED)


@dataclass(frozen=True)
class Person:
    """Somebody at the door, as far as recognised: by account, by ticket, by the browser's cookie for guests."""

    account: Account | None
    browser: str
    ticket_holder: str | None
    role: Role

    @property
    def is_self(self) -> models.Q:
        """Rows of participants that are this person's."""
        found = models.Q(pk=self.ticket_holder) if self.ticket_holder else models.Q(pk__in=[])
        if self.account is not None:
            return found | models.Q(account=self.account)
        return found | models.Q(browser=self.browser, account=None) if self.browser else found


def person_of(actor: Actor, room: Room) -> Person:
    ticket = actor.ticket
    ours = ticket is not None and ticket.room == room.pk and ticket.kind == TicketKind.PARTICIPANT
    holder = ticket.holder if ticket is not None and ours else None
    return Person(actor.account, actor.browser or "", holder, role_of(actor.account, room))


def live_call(room: Room) -> Call | None:
    """The room's open call: one in which people are, or were a minute ago."""
    return Call.objects.filter(room=room, ended_at=None).exclude(state=CallState.ENDING).first()


def present_self(person: Person, call: Call | None) -> Participant | None:
    """The row that a reload continues: the ticket's, or one of the same person that is cut off at the moment."""
    if call is None:
        return None
    mine = Participant.objects.filter(IS_PRESENT, person.is_self, call=call).select_related("call__room")
    for row in mine:
        if row.pk == person.ticket_holder or row.state == Presence.RECONNECTING:
            return row
    return None


def facts(room: Room, person: Person, call: Call | None, *, approved: bool, reserved: int, now: datetime) -> Facts:
    """What decides about this person. `reserved` places belong to people who were admitted or stand in the queue."""
    blocks = list(block_rows(room, person, call))
    present = Participant.objects.filter(IS_PRESENT, call=call).count() if call else 0
    return Facts(
        role=person.role,
        inside=present_self(person, call) is not None,
        approved=approved or returning(room, person, now),
        blocked=any(block.blocked for block in blocks),
        removed=any(not block.blocked for block in blocks),
        live=present > 0,
        new_guests_wait=call is not None and call.new_guests_wait,
        places=capacity_of(room) - present - reserved,
        guests_may_start=options.current().guests_start,
    )


def returning(room: Room, person: Person, now: datetime) -> bool:
    """Whether this person was in the room, and not put out, within the last ten minutes."""
    recently = Participant.objects.filter(person.is_self, call__room=room, connected_at__isnull=False)
    last = recently.order_by("-joined_at").first()
    if last is None or last.state not in _MAY_RETURN or last.left_at is None:
        return False
    return now - last.left_at <= RETURN_WITHIN


def block_rows(room: Room, person: Person, call: Call | None) -> models.QuerySet[Block]:
    """Blocks of this room that concern the person; removals count for the call in which they were made."""
    known = models.Q(pk__in=[])
    if person.account is not None:
        known |= models.Q(account=person.account)
    elif person.browser:
        known |= models.Q(account=None, browser=person.browser)
    if person.ticket_holder:
        tickets = Participant.objects.filter(pk=person.ticket_holder).values("ticket_digest")
        known |= models.Q(ticket_digest__in=tickets)
    current = models.Q(blocked=True) | models.Q(call=call) if call else models.Q(blocked=True)
    return Block.objects.filter(known, current, room=room)


@dataclass(frozen=True)
class Entered:
    """Somebody on the way in: the row, and the ticket that is told this once."""

    participant: Participant
    ticket: str


def enter(
    room: Room, person: Person, *, name: str | None, device: str, move: bool, former_ticket: str, now: datetime
) -> Entered:
    """Takes a place, in the open call or a new one. Inside the room's turn.

    `former_ticket` is the digest of a waiting ticket that this uses up. Raises NameInvalid when a guest gives no usable
    name.
    """
    call = live_call(room) or _start(room, now)
    row = present_self(person, call) or _former_self(person, call, now)
    ticket = credential()
    if row is None:
        row = Participant(call=call, account=person.account, browser=person.browser if not person.account else "")
        row.role = person.role
        row.joined_at = now
        row.name = distinct_name(_name(person, name), _names(call))
    else:
        _come_back(row, call, name)
        if row.left_at is not None and now - row.left_at > HAND_WAITS:
            row.hand_seq = row.hand_raised_at = None
    if move:
        _move_here(person, row, call, now)
    row.former_ticket_digest = row.ticket_digest or former_ticket
    row.ticket_digest = digest(ticket)
    row.device = device[:80]
    row.state = Presence.CONNECTING
    row.connecting_since = now
    row.left_at = None
    row.save()
    return Entered(row, ticket)


def media_for(row: Participant, engine: Engine) -> tuple[str | None, str]:
    """The engine's address (None: this application's own) and a token for the row's identity.

    Makes the engine's room; outside a transaction. Raises EngineUnreachable.
    """
    try:
        engine.create_room(row.call_id)
    except EngineFailed:
        raise EngineUnreachable from None
    token = media_token(
        engine.credentials,
        room=row.call_id,
        identity=row.identity,
        attributes=attributes(row),
        now=real_now(),
        lasts=timedelta(seconds=engine.connect_within_seconds),
        publish=row.may_publish,
    )
    return engine.url, token


def attributes(row: Participant) -> dict[str, str]:
    """What the engine shows others of a participant: no name, no account."""
    return {
        "visio.participant": row.pk,
        "visio.role": row.role,
        "visio.guest": "true" if row.guest else "false",
    }


def _start(room: Room, now: datetime) -> Call:
    open_one = Call.objects.filter(room=room, ended_at=None).first()
    if open_one is not None:
        presence.end(open_one, now)
    call = Call.objects.create(room=room, started_at=now)
    record("call.started", at=now, room=room.code, call=call.pk)
    return call


def _former_self(person: Person, call: Call, now: datetime) -> Participant | None:
    """The row of somebody who left this very call with this very ticket a moment ago."""
    if person.ticket_holder is None:
        return None
    row = Participant.objects.filter(pk=person.ticket_holder, call=call, state__in=_MAY_RETURN).first()
    return row if row is not None and row.left_at is not None and now - row.left_at <= RETURN_WITHIN else None


def _come_back(row: Participant, call: Call, name: str | None) -> None:
    """The same participant with a new media identity; the old one is cut off."""
    others = _names(call, besides=row)
    row.name = distinct_name(clean_name(name) if name and row.guest else row.name, others)
    presence.replace_identity(row, identifier())


def _move_here(person: Person, row: Participant, call: Call, now: datetime) -> None:
    if person.account is None:
        return
    elsewhere = Participant.objects.filter(IS_PRESENT, call=call, account=person.account).exclude(pk=row.pk)
    for other in elsewhere.select_related("call__room"):
        presence.gone(other, Presence.MOVED, now)


def _name(person: Person, written: str | None) -> str:
    return person.account.name if person.account is not None else clean_name(written or "")


def _names(call: Call, besides: Participant | None = None) -> list[str]:
    others = Participant.objects.filter(IS_PRESENT, call=call)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    return list(others.values_list("name", flat=True))


def host_is_present(call: Call | None) -> bool:
    return (
        call is not None
        and Participant.objects.filter(
            call=call, state__in=PRESENT, connected_at__isnull=False, role__in=list(HOSTS)
        ).exists()
    )
