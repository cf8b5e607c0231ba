"""Muting, asking to unmute, stopping shares. Nobody can unmute somebody else: there is no such act."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from visio.audit.services import record
from visio.calls.access import Seat, other
from visio.calls.messages import tell
from visio.calls.models import IS_PRESENT, Participant
from visio.engine.base import Engine, EngineFailed, Source
from visio.moderation.trail import who
from visio.rooms.roles import Act
from visio.rooms.turn import turn

log = logging.getLogger("visio.moderation")


def mute(seat: Seat, participant: str, source: Source, *, engine: Engine, now: datetime) -> None:
    """Microphone or camera: the server stops forwarding, the client stops the track. Raises NotThere, NotAllowed."""
    person = other(seat, participant, Act.MUTE)
    with turn(seat.room.pk):
        record("moderation.muted", at=now, **who(seat), subject=person.pk, source=source.value)
        tell(seat.call.pk, "visio.muted", {"source": source.value, "by": seat.me.name}, to={person.pk})
    _mute(engine, person, [source])


def mute_all(seat: Seat, *, engine: Engine, now: datetime) -> None:
    """Every microphone but one's own; a co-host does not mute owners."""
    seat.require(Act.MUTE_ALL)
    others = Participant.objects.filter(IS_PRESENT, call=seat.call).exclude(pk=seat.me.pk)
    people = [person for person in others if seat.may(Act.MUTE, person)]
    if not people:
        return
    with turn(seat.room.pk):
        record("moderation.muted-all", at=now, **who(seat), people=len(people))
        data = {"source": Source.MICROPHONE.value, "by": seat.me.name}
        tell(seat.call.pk, "visio.muted", data, to={person.pk for person in people})
    for person in people:
        _mute(engine, person, [Source.MICROPHONE])


def ask_unmute(seat: Seat, participant: str, now: datetime) -> None:
    person = other(seat, participant, Act.ASK_UNMUTE)
    with turn(seat.room.pk):
        record("moderation.asked-to-unmute", at=now, **who(seat), subject=person.pk)
        tell(seat.call.pk, "visio.ask-unmute", {"by": seat.me.name}, to={person.pk})


def stop_share(seat: Seat, participant: str, *, engine: Engine, now: datetime) -> None:
    person = other(seat, participant, Act.STOP_SHARE)
    with turn(seat.room.pk):
        record("moderation.share-stopped", at=now, **who(seat), subject=person.pk)
        tell(seat.call.pk, "visio.share-stopped", {"by": seat.me.name}, to={person.pk})
    _mute(engine, person, [Source.SHARE, Source.SHARE_SOUND])


def _mute(engine: Engine, person: Participant, sources: Sequence[Source]) -> None:
    """The client was told already; a failing engine is logged, and the act stands."""
    try:
        engine.mute(person.call_id, person.identity, sources)
    except EngineFailed as fault:
        log.warning("engine.order-failed call=%s code=%s", person.call_id, fault.code)
