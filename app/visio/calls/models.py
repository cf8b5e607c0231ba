"""Calls, participants and blocks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from visio.accounts.models import LONGEST_NAME, Account
from visio.config.clock import now
from visio.config.identifiers import identifier
from visio.rooms.models import Room
from visio.rooms.roles import HOSTS, Role


class CallState(models.TextChoices):
    LIVE = "live"
    EMPTY = "empty"
    ENDING = "ending"
    ENDED = "ended"
    ARCHIVED = "archived"  # what was to be erased is erased


class Call(models.Model):
    """One call. Its id is also the name of its room in the media engine. `seq` numbers its messages."""

    id = models.CharField(primary_key=True, max_length=22, default=identifier)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="calls")
    state = models.CharField(max_length=8, choices=CallState.choices, default=CallState.LIVE)
    started_at = models.DateTimeField(default=now)
    empty_since = models.DateTimeField(null=True)
    ending_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    seq = models.PositiveBigIntegerField(default=0)
    peak = models.PositiveSmallIntegerField(default=0)
    new_guests_wait = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["room"], condition=models.Q(ended_at__isnull=True), name="one_open_call_per_room"
            )
        ]

    def __str__(self) -> str:
        return f"call {self.id}"


class Presence(models.TextChoices):
    """States of a participant."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    RECONNECTING = "reconnecting"
    LEFT = "left"
    REMOVED = "removed"
    BLOCKED = "blocked"
    ENDED = "ended"
    LOST = "lost"
    MOVED = "moved"


PRESENT = (Presence.CONNECTING, Presence.CONNECTED, Presence.RECONNECTING)


# Who holds a place: in the call, on the way in, or cut off for less than 30 s.
IS_PRESENT = models.Q(state__in=PRESENT)

# Whom others see: present, and connected at least once.
IS_SHOWN = models.Q(state__in=PRESENT, connected_at__isnull=False)


class Participant(models.Model):
    """One presence of one person in one call. `identity` is the current media identity, drawn at each join."""

    id = models.CharField(primary_key=True, max_length=22, default=identifier)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="participants")
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    browser = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=LONGEST_NAME)
    role = models.CharField(max_length=7)
    ticket_digest = models.CharField(max_length=64, unique=True)
    # The ticket before it: good for one more join until the present one has been used, since an answer may be lost.
    former_ticket_digest = models.CharField(max_length=64, blank=True, db_index=True)
    identity = models.CharField(max_length=22, unique=True, default=identifier)
    state = models.CharField(max_length=12, choices=Presence.choices, default=Presence.CONNECTING)
    device = models.CharField(max_length=80, blank=True)
    joined_at = models.DateTimeField(default=now)
    connecting_since = models.DateTimeField(default=now)
    connected_at = models.DateTimeField(null=True)
    lost_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    # The number of the message that raised the hand orders the queue; the time is what people are shown.
    hand_seq = models.PositiveBigIntegerField(null=True)
    hand_raised_at = models.DateTimeField(null=True)
    floor = models.BooleanField(default=False)
    # False while a strict recording goes on to which this person has not agreed.
    may_publish = models.BooleanField(default=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["call", "state"], name="participants_by_state"),
            models.Index(fields=["account"], name="participants_by_account"),
            models.Index(fields=["browser"], name="participants_by_browser"),
        ]

    def __str__(self) -> str:
        return f"participant {self.id}"

    @property
    def host(self) -> bool:
        return Role(self.role) in HOSTS

    @property
    def guest(self) -> bool:
        return self.role == Role.GUEST

    @property
    def present(self) -> bool:
        return self.state in PRESENT


class Block(models.Model):
    """Somebody who was put out: `blocked` may not come back, others only through the lobby of the same call."""

    id = models.CharField(primary_key=True, max_length=22, default=identifier)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="blocks")
    call = models.ForeignKey(Call, null=True, on_delete=models.SET_NULL, related_name="+")
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")
    browser = models.CharField(max_length=64, blank=True)
    ticket_digest = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=LONGEST_NAME)
    blocked = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"block {self.id}"
