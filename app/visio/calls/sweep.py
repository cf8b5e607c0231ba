"""What time alone does to calls: people who did not come back, calls that stay empty, calls that are ending."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import Q

from visio.calls import presence
from visio.calls.models import Call, CallState, Participant, Presence
from visio.engine.base import Engine, EngineFailed
from visio.rooms.turn import turn

log = logging.getLogger("visio.calls")

LOST_AFTER = timedelta(seconds=30)
CONNECTS_WITHIN = timedelta(seconds=60)
EMPTY_FOR = timedelta(seconds=60)

# No call goes on for longer; people are told before.
LONGEST_CALL = timedelta(hours=24)
WARNED_BEFORE = timedelta(minutes=15)
REMOVAL_IS_FRESH_FOR = timedelta(seconds=70)

# A sweep takes at most this many of each kind; the next one goes on.
BATCH = 200


def sweep(now: datetime) -> None:
    """Moves on whatever is due. Each change is a transaction of its own."""
    _let_go(now)
    _near_limit(now)
    _end_calls(now)


def interrupted(now: datetime) -> None:
    """At start: whoever was connected to the process before is cut off until they come back."""
    Participant.objects.filter(state=Presence.CONNECTED).update(state=Presence.RECONNECTING, lost_at=now)
    Participant.objects.filter(state=Presence.CONNECTING).update(connecting_since=now)


def put_out_again(engine: Engine, now: datetime) -> None:
    """Removes people who are out but still in the engine: for engines on which an old token lives on."""
    put_out = (Presence.REMOVED, Presence.BLOCKED, Presence.MOVED)
    fresh = Participant.objects.filter(state__in=put_out, left_at__gt=now - REMOVAL_IS_FRESH_FOR, call__ended_at=None)
    by_call: dict[str, set[str]] = {}
    for call, identity in fresh.values_list("call_id", "identity"):
        by_call.setdefault(call, set()).add(identity)
    for call, identities in by_call.items():
        try:
            for person in engine.participants(call):
                if person.identity in identities:
                    engine.remove(call, person.identity)
        except EngineFailed as fault:
            log.warning("engine.order-failed call=%s code=%s", call, fault.code)


def _let_go(now: datetime) -> None:
    late = Q(state=Presence.RECONNECTING, lost_at__lte=now - LOST_AFTER)
    late |= Q(state=Presence.CONNECTING, connecting_since__lte=now - CONNECTS_WITHIN)
    for pk, room in Participant.objects.filter(late).values_list("pk", "call__room")[:BATCH]:
        with turn(room):
            person = Participant.objects.select_related("call__room").filter(late, pk=pk).first()
            if person is not None:
                presence.gone(person, Presence.LOST, now)


def _near_limit(now: datetime) -> None:
    """Calls that have gone on for almost as long as a call may are told so once; those at the limit end."""
    open_calls = Q(state__in=(CallState.LIVE, CallState.EMPTY))
    unwarned = open_calls & Q(ending_at=None, started_at__lte=now - LONGEST_CALL + WARNED_BEFORE)
    over = open_calls & Q(started_at__lte=now - LONGEST_CALL)
    for pk, room in Call.objects.filter(unwarned | over).values_list("pk", "room")[:BATCH]:
        with turn(room):
            call = Call.objects.filter(unwarned | over, pk=pk).first()
            if call is None:
                continue
            if call.started_at <= now - LONGEST_CALL:
                presence.end_soon(call, now, by="")
            else:
                presence.end_later(call, call.started_at + LONGEST_CALL, now)


def _end_calls(now: datetime) -> None:
    due = Q(state=CallState.EMPTY, empty_since__lte=now - EMPTY_FOR)
    due |= Q(state=CallState.ENDING, ending_at__lte=now - presence.ENDING_TAKES)
    for pk, room in Call.objects.filter(due).values_list("pk", "room")[:BATCH]:
        with turn(room):
            call = Call.objects.select_related("room").filter(due, pk=pk).first()
            if call is not None:
                presence.end(call, now)
