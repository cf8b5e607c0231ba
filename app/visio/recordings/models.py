"""Recordings, the people in them with their answers, and the parts that were written."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from visio.accounts.models import LONGEST_EMAIL, LONGEST_NAME, Account
from visio.calls.models import Call
from visio.config.clock import now
from visio.config.identifiers import identifier
from visio.rooms.models import LONGEST_TITLE, Room


class Origin(models.TextChoices):
    CALL = "call"
    IMPORT = "import"


class RecordingState(models.TextChoices):
    """`captured` and later states are those of the library; `failed` and `dropped` left nothing behind."""

    ANNOUNCING = "announcing"
    RUNNING = "running"
    INTERRUPTED = "interrupted"
    STOPPING = "stopping"
    CAPTURED = "captured"  # written, being finished
    READY = "ready"
    FAILED = "failed"
    DROPPED = "dropped"
    EXPIRED = "expired"
    DELETED = "deleted"


# States in which a recorder belongs to the recording.
ACTIVE = (RecordingState.ANNOUNCING, RecordingState.RUNNING, RecordingState.INTERRUPTED, RecordingState.STOPPING)

# States in which there is something to see, or soon will be.
KEPT = (RecordingState.CAPTURED, RecordingState.READY)

IS_ACTIVE = models.Q(state__in=ACTIVE)
IS_KEPT = models.Q(state__in=KEPT)


class Recording(models.Model):
    """One recording of one call, or one imported file.

    `keep_sound` is false when only the text is wanted. `written` are the participants whose packets are being written
    now, as the recorder reports. `problem` is the code of what went wrong, if anything did. `delete_at` is when it is
    deleted; `deleted_at` when that was done: the row stays without content as long as the answers are kept.
    """

    id = models.CharField(primary_key=True, max_length=22, default=identifier)
    origin = models.CharField(max_length=6, choices=Origin.choices, default=Origin.CALL)
    room = models.ForeignKey(Room, null=True, on_delete=models.SET_NULL, related_name="recordings")
    call = models.ForeignKey(Call, null=True, on_delete=models.SET_NULL, related_name="recordings")
    owner = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(max_length=LONGEST_TITLE, blank=True)
    state = models.CharField(max_length=11, choices=RecordingState.choices, default=RecordingState.ANNOUNCING)
    paused = models.BooleanField(default=False)
    picture = models.BooleanField(default=True)
    keep_sound = models.BooleanField(default=True)
    transcript = models.BooleanField(default=False)
    language = models.CharField(max_length=8, blank=True)
    strict = models.BooleanField(default=False)
    asked_by = models.CharField(max_length=LONGEST_NAME, blank=True)
    asked_at = models.DateTimeField(default=now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    delete_at = models.DateTimeField(db_index=True)
    deleted_at = models.DateTimeField(null=True, db_index=True)
    part = models.PositiveSmallIntegerField(default=0)
    written = models.JSONField(default=list)
    warned = models.BooleanField(default=False)
    seconds = models.FloatField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)
    problem = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["call"], condition=models.Q(state__in=ACTIVE), name="one_running_recording_per_call"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state"], name="recordings_by_state"),
            models.Index(fields=["room", "state"], name="recordings_by_room"),
        ]

    def __str__(self) -> str:
        return f"recording {self.id}"

    @property
    def playable(self) -> bool:
        """Sound that waits for its text alone is for the machine: people agreed to the text."""
        return self.keep_sound and self.bytes > 0


class Answer(models.TextChoices):
    """States of a consent."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Consent(models.Model):
    """One person of the call and their answer. `participant` outlives the participant's row.

    `history` holds `[answer, RFC 3339]`, the latest last. `host` is whether they were a host of the call at the end.
    `removed` is set once their tracks were taken out on request.
    """

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="people")
    participant = models.CharField(max_length=22)
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    host = models.BooleanField(default=False)
    answer = models.CharField(max_length=9, choices=Answer.choices, default=Answer.ASKED)
    history = models.JSONField(default=list)
    asked_at = models.DateTimeField(default=now)
    answered_at = models.DateTimeField(null=True)
    removed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["recording", "participant"], name="one_answer_per_person_and_recording")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["account"], name="consents_by_account")]

    def __str__(self) -> str:
        return f"consent {self.pk}"


class Part(models.Model):
    """One stretch written without a break, in `<recording>/part-<number>/` of the storage.

    `manifest` is what `visio_client.record.finish` made of it; null until then. `offset` is where the part begins on
    the line of the whole recording, in seconds.
    """

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)
    offset = models.FloatField(default=0)
    seconds = models.FloatField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)
    manifest = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["recording", "number"], name="one_part_per_number")
        ]

    def __str__(self) -> str:
        return f"part {self.number} of recording {self.recording_id}"

    @property
    def key(self) -> str:
        return f"{self.recording_id}/part-{self.number}"


class ShareKind(models.TextChoices):
    """With one person by e-mail address, with people who have a role in the room, with all accounts, by a link."""

    PERSON = "person"
    MEMBERS = "members"
    ACCOUNTS = "accounts"
    LINK = "link"


class Share(models.Model):
    """Somebody else may see a recording. Of a link only the digest of its token is kept."""

    id = models.CharField(primary_key=True, max_length=22, default=identifier)
    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="shares")
    kind = models.CharField(max_length=8, choices=ShareKind.choices)
    email = models.EmailField(blank=True, max_length=LONGEST_EMAIL)
    token_digest = models.CharField(max_length=64, blank=True, db_index=True)
    password = models.CharField(max_length=128, blank=True)
    until = models.DateTimeField(null=True)
    may_download = models.BooleanField(default=False)
    may_read = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now)
    created_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["kind", "email"], name="shares_by_person")]

    def __str__(self) -> str:
        return f"share {self.id}"


class Opening(models.Model):
    """Somebody opened a recording by a share; without an account it is somebody with the link."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="openings")
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"opening {self.pk}"


class Layout(models.TextChoices):
    """What a composed file shows. `sound` is all voices in one file."""

    SPEAKER = "speaker"
    GRID = "grid"
    PRESENTATION = "presentation"
    SOUND = "sound"


class ComposedState(models.TextChoices):
    QUEUED = "queued"
    WORKING = "working"
    READY = "ready"
    FAILED = "failed"


class ComposedFile(models.Model):
    """A file made from the tracks by the job `job`, kept as `name` beside the parts. One for each layout."""

    id = models.CharField(primary_key=True, max_length=22, default=identifier)
    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="files")
    layout = models.CharField(max_length=12, choices=Layout.choices)
    state = models.CharField(max_length=7, choices=ComposedState.choices, default=ComposedState.QUEUED)
    job = models.CharField(max_length=22, blank=True)
    name = models.CharField(max_length=80, blank=True)
    bytes = models.PositiveBigIntegerField(default=0)
    why = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["recording", "layout"], name="one_file_per_layout")
        ]

    def __str__(self) -> str:
        return f"file {self.id}"

    @property
    def key(self) -> str:
        return f"{self.recording_id}/{self.name}"


class Chapter(models.Model):
    """A place in a recording that a host has named. `at` is seconds from its beginning."""

    id = models.CharField(primary_key=True, max_length=22, default=identifier)
    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="chapters")
    at = models.FloatField()
    title = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"chapter {self.id}"


class RemovalState(models.TextChoices):
    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DONE = "done"


class Removal(models.Model):
    """Somebody recorded asks to be taken out."""

    id = models.CharField(primary_key=True, max_length=22, default=identifier)
    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="removals")
    participant = models.CharField(max_length=22)
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=8, choices=RemovalState.choices, default=RemovalState.ASKED)
    asked_at = models.DateTimeField(default=now)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["recording", "participant"], name="one_removal_per_person_and_recording")
        ]

    def __str__(self) -> str:
        return f"removal {self.id}"
