"""Requests to enter."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from visio.accounts.models import LONGEST_NAME, Account
from visio.calls.models import Call
from visio.config.clock import now
from visio.config.identifiers import identifier
from visio.rooms.models import Room


class RequestState(models.TextChoices):
    WAITING = "waiting"
    ADMITTED = "admitted"
    REFUSED = "refused"
    BLOCKED = "blocked"
    TIMED_OUT = "timed_out"
    WITHDRAWN = "withdrawn"
    QUEUED_FULL = "queued_full"


class Reason(models.TextChoices):
    APPROVAL = "approval"
    HOST_ABSENT = "host-absent"
    FULL = "full"


OPEN = (RequestState.WAITING, RequestState.QUEUED_FULL)
IS_OPEN = models.Q(state__in=OPEN)


class LobbyRequest(models.Model):
    """One person at the door of one room. Asking again is the same row with one more try.

    `approved`: a host said yes, or nobody's yes is needed; the person only waits for a place. `away_since` is set while
    no page of theirs listens.
    """

    id = models.CharField(primary_key=True, max_length=22, default=identifier)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="lobby")
    call = models.ForeignKey(Call, null=True, on_delete=models.SET_NULL, related_name="+")
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")
    browser = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=LONGEST_NAME)
    device = models.CharField(max_length=80, blank=True)
    ticket_digest = models.CharField(max_length=64, unique=True)
    former_ticket_digest = models.CharField(max_length=64, blank=True, db_index=True)
    state = models.CharField(max_length=11, choices=RequestState.choices)
    reason = models.CharField(max_length=11, choices=Reason.choices)
    approved = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=1)
    asked_at = models.DateTimeField(default=now)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=LONGEST_NAME, blank=True)
    entered_at = models.DateTimeField(null=True)
    away_since = models.DateTimeField(null=True)
    message = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["room", "state"], name="lobby_by_state")]

    def __str__(self) -> str:
        return f"lobby request {self.id}"
