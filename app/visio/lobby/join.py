"""The door: what a room looks like from outside, and what *Join* does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.db.models import Max, Q, QuerySet

from visio.accounts.actors import Actor, TicketKind
from visio.accounts.names import clean_name
from visio.calls import joining, signals
from visio.calls.entrance import Entry, Facts, decide
from visio.calls.errors import Blocked, RoomLocked, SignInNeeded
from visio.calls.joining import Entered, Person
from visio.calls.models import IS_PRESENT, IS_SHOWN, Block, Call, Participant
from visio.config.identifiers import credential, digest
from visio.errors import VisioError
from visio.limits import rates
from visio.lobby import queue
from visio.lobby.errors import Denied, LobbyFull
from visio.lobby.models import IS_OPEN, OPEN, LobbyRequest, Reason, RequestState
from visio.lobby.schemas import EntranceOut, JoinIn, PeopleOut
from visio.rooms.models import Room
from visio.rooms.roles import Role
from visio.rooms.schemas import AccessWord
from visio.rooms.turn import turn

ADMISSION_LASTS = timedelta(minutes=10)

# With no call going on, tries are counted over this time.
TRIES_LAST = timedelta(hours=1)

NAMES_SHOWN = 3


@dataclass(frozen=True)
class Waiting:
    """Somebody sent to the lobby: the request, and the ticket that is told this once."""

    request: LobbyRequest
    ticket: str


def entrance(room: Room, actor: Actor, now: datetime) -> EntranceOut:
    """What the pre-join page may know. Changes nothing."""
    person = joining.person_of(actor, room)
    call = joining.live_call(room)
    request = _request_of(actor, room)
    entry = decide(room, _facts(room, person, call, request, now))
    may_know = entry in (Entry.ENTER, Entry.FULL)
    return EntranceOut(
        code=room.code,
        title=(room.title or None) if may_know or room.show_title else None,
        access=cast(AccessWord, room.access),
        role=person.role.value,
        entry=entry.value,
        people=_people(call) if may_know else None,
        name_needed=person.account is None,
        name=person.account.name if person.account else None,
        present_elsewhere=_elsewhere(person, call),
        chat_kept_until="end-of-call",
    )


def join(room: Room, actor: Actor, wish: JoinIn, now: datetime) -> Entered | Waiting:
    """Takes a place in the call, or one in the lobby.

    Raises SignInNeeded, RoomLocked, Blocked, Denied, NameInvalid, LobbyFull, TooManyAttempts.
    """
    rates.take(rates.JOIN_ADDRESS, actor.address, now)
    if actor.key != actor.address:
        rates.take(rates.JOIN_PERSON, actor.key, now)
    with turn(room.pk) as room:
        person = joining.person_of(actor, room)
        call = joining.live_call(room)
        request = _request_of(actor, room)
        entry = decide(room, _facts(room, person, call, request, now))
        if entry == Entry.ENTER:
            return _enter(room, person, request, wish, now)
        if request is None or request.state not in OPEN:
            _refuse(entry)
        return _wait(room, person, call, request, entry, wish, now)


def _enter(room: Room, person: Person, request: LobbyRequest | None, wish: JoinIn, now: datetime) -> Entered:
    name = request.name if request is not None else wish.name
    entered = joining.enter(
        room,
        person,
        name=name,
        device=wish.device,
        move=wish.elsewhere == "move",
        former_ticket=request.ticket_digest if request else "",
        now=now,
    )
    signals.entered.send(sender=Call, participant=entered.participant, consent=wish.consent, now=now)
    if request is not None:
        was_open = request.state in OPEN
        request.state, request.entered_at = RequestState.ADMITTED, now
        # The waiting ticket is used up: the participant's takes its place.
        request.ticket_digest, request.former_ticket_digest = digest(credential()), ""
        request.save(update_fields=["state", "entered_at", "ticket_digest", "former_ticket_digest"])
        if was_open:
            queue.tell_hosts(room, joining.live_call(room))
    return entered


def _wait(
    room: Room,
    person: Person,
    call: Call | None,
    request: LobbyRequest | None,
    entry: Entry,
    wish: JoinIn,
    now: datetime,
) -> Waiting:
    ticket = credential()
    reason = queue.reason_for(entry, call, room)
    if request is not None and request.state in OPEN:  # a reload keeps the place
        request.former_ticket_digest, request.ticket_digest = request.ticket_digest, digest(ticket)
        request.save(update_fields=["ticket_digest", "former_ticket_digest"])
        return Waiting(request, ticket)
    name = person.account.name if person.account else clean_name(wish.name or (request.name if request else ""))
    tries = _tries(room, person, call, request, now)
    if LobbyRequest.objects.filter(IS_OPEN, room=room).count() >= queue.MOST_WAITING:
        raise LobbyFull(limit=queue.MOST_WAITING)
    request = request or LobbyRequest(room=room, account=person.account)
    request.browser = person.browser if person.account is None else ""
    request.room, request.call, request.name, request.device = room, call, name, wish.device[:80]
    request.state = RequestState.QUEUED_FULL if reason == Reason.FULL else RequestState.WAITING
    request.reason, request.approved = reason, entry == Entry.FULL
    request.tries, request.asked_at, request.away_since = tries, now, now
    request.answered_at, request.answered_by, request.entered_at, request.message = None, "", None, ""
    request.former_ticket_digest, request.ticket_digest = request.ticket_digest, digest(ticket)
    request.save()
    queue.tell_person(request)
    queue.tell_hosts(room, call)
    return Waiting(request, ticket)


def _tries(room: Room, person: Person, call: Call | None, request: LobbyRequest | None, now: datetime) -> int:
    """The number of this try. Raises Denied when it comes too soon after a refusal, or is the fourth."""
    mine = _earlier(room, person, request).filter(asked_at__gte=call.started_at if call else now - TRIES_LAST)
    refused = mine.filter(state=RequestState.REFUSED).order_by("-answered_at").first()
    # Each row holds the person's tries so far: a new tab is no new person.
    used = int(mine.aggregate(used=Max("tries"))["used"] or 0)
    if used >= queue.TRIES:
        raise Denied(seconds=0, tries_left=0)
    if refused is not None and refused.answered_at is not None:
        left = (refused.answered_at + queue.ASK_AGAIN_AFTER - now).total_seconds()
        if left > 0:
            raise Denied(seconds=int(left) + 1, tries_left=queue.TRIES - used)
    return used + 1


def _earlier(room: Room, person: Person, request: LobbyRequest | None) -> QuerySet[LobbyRequest]:
    known = Q(pk=request.pk) if request is not None else Q(pk__in=[])
    if person.account is not None:
        known |= Q(account=person.account)
    elif person.browser:
        known |= Q(account=None, browser=person.browser)
    return LobbyRequest.objects.filter(known, room=room)


def _facts(room: Room, person: Person, call: Call | None, request: LobbyRequest | None, now: datetime) -> Facts:
    approved = request is not None and request.approved and _still_good(request, now)
    held = queue.reserved(room, now, request)
    facts = joining.facts(room, person, call, approved=approved, reserved=held, now=now)
    blocked = request is not None and request.state == RequestState.BLOCKED and _still_blocked(request)
    return Facts(**{**facts.__dict__, "blocked": True}) if blocked else facts


def _still_good(request: LobbyRequest, now: datetime) -> bool:
    """An admission lasts ten minutes; a place in the queue of a full room until it is given up."""
    if request.state == RequestState.QUEUED_FULL:
        return True
    admitted = request.state == RequestState.ADMITTED and request.entered_at is None
    return admitted and request.answered_at is not None and now - request.answered_at <= ADMISSION_LASTS


def _still_blocked(request: LobbyRequest) -> bool:
    return Block.objects.filter(room=request.room, blocked=True, ticket_digest=request.ticket_digest).exists()


def _request_of(actor: Actor, room: Room) -> LobbyRequest | None:
    ticket = actor.ticket
    if ticket is None or ticket.kind != TicketKind.WAITING or ticket.room != room.pk:
        return None
    return LobbyRequest.objects.filter(pk=ticket.holder).select_related("room").first()


def _refuse(entry: Entry) -> None:
    refusals: dict[Entry, type[VisioError]] = {
        Entry.SIGN_IN: SignInNeeded,
        Entry.LOCKED: RoomLocked,
        Entry.BLOCKED: Blocked,
    }
    if entry in refusals:
        raise refusals[entry]


def _people(call: Call | None) -> PeopleOut:
    if call is None:
        return PeopleOut(count=0, names=[])
    people = Participant.objects.filter(IS_SHOWN, call=call).order_by("joined_at")
    return PeopleOut(count=people.count(), names=list(people.values_list("name", flat=True)[:NAMES_SHOWN]))


def _elsewhere(person: Person, call: Call | None) -> bool:
    if person.account is None or call is None or person.role == Role.GUEST:
        return False
    others = Participant.objects.filter(IS_PRESENT, call=call, account=person.account)
    return others.exclude(pk=person.ticket_holder or "").exists()
