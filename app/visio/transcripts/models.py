"""Transcripts, their speakers and turns, what was changed in them, minutes, and words that engines should expect."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from visio.accounts.models import LONGEST_NAME, Account
from visio.config.clock import now
from visio.recordings.models import Recording
from visio.rooms.models import Room

LONGEST_TURN = 10_000
LONGEST_SPEAKER = 64


class TranscriptState(models.TextChoices):
    QUEUED = "queued"
    WORKING = "working"
    READY = "ready"
    FAILED = "failed"
    IMPOSSIBLE = "impossible"


class Transcript(models.Model):
    """The text of one recording. A recording without one has none.

    `why` is the code of a failure or of what makes a text impossible; `job` is the one that makes it. `wanted` is the
    language that was asked for, `language` the one that was heard most; both may be empty. `languages` are those of
    people who said in the call which one they speak (participant → code). `vocabulary` holds words for this text alone.
    `version` counts the changes: 1 is what the engine made, 0 says that there is no text yet. A text that is made again
    keeps the old one until the new one is there.
    """

    recording = models.OneToOneField(Recording, on_delete=models.CASCADE, related_name="text")
    state = models.CharField(max_length=10, choices=TranscriptState.choices, default=TranscriptState.QUEUED)
    why = models.CharField(max_length=40, blank=True)
    wanted = models.CharField(max_length=8, blank=True)
    language = models.CharField(max_length=8, blank=True)
    languages = models.JSONField(default=dict)
    vocabulary = models.JSONField(default=list)
    engine = models.CharField(max_length=120, blank=True)
    model_digest = models.CharField(max_length=128, blank=True)
    unheard = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    job = models.CharField(max_length=22, blank=True)
    asked_at = models.DateTimeField(default=now)
    made_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state"], name="transcripts_by_state")]

    def __str__(self) -> str:
        return f"transcript {self.pk}"


class Voice(models.Model):
    """One speaker. `key` is the identifier in the text: the participant's, or a label of the engine."""

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="voices")
    key = models.CharField(max_length=LONGEST_SPEAKER)
    participant = models.CharField(max_length=22, blank=True)
    name = models.CharField(max_length=LONGEST_NAME)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["transcript", "key"], name="one_voice_per_key")
        ]

    def __str__(self) -> str:
        return f"voice {self.pk}"


class SpokenTurn(models.Model):
    """What one voice said without anybody between. `words` are `[start, end, text, probability or null]`.

    `folded` is the text for searching: without case and accents.
    """

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="turns")
    number = models.PositiveIntegerField()
    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="turns")
    start = models.FloatField()
    end = models.FloatField()
    language = models.CharField(max_length=8, blank=True)
    edited = models.BooleanField(default=False)
    words = models.JSONField(default=list)
    folded = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["transcript", "number"], name="one_turn_per_number")
        ]

    def __str__(self) -> str:
        return f"turn {self.number} of transcript {self.transcript_id}"


class ChangeKind(models.TextChoices):
    TURN = "turn"
    SPEAKER = "speaker"


class Change(models.Model):
    """One thing that a person changed, as it was and as it became. Changes of one act share a version."""

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="changes")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=7, choices=ChangeKind.choices)
    target = models.CharField(max_length=LONGEST_SPEAKER)
    before = models.JSONField()
    after = models.JSONField()
    restored = models.PositiveIntegerField(null=True)
    at = models.DateTimeField(default=now)
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-version", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["transcript", "version", "kind", "target"], name="one_change_per_thing_and_version"
            )
        ]

    def __str__(self) -> str:
        return f"change {self.version} of transcript {self.transcript_id}"


class MinutesState(models.TextChoices):
    QUEUED = "queued"
    WORKING = "working"
    READY = "ready"
    FAILED = "failed"


class Minutes(models.Model):
    """Minutes drafted from one version of a transcript. `content` is null until there are some."""

    transcript = models.OneToOneField(Transcript, on_delete=models.CASCADE, related_name="minutes")
    state = models.CharField(max_length=7, choices=MinutesState.choices, default=MinutesState.QUEUED)
    why = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=0)
    content = models.JSONField(null=True)
    job = models.CharField(max_length=22, blank=True)
    asked_at = models.DateTimeField(default=now)
    made_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"minutes of transcript {self.transcript_id}"


class Vocabulary(models.Model):
    """Words that engines should expect: in one room, or with `room` null in the whole installation."""

    room = models.OneToOneField(Room, null=True, on_delete=models.CASCADE, related_name="vocabulary")
    words = models.JSONField(default=list)
    changed_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(room__isnull=True), name="one_vocabulary_of_the_installation"
            )
        ]

    def __str__(self) -> str:
        return f"vocabulary {self.pk}"
