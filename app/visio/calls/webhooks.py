"""What the engine tells, applied to calls. Notices come in order, one after the other."""

from __future__ import annotations

import logging
from datetime import datetime

from visio.calls import presence
from visio.calls.models import Call
from visio.engine.base import Engine, EngineFailed
from visio.engine.webhooks import Notice

log = logging.getLogger("visio.calls")

# Reasons with which somebody left on purpose; every other one may be a lost connection.
_ON_PURPOSE = frozenset({"CLIENT_INITIATED"})

# The application did this itself and has written it down already.
_OUR_DOING = frozenset({"PARTICIPANT_REMOVED", "ROOM_DELETED", "DUPLICATE_IDENTITY"})


def receive(notice: Notice, engine: Engine, now: datetime) -> None:
    """Applies one notice. Orders that follow go to the engine; failures are logged, since the sweep repeats them."""
    try:
        match notice.event:
            case "room_started":
                _started(notice, engine)
            case "participant_joined":
                _joined(notice, engine, now)
            case "participant_left" | "participant_connection_aborted":
                _left(notice, now)
            case _:
                pass
    except EngineFailed as fault:
        log.warning("engine.order-failed call=%s code=%s", notice.room, fault.code)


def _started(notice: Notice, engine: Engine) -> None:
    if not Call.objects.filter(pk=notice.room, ended_at=None).exists():
        engine.delete_room(notice.room)


def _joined(notice: Notice, engine: Engine, now: datetime) -> None:
    if notice.person and not presence.connected(notice.identity, now):
        log.info("calls.refused call=%s", notice.room)
        engine.remove(notice.room, notice.identity)


def _left(notice: Notice, now: datetime) -> None:
    if notice.reason in _OUR_DOING:
        return
    if notice.reason not in _ON_PURPOSE:
        presence.cut_off(notice.identity, now)
        return
    presence.hung_up(notice.identity, now)
