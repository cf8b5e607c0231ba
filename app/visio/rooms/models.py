"""Rooms and the roles people have in them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from visio.accounts.models import LONGEST_EMAIL, Account
from visio.config.clock import now

LONGEST_TITLE = 120
LARGEST_CAPACITY = 1000
SMALLEST_CAPACITY = 2


class Access(models.TextChoices):
    """Who enters directly: people with an account, everybody with the link, or members."""

    TRUSTED = "trusted"
    PUBLIC = "public"
    RESTRICTED = "restricted"


class Guests(models.TextChoices):
    ALLOWED = "allowed"
    REFUSED = "refused"


class Admission(models.TextChoices):
    HOSTS = "hosts"
    HOSTS_AND_MEMBERS = "hosts-and-members"


class BeforeHost(models.TextChoices):
    MEMBERS = "members"
    NOBODY = "nobody"


class Recording(models.TextChoices):
    """Who may record."""

    HOSTS = "hosts"
    NEVER = "never"


class Captions(models.TextChoices):
    """Whether live captions exist: when somebody asks, from the first person on, or not at all."""

    ON_REQUEST = "on-request"
    ALWAYS = "always"
    NEVER = "never"


LONGEST_LANGUAGE = 3


class Room(models.Model):
    """A lasting address. `code` is `abc-defg-hij`; 0 in `capacity` and `recording_days` is the installation's value.

    `language` is the one spoken there (ISO 639, empty: it is found out). `strict_consent`: who does not agree to a
    recording is not heard either, until they do.
    """

    code = models.CharField(max_length=12, unique=True)
    title = models.CharField(max_length=LONGEST_TITLE, blank=True)
    access = models.CharField(max_length=10, choices=Access.choices, default=Access.TRUSTED)
    guests = models.CharField(max_length=7, choices=Guests.choices, default=Guests.ALLOWED)
    locked = models.BooleanField(default=False)
    admission = models.CharField(max_length=17, choices=Admission.choices, default=Admission.HOSTS)
    before_host = models.CharField(max_length=7, choices=BeforeHost.choices, default=BeforeHost.MEMBERS)
    show_title = models.BooleanField(default=False)
    capacity = models.PositiveSmallIntegerField(default=0)
    recording = models.CharField(max_length=5, choices=Recording.choices, default=Recording.HOSTS)
    strict_consent = models.BooleanField(default=False)
    recording_days = models.PositiveSmallIntegerField(default=0)
    captions = models.CharField(max_length=10, choices=Captions.choices, default=Captions.ON_REQUEST)
    language = models.CharField(max_length=LONGEST_LANGUAGE, blank=True)
    created_at = models.DateTimeField(default=now)
    created_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"room {self.pk}"


class RoomRole(models.Model):
    """A role given to an e-mail address, whether or not it has an account yet."""

    OWNER = "owner"
    CO_HOST = "co-host"
    MEMBER = "member"
    ROLES: ClassVar[tuple[tuple[str, str], ...]] = ((OWNER, "owner"), (CO_HOST, "co-host"), (MEMBER, "member"))

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="roles")
    email = models.EmailField(max_length=LONGEST_EMAIL)
    role = models.CharField(max_length=7, choices=ROLES)
    given_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["room", "email"], name="one_role_per_person_and_room")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["email"], name="roles_by_email")]

    def __str__(self) -> str:
        return f"{self.role} of room {self.room_id}"
