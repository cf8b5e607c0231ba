"""People of a call as others see them."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from visio.calls.models import IS_PRESENT, IS_SHOWN, Call, Participant, Presence
from visio.calls.schemas import HandInQueue, HandOut, ParticipantOut, RoleInCall
from visio.rooms.models import Admission, Room
from visio.rooms.roles import HOSTS, Role


def hands(call: str) -> list[HandInQueue]:
    """The queue of raised hands, the first raised first."""
    raised = Participant.objects.filter(IS_PRESENT, call=call, hand_seq__isnull=False).order_by("hand_seq")
    return [
        HandInQueue(id=person.pk, rank=rank, raised_at=person.hand_raised_at or person.joined_at, floor=person.floor)
        for rank, person in enumerate(raised, start=1)
    ]


def shown(call: str) -> list[ParticipantOut]:
    """Everybody that others see, in order of arrival."""
    queue = {hand.id: hand for hand in hands(call)}
    people = Participant.objects.filter(IS_SHOWN, call=call).order_by("joined_at", "pk")
    return [as_shown(person, queue.get(person.pk)) for person in people]


def seen(person: Participant) -> ParticipantOut:
    """One person, with the rank of a raised hand."""
    queue = {hand.id: hand for hand in hands(person.call_id)} if person.hand_seq is not None else {}
    return as_shown(person, queue.get(person.pk))


def as_shown(person: Participant, hand: HandInQueue | None) -> ParticipantOut:
    return ParticipantOut(
        id=person.pk,
        identity=person.identity,
        name=person.name,
        role=cast(RoleInCall, person.role),
        host=person.host,
        guest=person.guest,
        organisation=None,
        joined_at=person.joined_at,
        connection="connected" if person.state == Presence.CONNECTED else "lost",
        hand=HandOut(rank=hand.rank, raised_at=hand.raised_at, floor=hand.floor) if hand else None,
        device="browser",
    )


def ids_of(call: str, roles: Collection[Role]) -> set[str]:
    """Ids of those present with one of these roles."""
    people = Participant.objects.filter(IS_PRESENT, call=call, role__in=list(roles))
    return set(people.values_list("pk", flat=True))


def host_ids(call: str) -> set[str]:
    return ids_of(call, HOSTS)


def admitters(room: Room) -> set[Role]:
    """Roles that may admit from the lobby."""
    return {*HOSTS, Role.MEMBER} if room.admission == Admission.HOSTS_AND_MEMBERS else set(HOSTS)


def count(call: Call) -> int:
    """People in the call, those on their way in not counted."""
    return Participant.objects.filter(IS_SHOWN, call=call).count()
