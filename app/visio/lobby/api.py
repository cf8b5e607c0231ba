"""`/rooms/{code}` and `join` from outside, `/lobby/request` for who waits, `/calls/{id}/lobby` for who answers."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from visio.accounts.actors import Actor, TicketKind, actor_of
from visio.calls import joining
from visio.calls.access import seat
from visio.calls.joining import Entered
from visio.calls.schemas import RoleInCall
from visio.config import options
from visio.config.clock import now
from visio.config.identifiers import credential, digest
from visio.engine.base import engine
from visio.errors.general import TicketInvalid
from visio.limits import rates
from visio.lobby import join as door
from visio.lobby import queue, services
from visio.lobby.schemas import (
    AnsweredOut,
    CallRef,
    EnteredOut,
    JoinIn,
    JoinOut,
    LobbyMessageIn,
    MediaOut,
    ParticipantRef,
    ReasonWord,
    RefuseIn,
    RequestRef,
    StateWord,
    WaitingTicketOut,
)
from visio.rooms.access import room_by_code

rooms = Router(tags=["join"])
waiting = Router(tags=["join"])
answers = Router(tags=["lobby"])

GUEST_COOKIE = "visio_guest"
GUEST_COOKIE_LASTS_SECONDS = 24 * 3600


@rooms.post("/{code}/join", response=JoinOut)
def join(request: HttpRequest, code: str, body: JoinIn, response: HttpResponse) -> EnteredOut | WaitingTicketOut:
    """Takes a place in the call, or one in the lobby."""
    actor = _recognised(request, response)
    room = room_by_code(code, address=actor.address)
    outcome = door.join(room, actor, body, now())
    if isinstance(outcome, Entered):
        return _entered(request, outcome)
    asked = outcome.request
    return WaitingTicketOut(
        outcome="waiting",
        ticket=outcome.ticket,
        request=RequestRef(
            id=asked.pk,
            state=cast(StateWord, asked.state),
            asked_at=asked.asked_at,
            reason=cast(ReasonWord, asked.reason),
            tries_left=queue.tries_left(asked),
        ),
    )


@waiting.delete("/request", response={204: None})
def withdraw(request: HttpRequest) -> Status[None]:
    """Leaves the lobby."""
    ticket = actor_of(request).ticket
    if ticket is None or ticket.kind != TicketKind.WAITING or not ticket.alive:
        raise TicketInvalid
    services.withdraw(ticket.holder, now())
    return Status(204, None)


@answers.post("/{call_id}/lobby/admit-all", response=AnsweredOut)
def admit_all(request: HttpRequest, call_id: str) -> AnsweredOut:
    return AnsweredOut(count=services.admit_all(seat(actor_of(request), call_id), now()))


@answers.post("/{call_id}/lobby/refuse-all", response=AnsweredOut)
def refuse_all(request: HttpRequest, call_id: str) -> AnsweredOut:
    return AnsweredOut(count=services.refuse_all(seat(actor_of(request), call_id), now()))


@answers.post("/{call_id}/lobby/message", response=AnsweredOut)
def message(request: HttpRequest, call_id: str, body: LobbyMessageIn) -> AnsweredOut:
    return AnsweredOut(count=services.message(seat(actor_of(request), call_id), body.text, now()))


@answers.post("/{call_id}/lobby/{request_id}/admit", response={204: None})
def admit(request: HttpRequest, call_id: str, request_id: str) -> Status[None]:
    services.admit(seat(actor_of(request), call_id), request_id, now())
    return Status(204, None)


@answers.post("/{call_id}/lobby/{request_id}/refuse", response={204: None})
def refuse(request: HttpRequest, call_id: str, request_id: str, body: RefuseIn) -> Status[None]:
    services.refuse(seat(actor_of(request), call_id), request_id, block=body.block, now=now())
    return Status(204, None)


def _entered(request: HttpRequest, outcome: Entered) -> EnteredOut:
    row = outcome.participant
    url, token = joining.media_for(row, engine())
    return EnteredOut(
        outcome="entered",
        ticket=outcome.ticket,
        call=CallRef(id=row.call_id),
        participant=ParticipantRef(id=row.pk, name=row.name, role=cast(RoleInCall, row.role)),
        media=MediaOut(url=url or own_address(request), token=token, identity=row.identity),
    )


def own_address(request: HttpRequest) -> str:
    """The WebSocket address of this application, as the browser reaches it."""
    public = options.current().public_url
    http = public or f"{request.scheme}://{request.get_host()}"
    return http.replace("http", "ws", 1)


def _recognised(request: HttpRequest, response: HttpResponse) -> Actor:
    """The actor; a guest's browser gets the cookie by which it is recognised for a day."""
    actor = actor_of(request)
    if actor.account is not None or actor.browser is not None:
        return actor
    rates.check(rates.JOIN_ADDRESS, actor.address)
    value = credential()
    response.set_cookie(
        GUEST_COOKIE,
        value,
        max_age=GUEST_COOKIE_LASTS_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return Actor(actor.account, actor.ticket, digest(value), actor.address)
