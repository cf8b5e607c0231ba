"""Remove me: somebody recorded asks for their tracks to be taken out, a host answers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, cast

from django.db import transaction
from django.db.models import Q

from visio.errors.general import NotThere
from visio.jobs import services as jobs
from visio.recordings import signals
from visio.recordings.access import Access
from visio.recordings.errors import NotRecorded
from visio.recordings.library.listing import may_ask_removal, recorded_presences
from visio.recordings.library.noting import note
from visio.recordings.library.schemas import RemovalOut
from visio.recordings.models import ComposedState, Consent, Recording, Removal, RemovalState

REMOVE = "remove-person"


def ask(access: Access, now: datetime) -> RemovalOut:
    """Raises NotRecorded."""
    if access.account is None:
        raise NotRecorded
    known = access.recording.removals.filter(account=access.account).first()
    if known is None:
        if not may_ask_removal(access):
            raise NotRecorded
        me = recorded_presences(access)[0]
        known = Removal.objects.create(
            recording=access.recording, participant=me.participant, account=access.account, asked_at=now
        )
        note("recording.removal-asked", access, now, removal=known.pk)
    return shown(access, known)


def removals(access: Access) -> list[RemovalOut]:
    """All of them for hosts, one's own for others."""
    found = access.recording.removals.order_by("asked_at")
    if not access.host:
        found = found.filter(account=access.account) if access.account is not None else found.none()
    return [shown(access, each) for each in found]


def accept(access: Access, removal_id: str, now: datetime) -> RemovalOut:
    """At once nobody sees them any more; the files follow. Raises NotAllowed, NotThere.

    Who was there twice is taken out twice.
    """
    access.require_host()
    with transaction.atomic():
        removal = _open(access, removal_id)
        removal.state, removal.answered_at = RemovalState.ACCEPTED, now
        removal.save(update_fields=["state", "answered_at"])
        for person in _presences(access, removal):
            person.removed = True
            person.save(update_fields=["removed"])
            signals.person_removed.send(
                sender=Recording, recording=access.recording, participant=person.participant, now=now
            )
        _withhold_files(access.recording, now)
        jobs.add(REMOVE, access.recording.pk, removal=removal.pk)
        note("recording.removal-accepted", access, now, removal=removal.pk)
    return shown(access, removal)


def refuse(access: Access, removal_id: str, now: datetime) -> RemovalOut:
    """Raises NotAllowed, NotThere."""
    access.require_host()
    removal = _open(access, removal_id)
    removal.state, removal.answered_at = RemovalState.REFUSED, now
    removal.save(update_fields=["state", "answered_at"])
    note("recording.removal-refused", access, now, removal=removal.pk)
    return shown(access, removal)


def shown(access: Access, removal: Removal) -> RemovalOut:
    person = access.recording.people.filter(participant=removal.participant).first()
    return RemovalOut(
        id=removal.pk,
        participant=removal.participant,
        name=person.name if person is not None else "",
        state=cast('Literal["asked", "accepted", "refused", "done"]', removal.state),
        asked_at=removal.asked_at,
        mine=access.account is not None and removal.account_id == access.account.pk,
    )


def _presences(access: Access, removal: Removal) -> list[Consent]:
    """Of whoever asks: on each device, and after each return."""
    mine = Q(participant=removal.participant)
    if removal.account_id is not None:
        mine |= Q(account=removal.account_id)
    return list(access.recording.people.filter(mine, removed=False))


def _withhold_files(recording: Recording, now: datetime) -> None:
    """What was composed shows who is gone, and so would what is being composed: it is made anew once they are."""
    for file in recording.files.all():
        jobs.cancel(file.job, now)
        file.state = ComposedState.QUEUED
        file.save(update_fields=["state"])


def _open(access: Access, removal_id: str) -> Removal:
    removal = access.recording.removals.filter(pk=removal_id, state=RemovalState.ASKED).first()
    if removal is None:
        raise NotThere
    return removal
