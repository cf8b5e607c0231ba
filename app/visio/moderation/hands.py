"""Raised hands, in the order in which the server saw them."""

from __future__ import annotations

from datetime import datetime

from visio.audit.services import record
from visio.calls.access import Seat, other
from visio.calls.messages import tell
from visio.calls.models import IS_PRESENT, Call, Participant
from visio.calls.presence import tell_hands
from visio.moderation.trail import who
from visio.rooms.roles import Act
from visio.rooms.turn import turn


def raise_hand(seat: Seat, now: datetime) -> None:
    """At the end of the queue; a hand that is up stays where it is."""
    seat.require(Act.RAISE_HAND, seat.me)
    with turn(seat.room.pk):
        down = Participant.objects.filter(IS_PRESENT, pk=seat.me.pk, hand_seq=None)
        place = Call.objects.values_list("seq", flat=True).get(pk=seat.call.pk)
        if down.update(hand_seq=place, hand_raised_at=now, floor=False):
            tell_hands(seat.call.pk)


def lower_own(seat: Seat) -> None:
    with turn(seat.room.pk):
        if _lower(seat.me.pk):
            tell_hands(seat.call.pk)


def lower(seat: Seat, participant: str, now: datetime) -> None:
    """Somebody's hand. Raises NotThere, PersonGone, NotAllowed."""
    person = other(seat, participant, Act.LOWER_HAND)
    with turn(seat.room.pk):
        if _lower(person.pk):
            if person.pk != seat.me.pk:
                record("moderation.hand-lowered", at=now, **who(seat), subject=person.pk)
            tell_hands(seat.call.pk)


def lower_all(seat: Seat, now: datetime) -> None:
    seat.require(Act.LOWER_HANDS)
    with turn(seat.room.pk):
        raised = Participant.objects.filter(call=seat.call, hand_seq__isnull=False)
        count = raised.update(hand_seq=None, hand_raised_at=None, floor=False)
        if count:
            record("moderation.hands-lowered", at=now, **who(seat), people=count)
            tell_hands(seat.call.pk)


def give_floor(seat: Seat, participant: str, now: datetime) -> None:
    """Asks the person to speak now. Raises NotThere, PersonGone, NotAllowed."""
    person = other(seat, participant, Act.GIVE_FLOOR)
    with turn(seat.room.pk):
        Participant.objects.filter(call=seat.call, floor=True).exclude(pk=person.pk).update(floor=False)
        Participant.objects.filter(pk=person.pk, hand_seq__isnull=False).update(floor=True)
        record("moderation.floor-given", at=now, **who(seat), subject=person.pk)
        tell(seat.call.pk, "visio.floor", {"by": seat.me.name}, to={person.pk})
        tell_hands(seat.call.pk)


def _lower(participant: str) -> int:
    raised = Participant.objects.filter(pk=participant, hand_seq__isnull=False)
    return raised.update(hand_seq=None, hand_raised_at=None, floor=False)
