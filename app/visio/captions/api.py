"""`/calls/{id}/captions/…`."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Status

from visio.accounts.actors import actor_of
from visio.calls.access import acting
from visio.calls.access import seat as seat_of
from visio.captions import services, typed
from visio.captions.history import history
from visio.captions.schemas import (
    CaptionerIn,
    CaptionHistory,
    CaptionSegment,
    LanguageIn,
    MyCaptions,
    PolicyIn,
    TypedIn,
    ViewIn,
)
from visio.config.clock import now
from visio.limits import rates

router = Router(tags=["captions"])


@router.put("/{call_id}/captions", response=MyCaptions)
def show(request: HttpRequest, call_id: str, body: ViewIn) -> MyCaptions:
    return services.show(acting(actor_of(request), call_id), on=body.on, now=now())


@router.put("/{call_id}/captions/policy", response=MyCaptions)
def policy(request: HttpRequest, call_id: str, body: PolicyIn) -> MyCaptions:
    return services.choose_policy(acting(actor_of(request), call_id), body.policy, actor=actor_of(request), now=now())


@router.put("/{call_id}/captions/language", response=MyCaptions)
def language(request: HttpRequest, call_id: str, body: LanguageIn) -> MyCaptions:
    return services.choose_language(
        acting(actor_of(request), call_id), body.language, actor=actor_of(request), now=now()
    )


@router.put("/{call_id}/captions/own-language", response=MyCaptions)
def own_language(request: HttpRequest, call_id: str, body: LanguageIn) -> MyCaptions:
    return services.choose_own_language(acting(actor_of(request), call_id), body.language)


@router.put("/{call_id}/captions/translation", response=MyCaptions)
def translation(request: HttpRequest, call_id: str, body: LanguageIn) -> MyCaptions:
    """The language in which one reads captions; null: as they are said."""
    return services.choose_translation(acting(actor_of(request), call_id), body.language)


@router.post("/{call_id}/participants/{participant}/captioner", response={204: None})
def captioner(request: HttpRequest, call_id: str, participant: str, body: CaptionerIn) -> Status[None]:
    """Lets somebody type captions in this call, or no longer."""
    typed.choose_captioner(acting(actor_of(request), call_id), participant, captioner=body.captioner, now=now())
    return Status(204, None)


@router.post("/{call_id}/captions/typed", response=CaptionSegment)
def type_line(request: HttpRequest, call_id: str, body: TypedIn) -> CaptionSegment:
    """A line of captions, by somebody whom a host made the captioner."""
    place = acting(actor_of(request), call_id)
    return typed.write(place, body.text, segment=body.segment, speaker=body.speaker, now=now())


@router.get("/{call_id}/captions/history", response=CaptionHistory)
def read_history(request: HttpRequest, call_id: str) -> CaptionHistory:
    """What was said so far, for those who come late: the final texts, the oldest first."""
    place = seat_of(actor_of(request), call_id)
    rates.take(rates.READ, place.me.pk)
    services.require_captions(place)
    return CaptionHistory(segments=history().of(place.call.pk))
