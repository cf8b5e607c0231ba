"""Accounts and the one-time links by which they come to be."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from visio.config.clock import now
from visio.config.identifiers import identifier

LONGEST_NAME = 80
LONGEST_EMAIL = 254


class AccountManager(BaseUserManager["Account"]):
    def by_email(self, email: str) -> Account | None:
        return self.filter(email=normal_email(email)).first()


class Account(AbstractBaseUser):
    """A person with a password. `operator` runs the installation."""

    id = models.CharField(primary_key=True, max_length=22, default=identifier)
    email = models.EmailField(unique=True, max_length=LONGEST_EMAIL)
    name = models.CharField(max_length=LONGEST_NAME)
    operator = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return f"account {self.id}"


class LinkKind(models.TextChoices):
    SETUP = "setup"
    INVITATION = "invitation"


class OneTimeLink(models.Model):
    """A link that makes one account. Only the digest of its token is kept."""

    kind = models.CharField(max_length=10, choices=LinkKind.choices)
    token_digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True, max_length=LONGEST_EMAIL)
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    operator = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} link {self.pk}"

    def expired(self, at: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= at


def normal_email(email: str) -> str:
    """E-mail addresses are compared without regard to case, as every provider in use does."""
    return email.strip().lower()
