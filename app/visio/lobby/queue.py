"""The people waiting at one room: in which order, for what, and who may go in now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from django.db.models import Q

from visio.calls import joining, people
from visio.calls.entrance import Entry, Facts, decide
from visio.calls.messages import tell
from visio.calls.models import IS_PRESENT, Block, Call, Participant
from visio.config import options
from visio.config.wire import wire
from visio.events import bus
from visio.lobby.models import IS_OPEN, LobbyRequest, Reason, RequestState
from visio.lobby.schemas import ReasonWord, RequestEvent, StateWord, WaitingOut
from visio.rooms.models import Room, RoomRole
from visio.rooms.roles import Role
from visio.rooms.services import capacity_of

MOST_WAITING = 200
TRIES = 3
ASK_AGAIN_AFTER = timedelta(seconds=60)

# An admitted person's place is held this long while their page connects.
PLACE_HELD_FOR = timedelta(seconds=30)

# Of a long queue hosts are told the first fifty and the count: a message must fit into a data packet.
SHOWN = 50


def waiting(room: Room) -> list[LobbyRequest]:
    """Open requests in the order in which people asked."""
    return list(LobbyRequest.objects.filter(IS_OPEN, room=room).order_by("asked_at", "pk"))


def shown_to_hosts(room: Room) -> tuple[list[WaitingOut], int]:
    """The first of those who need a host's answer, and how many there are."""
    asking = LobbyRequest.objects.filter(room=room, state=RequestState.WAITING, approved=False).order_by(
        "asked_at", "pk"
    )
    first = list(asking[: SHOWN + 1])
    count = len(first) if len(first) <= SHOWN else asking.count()
    return [as_shown(request) for request in first[:SHOWN]], count


def as_shown(request: LobbyRequest) -> WaitingOut:
    return WaitingOut(
        id=request.pk,
        name=request.name,
        guest=request.account_id is None,
        asked_at=request.asked_at,
        device=request.device or None,
    )


def event_of(request: LobbyRequest) -> RequestEvent:
    """All that the waiting person is told: own state, and the title if the room shows it."""
    refused = request.state == RequestState.REFUSED and request.answered_at is not None
    left = tries_left(request)
    return RequestEvent(
        state=cast(StateWord, request.state),
        reason=cast(ReasonWord, request.reason),
        tries_left=left,
        ask_again_at=request.answered_at + ASK_AGAIN_AFTER if refused and request.answered_at and left else None,
        message=request.message or None,
        title=(request.room.title or None) if request.room.show_title else None,
    )


def tries_left(request: LobbyRequest) -> int:
    return max(0, TRIES - request.tries)


def tell_person(request: LobbyRequest) -> None:
    """Pushes the request's state to the waiting page, after commit."""
    bus.tell("lobby", {"request": request.pk, "event": wire(event_of(request))})


def tell_hosts(room: Room, call: Call | None, *, answered: dict[str, str | None] | None = None) -> None:
    """Tells those who may admit who waits; members only the count, when no host is there."""
    if call is None:
        return
    shown, count = shown_to_hosts(room)
    content = {"waiting": [wire(item) for item in shown], "count": count, "answered": answered}
    to = people.ids_of(call.pk, people.admitters(room))
    members_know = not joining.host_is_present(call)
    rest = {"waiting": [], "count": count, "answered": None} if members_know else None
    tell(call.pk, "visio.lobby", content, to=to, others=rest)


def reserved(room: Room, now: datetime, request: LobbyRequest | None = None) -> int:
    """Places that are promised to others: to people just admitted, and to those before one in the queue.

    Who was just admitted has a place of their own; a newcomer comes after the whole queue.
    """
    held = Q(state=RequestState.ADMITTED, entered_at=None, answered_at__gt=now - PLACE_HELD_FOR)
    others = LobbyRequest.objects.filter(room=room).exclude(pk=request.pk if request else None)
    if request is not None and request.state == RequestState.ADMITTED and _is_held(request, now):
        return others.filter(held).count()
    before = Q(state=RequestState.QUEUED_FULL)
    if request is not None and request.state == RequestState.QUEUED_FULL:
        before &= Q(asked_at__lt=request.asked_at)
    return others.filter(held | before).count()


def _is_held(request: LobbyRequest, now: datetime) -> bool:
    return request.answered_at is not None and request.answered_at > now - PLACE_HELD_FOR


def reconsider(room: Room, now: datetime) -> None:
    """Goes through the queue again after something changed: who may go in goes in, the others learn why they wait.

    Inside a transaction.
    """
    requests = waiting(room)
    if not requests:
        return
    judge = _Judge(room, now, requests)
    changed = [request for request in requests if judge.apply(request)]
    for request in changed:
        request.save(update_fields=["state", "reason", "approved", "answered_at", "asked_at"])
        tell_person(request)
    if changed or judge.host_present:
        tell_hosts(room, judge.call)


def reason_for(entry: Entry, call: Call | None, room: Room) -> Reason:
    if entry == Entry.FULL:
        return Reason.FULL
    if entry == Entry.HOST_ABSENT:
        return Reason.HOST_ABSENT
    able = people.ids_of(call.pk, people.admitters(room)) if call else set[str]()
    return Reason.APPROVAL if able else Reason.HOST_ABSENT


class _Judge:
    """Facts about everybody in the queue, fetched at once; places are counted down as they are given."""

    def __init__(self, room: Room, now: datetime, requests: list[LobbyRequest]) -> None:
        self.room = room
        self.now = now
        self.call = joining.live_call(room)
        self.present = Participant.objects.filter(IS_PRESENT, call=self.call).count() if self.call else 0
        self.host_present = joining.host_is_present(self.call)
        self.asking = reason_for(Entry.WAIT, self.call, room)
        queued = sum(1 for request in requests if request.state == RequestState.QUEUED_FULL)
        # Those in the queue do not take places from themselves.
        self.places = capacity_of(room) - self.present - (reserved(room, now) - queued)
        self.roles = self._roles(requests)
        self.blocks = list(Block.objects.filter(Q(blocked=True) | Q(call=self.call), room=room))

    def apply(self, request: LobbyRequest) -> bool:
        """Moves the request on; True when something about it changed."""
        before = (request.state, request.reason, request.approved)
        entry = decide(self.room, self._facts(request))
        if entry == Entry.ENTER:
            request.state, request.approved, request.answered_at = RequestState.ADMITTED, True, self.now
            self.places -= 1
        elif entry == Entry.FULL:
            request.state, request.reason, request.approved = RequestState.QUEUED_FULL, Reason.FULL, True
        elif entry == Entry.WAIT:
            request.state, request.reason = RequestState.WAITING, self.asking
        elif entry == Entry.HOST_ABSENT:
            request.state, request.reason = RequestState.WAITING, Reason.HOST_ABSENT
        return before != (request.state, request.reason, request.approved)

    def _facts(self, request: LobbyRequest) -> Facts:
        mine = [block for block in self.blocks if _concerns(block, request)]
        return Facts(
            role=self.roles.get(request.account_id or "", Role.ACCOUNT) if request.account_id else Role.GUEST,
            approved=request.approved,
            blocked=any(block.blocked for block in mine),
            removed=any(not block.blocked for block in mine),
            live=self.present > 0,
            new_guests_wait=self.call is not None and self.call.new_guests_wait,
            places=self.places,
            guests_may_start=options.current().guests_start,
        )

    def _roles(self, requests: list[LobbyRequest]) -> dict[str, Role]:
        accounts = {request.account_id for request in requests if request.account_id}
        if not accounts:
            return {}
        emails = dict(
            LobbyRequest.objects.filter(pk__in=[request.pk for request in requests], account__isnull=False).values_list(
                "account__email", "account_id"
            )
        )
        given = RoomRole.objects.filter(room=self.room, email__in=list(emails)).values_list("email", "role")
        return {str(emails[email]): Role(role) for email, role in given}


def _concerns(block: Block, request: LobbyRequest) -> bool:
    if block.account_id is not None:
        return block.account_id == request.account_id
    return bool(block.browser) and request.account_id is None and block.browser == request.browser
