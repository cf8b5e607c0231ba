"""How a participant comes, goes, is cut off and comes back; and how a call ends."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from visio.audit.services import record
from visio.calls import people, signals
from visio.calls.messages import order, tell, tell_identity
from visio.calls.models import IS_PRESENT, IS_SHOWN, PRESENT, Call, CallState, Participant, Presence
from visio.config.wire import wire
from visio.rooms.turn import turn

log = logging.getLogger("visio.calls")

ENDING_TAKES = timedelta(seconds=3)

# How a state is named in `visio.left`.
_HOW = {
    Presence.LEFT: "left",
    Presence.REMOVED: "removed",
    Presence.BLOCKED: "blocked",
    Presence.LOST: "lost",
    Presence.ENDED: "ended",
    Presence.MOVED: "moved",
}


# A reload looks like leaving: a hand that was up is up again for who is back soon (`joining.HAND_WAITS`).
_MAY_COME_BACK = (Presence.LEFT, Presence.LOST)


def connected(identity: str, now: datetime) -> bool:
    """The engine has this identity in its room. False when it must not be there."""
    with _turn_of(identity) as person:
        if person is None or not person.present or person.call.ended_at is not None:
            return False
        arrived = person.connected_at is None
        person.state = Presence.CONNECTED
        person.connected_at = person.connected_at or now
        person.lost_at = None
        person.save(update_fields=["state", "connected_at", "lost_at"])
        call = person.call
        _alive(call)
        tell(call.pk, "visio.participant", {"participant": wire(people.seen(person))})
        if person.hand_seq is not None:
            tell_hands(call.pk)
        signals.people_changed.send(sender=Call, call=call, now=now)
    log.info("calls.connected call=%s participant=%s first=%s", call.pk, person.pk, arrived)
    return True


def cut_off(identity: str, now: datetime) -> None:
    """The engine lost this identity: others see "connection lost" until it is back, or gone after 30 s."""
    with _turn_of(identity) as person:
        if person is None or person.state != Presence.CONNECTED:
            return
        person.state = Presence.RECONNECTING
        person.lost_at = now
        person.save(update_fields=["state", "lost_at"])
        tell(person.call_id, "visio.participant", {"participant": wire(people.seen(person))})
    log.info("calls.cut-off call=%s participant=%s", person.call_id, person.pk)


def gone(
    person: Participant, state: Presence, now: datetime, *, by: str | None = None, message: dict[str, Any] | None = None
) -> None:
    """Ends somebody's presence: the ticket dies, the engine lets the identity go, others are told.

    `message` is the data of a `visio.removed` that the person gets before being cut off. Inside the
    room's turn.
    """
    if not person.present:
        return
    seen = person.connected_at is not None
    had_hand = person.hand_seq is not None
    person.state = state
    person.left_at = now
    person.floor = False
    if state not in _MAY_COME_BACK:
        person.hand_seq = None
        person.hand_raised_at = None
    person.save(update_fields=["state", "left_at", "hand_seq", "hand_raised_at", "floor"])
    if message is not None:
        # Not through `tell`, which knows only of those who are present.
        tell_identity(person.call_id, "visio.removed", message, person.identity)
    left = {"id": person.pk, "name": person.name, "how": _HOW[state], "by": by}
    if state == Presence.MOVED:
        tell_identity(person.call_id, "visio.moved", {}, person.identity)
    if seen:
        tell(person.call_id, "visio.left", left, remove=[person.identity])
    else:
        order(person.call_id, remove=[person.identity])
    if had_hand:
        tell_hands(person.call_id)
    _empty_if_nobody(person.call, now)
    signals.participant_gone.send(sender=Participant, participant=person, now=now)
    signals.people_changed.send(sender=Call, call=person.call, now=now)
    log.info("calls.gone call=%s participant=%s how=%s", person.call_id, person.pk, _HOW[state])


def tell_hands(call: str) -> None:
    tell(call, "visio.hands", {"hands": [wire(hand) for hand in people.hands(call)]})


def end_soon(call: Call, now: datetime, *, by: str) -> None:
    """Everybody is told; the call is over in three seconds. `by` is empty at the limit. Inside the room's turn."""
    call.state = CallState.ENDING
    call.ending_at = now
    call.save(update_fields=["state", "ending_at"])
    tell(call.pk, "visio.ending", {"by": by, "in_seconds": int(ENDING_TAKES.total_seconds())})


def end_later(call: Call, at: datetime, now: datetime) -> None:
    """Everybody is told once that the call may not go on beyond `at`. Inside the room's turn."""
    call.ending_at = at
    call.save(update_fields=["ending_at"])
    tell(call.pk, "visio.ending", {"by": "", "in_seconds": round((at - now).total_seconds())})


def end(call: Call, now: datetime) -> None:
    """The call is over: nobody holds a place any more, and the engine's room goes. Inside a transaction."""
    if call.ended_at is not None:
        return
    call.state = CallState.ENDED
    call.ended_at = now
    call.empty_since = None
    call.save(update_fields=["state", "ended_at", "empty_since"])
    Participant.objects.filter(IS_PRESENT, call=call).update(state=Presence.ENDED, left_at=now, hand_seq=None)
    order(call.pk, close=True)
    record("call.ended", at=now, room=call.room.code, call=call.pk, peak=call.peak)
    signals.call_ended.send(sender=Call, call=call, now=now)
    log.info("calls.ended call=%s", call.pk)


def replace_identity(person: Participant, identity: str) -> None:
    """The person comes with a new media identity; the old one is cut off."""
    old = person.identity
    person.identity = identity
    tell_identity(person.call_id, "visio.moved", {}, old)
    order(person.call_id, remove=[old])


def hung_up(identity: str, now: datetime) -> None:
    """The engine says that this identity left on purpose."""
    with _turn_of(identity) as person:
        if person is not None:
            gone(person, Presence.LEFT, now)


@contextmanager
def _turn_of(identity: str) -> Iterator[Participant | None]:
    """The turn of the identity's room, with its participant as it is then."""
    known = Participant.objects.filter(identity=identity)
    room = known.values_list("call__room", flat=True).first()
    if room is None:
        yield None
        return
    with turn(room):
        yield known.select_related("call__room").first()


def _alive(call: Call) -> None:
    """Somebody is in: a call that was empty goes on, and its peak is kept."""
    present = Participant.objects.filter(IS_SHOWN, call=call).count()
    changed: Sequence[str] = []
    if call.state == CallState.EMPTY:
        call.state, call.empty_since = CallState.LIVE, None
        changed = ["state", "empty_since"]
    if present > call.peak:
        call.peak = present
        changed = [*changed, "peak"]
    if changed:
        call.save(update_fields=changed)


def _empty_if_nobody(call: Call, now: datetime) -> None:
    if call.state != CallState.LIVE or Participant.objects.filter(call=call, state__in=PRESENT).exists():
        return
    call.state = CallState.EMPTY
    call.empty_since = now
    call.save(update_fields=["state", "empty_since"])
