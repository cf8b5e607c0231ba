"""Answers to people waiting, by hosts and by time."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import Q

from visio.audit.services import record
from visio.calls.access import Seat
from visio.calls.joining import live_call
from visio.calls.models import IS_PRESENT, Block, Participant
from visio.errors.general import NotThere
from visio.lobby import queue
from visio.lobby.errors import AlreadyAnswered, MessageInvalid
from visio.lobby.join import ADMISSION_LASTS
from visio.lobby.models import IS_OPEN, LobbyRequest, Reason, RequestState
from visio.rooms.models import Room
from visio.rooms.roles import Act
from visio.rooms.services import capacity_of
from visio.rooms.turn import turn

log = logging.getLogger("visio.lobby")

WAITS_AT_MOST = timedelta(minutes=10)
PLACE_KEPT_FOR = timedelta(minutes=2)
LONGEST_MESSAGE = 200
BATCH = 200


def admit(seat: Seat, request_id: str, now: datetime) -> None:
    """Lets one person in. Raises NotThere, AlreadyAnswered, NotAllowed."""
    seat.require(Act.ADMIT)
    with turn(seat.room.pk):
        request = _open_request(seat, request_id)
        _admit(seat, request, now)
        _answered(seat, request, "admitted")


def refuse(seat: Seat, request_id: str, *, block: bool, now: datetime) -> None:
    """Sends one person away; with `block` for good. Raises NotThere, AlreadyAnswered, NotAllowed."""
    seat.require(Act.ADMIT)
    if block:
        seat.require(Act.REMOVE)
    with turn(seat.room.pk):
        request = _open_request(seat, request_id)
        _refuse(seat, request, now, block=block)
        _answered(seat, request, "blocked" if block else "refused")


def admit_all(seat: Seat, now: datetime) -> int:
    """Lets everybody in who needs an answer. Returns how many."""
    seat.require(Act.ADMIT)
    with turn(seat.room.pk):
        requests = _asking(seat.room)
        for request in requests:
            _admit(seat, request, now)
        if requests:
            queue.tell_hosts(seat.room, seat.call)
    return len(requests)


def refuse_all(seat: Seat, now: datetime) -> int:
    """Sends everybody away who needs an answer. Returns how many."""
    seat.require(Act.ADMIT)
    with turn(seat.room.pk):
        requests = _asking(seat.room)
        for request in requests:
            _refuse(seat, request, now, block=False)
        if requests:
            queue.tell_hosts(seat.room, seat.call)
    return len(requests)


def message(seat: Seat, text: str, now: datetime) -> int:
    """Shows everybody waiting a message. Returns how many. Raises MessageInvalid."""
    seat.require(Act.ADMIT)
    text = text.strip()
    if not 1 <= len(text) <= LONGEST_MESSAGE or "\0" in text:
        raise MessageInvalid(limit=LONGEST_MESSAGE)
    with turn(seat.room.pk):
        requests = queue.waiting(seat.room)
        for request in requests:
            request.message = text
            request.save(update_fields=["message"])
            queue.tell_person(request)
        record("lobby.message", at=now, **_who(seat), people=len(requests))
    return len(requests)


def withdraw(request_id: str, now: datetime) -> None:
    """The person leaves the lobby."""
    _close(Q(pk=request_id), RequestState.WITHDRAWN, now)


def listening(request_id: str, now: datetime | None) -> None:
    """Whether the waiting page listens: None for yes, else the moment at which it stopped."""
    LobbyRequest.objects.filter(IS_OPEN, pk=request_id).update(away_since=now)


def nobody_listens(now: datetime) -> None:
    """At start: all event streams of the process before are gone."""
    LobbyRequest.objects.filter(IS_OPEN, away_since=None).update(away_since=now)


def sweep(now: datetime) -> None:
    """What time alone does: nobody answered for ten minutes, a page was away for two."""
    _close(Q(state=RequestState.WAITING, asked_at__lte=now - WAITS_AT_MOST), RequestState.TIMED_OUT, now)
    _close(Q(away_since__lte=now - PLACE_KEPT_FOR), RequestState.WITHDRAWN, now)
    _forget_admissions(now)


def _open_request(seat: Seat, request_id: str) -> LobbyRequest:
    found = LobbyRequest.objects.select_related("room")
    request = found.filter(pk=request_id, room=seat.room).first()
    if request is None:
        raise NotThere
    if request.state != RequestState.WAITING or request.approved:
        raise AlreadyAnswered(name=request.answered_by or None)
    return request


def _asking(room: Room) -> list[LobbyRequest]:
    found = LobbyRequest.objects.select_related("room")
    return list(found.filter(room=room, state=RequestState.WAITING, approved=False).order_by("asked_at", "pk"))


def _admit(seat: Seat, request: LobbyRequest, now: datetime) -> None:
    """In if there is a place, else to the end of the queue for one."""
    full = _places(seat.room, now) <= 0
    request.state = RequestState.QUEUED_FULL if full else RequestState.ADMITTED
    request.reason = Reason.FULL if full else request.reason
    request.approved, request.answered_at, request.answered_by = True, now, seat.me.name
    request.save(update_fields=["state", "reason", "approved", "answered_at", "answered_by"])
    record("lobby.admitted", at=now, **_who(seat), subject=request.pk)
    queue.tell_person(request)
    log.info("lobby.admitted call=%s waited_s=%d", seat.call.pk, (now - request.asked_at).total_seconds())


def _places(room: Room, now: datetime) -> int:
    call = live_call(room)
    present = Participant.objects.filter(IS_PRESENT, call=call).count() if call else 0
    return capacity_of(room) - present - queue.reserved(room, now)


def _refuse(seat: Seat, request: LobbyRequest, now: datetime, *, block: bool) -> None:
    request.state = RequestState.BLOCKED if block else RequestState.REFUSED
    request.answered_at, request.answered_by = now, seat.me.name
    request.save(update_fields=["state", "answered_at", "answered_by"])
    if block:
        Block.objects.create(
            room=seat.room,
            call=seat.call,
            account=request.account,
            browser=request.browser,
            ticket_digest=request.ticket_digest,
            name=request.name,
            blocked=True,
            created_at=now,
        )
    record("lobby.refused", at=now, **_who(seat), subject=request.pk, blocked=block)
    queue.tell_person(request)


def _answered(seat: Seat, request: LobbyRequest, how: str) -> None:
    answered: dict[str, str | None] = {"name": request.name, "how": how, "by": seat.me.name}
    queue.tell_hosts(seat.room, seat.call, answered=answered)


def _close(due: Q, state: RequestState, now: datetime) -> None:
    for pk, room in LobbyRequest.objects.filter(IS_OPEN, due).values_list("pk", "room")[:BATCH]:
        with turn(room):
            request = LobbyRequest.objects.select_related("room").filter(IS_OPEN, due, pk=pk).first()
            if request is None:
                continue
            request.state, request.answered_at = state, now
            request.save(update_fields=["state", "answered_at"])
            queue.tell_person(request)
            queue.tell_hosts(request.room, live_call(request.room))
            queue.reconsider(request.room, now)


def _forget_admissions(now: datetime) -> None:
    """An admission that was not used gives its place to the next after half a minute, and ends after ten."""
    held_until = now - queue.PLACE_HELD_FOR
    unused = Q(state=RequestState.ADMITTED, entered_at=None, answered_at__lte=held_until)
    unused &= Q(answered_at__gt=held_until - timedelta(seconds=30))
    rooms = LobbyRequest.objects.filter(unused, room__lobby__state=RequestState.QUEUED_FULL).values_list(
        "room", flat=True
    )
    for room in Room.objects.filter(pk__in=rooms.distinct()[:BATCH]):
        with turn(room.pk) as held:
            queue.reconsider(held, now)
    expired = Q(state=RequestState.ADMITTED, entered_at=None, answered_at__lte=now - ADMISSION_LASTS)
    LobbyRequest.objects.filter(expired).update(state=RequestState.TIMED_OUT)


def _who(seat: Seat) -> dict[str, str]:
    return {
        "account": seat.me.account_id or "",
        "participant": seat.me.pk,
        "room": seat.room.code,
        "call": seat.call.pk,
    }
