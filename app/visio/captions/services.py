"""Choosing, switching on and off, and what the captioner reports. Each act inside the room's turn."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime
from typing import cast

from visio.accounts.actors import Actor
from visio.calls.access import Seat
from visio.calls.joining import live_call
from visio.calls.messages import tell
from visio.calls.models import IS_PRESENT, IS_SHOWN, Call, CallState, Participant
from visio.captions import availability
from visio.captions.errors import CaptionsOff, SpeechMissing, TranslationMissing
from visio.captions.models import RUNNING, CallCaptions, CaptionReader, CaptionState
from visio.captions.schemas import CaptionsInCall, CaptionsMessage, MyCaptions, StateWord
from visio.config import options
from visio.events import bus
from visio.rooms.models import Captions, Room
from visio.rooms.roles import Act
from visio.rooms.schemas import CaptionsWord, SettingsChange
from visio.rooms.services import change_settings
from visio.rooms.turn import turn

log = logging.getLogger("visio.captions")

TOPIC = "captions"


def in_call(seat: Seat) -> MyCaptions:
    """Captions as one person in the call sees them."""
    mine = CaptionReader.objects.filter(pk=seat.me.pk).first() or CaptionReader(participant=seat.me)
    shown = _shown(seat.call, seat.room, on=mine.on)
    return MyCaptions(**shown.model_dump(), own_language=mine.language or None, translate_to=mine.translate_to or None)


def offered(room: Room) -> bool:
    """Whether what is said may be captioned there: told to those who are about to enter."""
    if room.captions == Captions.NEVER:
        return False
    call = live_call(room)
    return availability.installed() or (call is not None and bool(captioners(call)))


def require_captions(seat: Seat) -> None:
    """Raises NotAllowed, CaptionsOff where captions may not be read."""
    seat.require(Act.CAPTIONS)
    if seat.room.captions == Captions.NEVER:
        raise CaptionsOff


def show(seat: Seat, *, on: bool, now: datetime) -> MyCaptions:
    """Switches one's own captions. Raises NotAllowed, CaptionsOff, SpeechMissing."""
    seat.require(Act.CAPTIONS)
    with turn(seat.room.pk) as room:
        if on and not availability.installed() and not captioners(seat.call):
            raise SpeechMissing
        if on and room.captions == Captions.NEVER:
            raise CaptionsOff
        CaptionReader.objects.update_or_create(participant=seat.me, defaults={"on": on})
        row = CallCaptions.objects.filter(pk=seat.call.pk).first()
        if on and row is not None and row.state == CaptionState.FAILED:
            _set(row, CaptionState.OFF, now)  # asking again is trying again
        if not reconsider(seat.call, now):
            tell_state(seat.call, seat.room)
        return in_call(seat)


def choose_policy(seat: Seat, policy: CaptionsWord, *, actor: Actor, now: datetime) -> MyCaptions:
    """The hosts' rule, kept for the room. Raises NotAllowed."""
    seat.require(Act.CAPTIONS_POLICY)
    room = change_settings(seat.room, SettingsChange.model_validate({"captions": policy}), actor=actor, now=now)
    return in_call(replace(seat, room=room))


def choose_language(seat: Seat, language: str | None, *, actor: Actor, now: datetime) -> MyCaptions:
    """The language spoken in this room's meetings; None: it is found out. Raises NotAllowed."""
    seat.require(Act.CAPTIONS_POLICY)
    room = change_settings(seat.room, SettingsChange.model_validate({"language": language or ""}), actor=actor, now=now)
    return in_call(replace(seat, room=room))


def settings_changed(call: Call, now: datetime) -> None:
    """The room's policy or language is another one. Inside the room's turn."""
    if call.room.captions == Captions.NEVER:
        CaptionReader.objects.filter(participant__call=call).update(on=False)
    if not reconsider(call, now):
        tell_state(call, call.room)


def choose_own_language(seat: Seat, language: str | None) -> MyCaptions:
    """The language of one's own speech; None: that of the room."""
    seat.require(Act.CAPTIONS)
    with turn(seat.room.pk):
        CaptionReader.objects.update_or_create(participant=seat.me, defaults={"language": language or ""})
        bus.tell(TOPIC, {"call": seat.call.pk})
        return in_call(seat)


def choose_translation(seat: Seat, language: str | None) -> MyCaptions:
    """The language to read captions in; None: as they are said. Raises NotAllowed, TranslationMissing."""
    seat.require(Act.CAPTIONS)
    if language is not None and language not in availability.translations():
        raise TranslationMissing
    with turn(seat.room.pk):
        CaptionReader.objects.update_or_create(participant=seat.me, defaults={"translate_to": language or ""})
        bus.tell(TOPIC, {"call": seat.call.pk})
        return in_call(seat)


def reconsider(call: Call, now: datetime) -> bool:
    """Lets the captioner come or go as the wishes of the moment say. Returns whether anything changed."""
    row = CallCaptions.objects.filter(pk=call.pk).first() or CallCaptions(call=call)
    wanted = _wanted(call)
    if wanted and row.state == CaptionState.OFF:
        _set(row, CaptionState.STARTING, now)
    elif not wanted and row.state != CaptionState.OFF:
        _set(row, CaptionState.OFF, now)
    else:
        return False
    tell_state(call, call.room)
    return True


def over(call: Call, now: datetime) -> None:
    """The call has ended: the captioner goes, and what it wrote is forgotten."""
    row = CallCaptions.objects.filter(pk=call.pk).exclude(state=CaptionState.OFF).first()
    if row is not None:
        _set(row, CaptionState.OFF, now)
    bus.tell(TOPIC, {"call": call.pk, "over": True})


# ---- what the captioner and its supervisor report


def to_caption() -> list[str]:
    """Calls that are to have a captioner now."""
    rows = CallCaptions.objects.filter(state__in=RUNNING, call__ended_at=None)
    return list(rows.order_by("changed_at").values_list("pk", flat=True))


def captioner_came(call_id: str, identity: str, engine: str, now: datetime) -> bool:
    """It is in the room under this media identity. False when it is not wanted any more."""
    return _report(call_id, CaptionState.ON, now, captioner=identity, engine=engine)


def captioner_is_late(call_id: str, now: datetime, *, late: bool) -> None:
    _report(call_id, CaptionState.LATE if late else CaptionState.ON, now)


def captioner_lost(call_id: str, now: datetime) -> None:
    """It died, and another one is to come."""
    _report(call_id, CaptionState.STARTING, now, captioner="")


def captioner_failed(call_id: str, now: datetime) -> None:
    """It will not come back by itself; the call is unaffected."""
    if _report(call_id, CaptionState.FAILED, now, captioner=""):
        log.error("captions.failed call=%s", call_id)


def _report(call_id: str, state: CaptionState, now: datetime, **fields: str) -> bool:
    call = Call.objects.select_related("room").filter(pk=call_id, ended_at=None).first()
    if call is None:
        return False
    with turn(call.room_id):
        row = CallCaptions.objects.filter(pk=call_id, state__in=RUNNING).first()
        if row is None:
            return False
        if row.state != state or any(getattr(row, name) != value for name, value in fields.items()):
            _set(row, state, now, **fields)
            tell_state(call, call.room)
        return True


def _set(row: CallCaptions, state: CaptionState, now: datetime, **fields: str) -> None:
    row.state = state
    row.changed_at = now
    if state in (CaptionState.OFF, CaptionState.FAILED):
        row.captioner = ""
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    log.info("captions.state call=%s state=%s", row.call_id, state)


def _wanted(call: Call) -> bool:
    alive = Call.objects.filter(pk=call.pk, ended_at=None).exclude(state=CallState.ENDING).exists()
    if not alive or not availability.installed():
        return False
    policy = call.room.captions
    if policy == Captions.ALWAYS:
        return Participant.objects.filter(IS_SHOWN, call=call).exists()
    return policy == Captions.ON_REQUEST and bool(readers(call))


def readers(call: Call) -> set[str]:
    """Participants who read captions and hold a place."""
    wishes = CaptionReader.objects.filter(on=True).values("participant")
    return set(Participant.objects.filter(IS_PRESENT, call=call, pk__in=wishes).values_list("pk", flat=True))


def captioners(call: Call) -> list[str]:
    """Participants who type captions and hold a place, in order of arrival."""
    chosen = CaptionReader.objects.filter(captioner=True, participant__call=call).values("participant")
    present = Participant.objects.filter(IS_PRESENT, pk__in=chosen).order_by("joined_at", "pk")
    return list(present.values_list("pk", flat=True))


def people_changed(call: Call, now: datetime) -> None:
    """Somebody came or went: the captioner may have to, and where people type captions they may be others."""
    if not reconsider(call, now) and CaptionReader.objects.filter(captioner=True, participant__call=call).exists():
        tell_state(call, call.room)


def tell_state(call: Call, room: Room) -> None:
    """Everybody learns the state, each with the own switch; the captioner and the worker read the rows again."""
    mine, others = (CaptionsMessage(captions=_shown(call, room, on=on)) for on in (True, False))
    tell(call.pk, "visio.captions", mine, to=readers(call), others=others)
    bus.tell(TOPIC, {"call": call.pk})


def _shown(call: Call, room: Room, *, on: bool) -> CaptionsInCall:
    row = CallCaptions.objects.filter(pk=call.pk).first() or CallCaptions(call=call)
    people = captioners(call)
    available = availability.installed() or bool(people)
    refused = room.captions == Captions.NEVER
    return CaptionsInCall(
        policy=cast(CaptionsWord, room.captions),
        possible=available and not refused,
        why_not="speech-missing" if not available else "policy" if refused else None,
        state=cast(StateWord, row.state),
        mine=on,
        captioner=row.captioner or None,
        language=room.language or None,
        languages=list(availability.languages()),
        translations=list(availability.translations()),
        engine=row.engine or options.current().captions_engine,
        captioners=people,
    )
