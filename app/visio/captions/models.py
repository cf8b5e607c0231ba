"""What goes on in a call, and who reads. The hosts' choices are settings of the room."""

from __future__ import annotations

from django.db import models

from visio.calls.models import Call, Participant
from visio.config.clock import now
from visio.rooms.models import LONGEST_LANGUAGE

LONGEST_ENGINE = 60


class CaptionState(models.TextChoices):
    OFF = "off"
    STARTING = "starting"
    ON = "on"
    LATE = "late"  # text comes with a delay, since the machine is busy
    FAILED = "failed"


# The captioner is there, or is to come.
RUNNING = (CaptionState.STARTING, CaptionState.ON, CaptionState.LATE)


class CallCaptions(models.Model):
    """The captioner of a call. `captioner` is its media identity while it is there."""

    call = models.OneToOneField(Call, primary_key=True, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=CaptionState.choices, default=CaptionState.OFF)
    captioner = models.CharField(max_length=22, blank=True)
    engine = models.CharField(max_length=LONGEST_ENGINE, blank=True)
    changed_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"captions of call {self.call_id}"


class CaptionReader(models.Model):
    """What one participant chose: to read captions, and the language of one's own speech (empty: the room's).

    `translate_to`: the language in which to read what is said in others; empty: as it is said.
    `captioner`: a host has let this person type captions.
    """

    participant = models.OneToOneField(Participant, primary_key=True, on_delete=models.CASCADE, related_name="+")
    on = models.BooleanField(default=False)
    language = models.CharField(max_length=LONGEST_LANGUAGE, blank=True)
    translate_to = models.CharField(max_length=LONGEST_LANGUAGE, blank=True)
    captioner = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"captions of participant {self.participant_id}"
