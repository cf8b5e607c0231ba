"""`/calls/{id}/chat`."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Status

from visio.accounts.actors import actor_of
from visio.calls.access import seat
from visio.chat import services
from visio.chat.schemas import MessageIn, MessageOut, MessagesOut
from visio.config.clock import now

router = Router(tags=["chat"])


@router.post("/{call_id}/chat", response={201: MessageOut})
def write(request: HttpRequest, call_id: str, body: MessageIn) -> Status[MessageOut]:
    return Status(201, services.write(seat(actor_of(request), call_id), body.text, nonce=body.nonce, now=now()))


@router.get("/{call_id}/chat", response=MessagesOut)
def read(request: HttpRequest, call_id: str, before: str | None = None) -> MessagesOut:
    return services.page(seat(actor_of(request), call_id).call, before)


@router.delete("/{call_id}/chat/{message}", response={204: None})
def delete(request: HttpRequest, call_id: str, message: str) -> Status[None]:
    services.delete(seat(actor_of(request), call_id), message, now())
    return Status(204, None)
