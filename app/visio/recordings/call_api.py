"""`/calls/{id}/recording…`: a recording while its call goes on."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Status

from visio.accounts.actors import actor_of
from visio.calls.access import acting
from visio.config.clock import now
from visio.lobby.schemas import ConsentIn
from visio.recordings.in_call import consent, control, start
from visio.recordings.schemas import RecordIn

router = Router(tags=["recording"])

Done = Status[None]
DONE: Done = Status(204, None)
NOTHING = {204: None}


@router.post("/{call_id}/recording", response=NOTHING)
def begin(request: HttpRequest, call_id: str, body: RecordIn) -> Done:
    """Asks everybody; the recording begins after three seconds."""
    start.start(acting(actor_of(request), call_id), body, now())
    return DONE


@router.post("/{call_id}/recording/stop", response=NOTHING)
def stop(request: HttpRequest, call_id: str) -> Done:
    control.stop(acting(actor_of(request), call_id), now())
    return DONE


@router.post("/{call_id}/recording/pause", response=NOTHING)
def pause(request: HttpRequest, call_id: str) -> Done:
    control.pause(acting(actor_of(request), call_id), now())
    return DONE


@router.post("/{call_id}/recording/resume", response=NOTHING)
def resume(request: HttpRequest, call_id: str) -> Done:
    control.resume(acting(actor_of(request), call_id), now())
    return DONE


@router.post("/{call_id}/recording/ask", response=NOTHING)
def ask(request: HttpRequest, call_id: str) -> Done:
    """Hosts hear that one wishes a recording."""
    start.ask(acting(actor_of(request), call_id), now())
    return DONE


@router.post("/{call_id}/recording/consent", response=NOTHING)
def answer(request: HttpRequest, call_id: str, body: ConsentIn) -> Done:
    """One's own answer, which may be changed at any moment."""
    consent.answer(acting(actor_of(request), call_id), body, now())
    return DONE
