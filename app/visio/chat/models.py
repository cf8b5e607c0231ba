"""Messages."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from visio.calls.models import Call, Participant
from visio.config.clock import now
from visio.config.identifiers import identifier

LONGEST_TEXT = 4_000


class Message(models.Model):
    """One message to all. `position` orders those of a call. A deleted one stays as a place without text."""

    id = models.CharField(primary_key=True, max_length=22, default=identifier)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="messages")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="messages")
    position = models.PositiveBigIntegerField()
    text = models.TextField(max_length=LONGEST_TEXT)
    nonce = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(default=now)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["call", "position"], name="one_message_per_position"),
            models.UniqueConstraint(
                fields=["participant", "nonce"], condition=~models.Q(nonce=""), name="one_message_per_nonce"
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.id}"
