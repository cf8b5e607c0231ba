"""`/calls/{id}/…`: hands, muting, names, roles, removal, leaving and ending."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Status

from visio.accounts.actors import actor_of
from visio.audit.services import record
from visio.calls import presence
from visio.calls.access import acting
from visio.calls.models import Call, CallState, Participant, Presence
from visio.config.clock import now
from visio.engine.base import Source, engine
from visio.moderation import hands, media, people, removal
from visio.moderation.schemas import CallRoleIn, HandIn, MuteIn, NameIn, RemoveIn, UnblockIn
from visio.moderation.trail import who
from visio.rooms.roles import Act
from visio.rooms.turn import turn

router = Router(tags=["call"])

Done = Status[None]
DONE: Done = Status(204, None)
NOTHING = {204: None}


@router.post("/{call_id}/hand", response=NOTHING)
def hand(request: HttpRequest, call_id: str, body: HandIn) -> Done:
    place = acting(actor_of(request), call_id)
    if body.raised:
        hands.raise_hand(place, now())
    else:
        hands.lower_own(place)
    return DONE


@router.post("/{call_id}/lower-hands", response=NOTHING)
def lower_hands(request: HttpRequest, call_id: str) -> Done:
    hands.lower_all(acting(actor_of(request), call_id), now())
    return DONE


@router.post("/{call_id}/participants/{participant}/lower-hand", response=NOTHING)
def lower_hand(request: HttpRequest, call_id: str, participant: str) -> Done:
    hands.lower(acting(actor_of(request), call_id), participant, now())
    return DONE


@router.post("/{call_id}/participants/{participant}/floor", response=NOTHING)
def floor(request: HttpRequest, call_id: str, participant: str) -> Done:
    hands.give_floor(acting(actor_of(request), call_id), participant, now())
    return DONE


@router.post("/{call_id}/participants/{participant}/mute", response=NOTHING)
def mute(request: HttpRequest, call_id: str, participant: str, body: MuteIn) -> Done:
    media.mute(acting(actor_of(request), call_id), participant, Source(body.source), engine=engine(), now=now())
    return DONE


@router.post("/{call_id}/mute-all", response=NOTHING)
def mute_all(request: HttpRequest, call_id: str) -> Done:
    media.mute_all(acting(actor_of(request), call_id), engine=engine(), now=now())
    return DONE


@router.post("/{call_id}/participants/{participant}/ask-unmute", response=NOTHING)
def ask_unmute(request: HttpRequest, call_id: str, participant: str) -> Done:
    media.ask_unmute(acting(actor_of(request), call_id), participant, now())
    return DONE


@router.post("/{call_id}/participants/{participant}/stop-share", response=NOTHING)
def stop_share(request: HttpRequest, call_id: str, participant: str) -> Done:
    media.stop_share(acting(actor_of(request), call_id), participant, engine=engine(), now=now())
    return DONE


@router.post("/{call_id}/participants/{participant}/remove", response=NOTHING)
def remove(request: HttpRequest, call_id: str, participant: str, body: RemoveIn) -> Done:
    removal.remove(acting(actor_of(request), call_id), participant, block=body.block, now=now())
    return DONE


@router.post("/{call_id}/unblock", response=NOTHING)
def unblock(request: HttpRequest, call_id: str, body: UnblockIn) -> Done:
    removal.lift(acting(actor_of(request), call_id), body.block, now())
    return DONE


@router.post("/{call_id}/allow-new-guests", response=NOTHING)
def allow_new_guests(request: HttpRequest, call_id: str) -> Done:
    removal.allow_new_guests(acting(actor_of(request), call_id), now())
    return DONE


@router.post("/{call_id}/participants/{participant}/role", response=NOTHING)
def role(request: HttpRequest, call_id: str, participant: str, body: CallRoleIn) -> Done:
    place = acting(actor_of(request), call_id)
    people.change_role(place, participant, co_host=body.role == "co-host", keep=body.keep, engine=engine(), now=now())
    return DONE


@router.post("/{call_id}/participants/{participant}/name", response=NOTHING)
def name(request: HttpRequest, call_id: str, participant: str, body: NameIn) -> Done:
    people.rename(acting(actor_of(request), call_id), participant, body.name, now())
    return DONE


@router.post("/{call_id}/leave", response=NOTHING)
def leave(request: HttpRequest, call_id: str) -> Done:
    place = acting(actor_of(request), call_id)
    place.require(Act.LEAVE, place.me)
    with turn(place.room.pk):
        me = Participant.objects.select_related("call__room").get(pk=place.me.pk)
        presence.gone(me, Presence.LEFT, now())
    return DONE


@router.post("/{call_id}/end", response=NOTHING)
def end(request: HttpRequest, call_id: str) -> Done:
    """Ends the call for all, in three seconds."""
    place = acting(actor_of(request), call_id)
    place.require(Act.END)
    with turn(place.room.pk):
        call = Call.objects.get(pk=place.call.pk)
        if call.state != CallState.ENDING:
            record("call.ended-for-all", at=now(), **who(place))
            presence.end_soon(call, now(), by=place.me.name)
    return DONE
