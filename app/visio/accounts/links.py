"""One-time links: the first administrator, and people who are invited."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from visio.accounts import passwords
from visio.accounts.errors import EmailTaken, LinkUnknown, LinkUsed
from visio.accounts.models import Account, LinkKind, OneTimeLink, normal_email
from visio.accounts.names import clean_name
from visio.accounts.services import checked_email
from visio.audit.services import record
from visio.config.clock import now as present
from visio.config.identifiers import credential, digest

INVITATION_LASTS = timedelta(days=7)


def set_up_needed() -> bool:
    """Whether there is no administrator yet."""
    return not Account.objects.filter(operator=True).exists()


def make_setup_link() -> str:
    """A new token for the first administrator; tokens printed at earlier starts stop working."""
    token = credential()
    with transaction.atomic():
        OneTimeLink.objects.filter(kind=LinkKind.SETUP, used_at=None).delete()
        OneTimeLink.objects.create(kind=LinkKind.SETUP, token_digest=digest(token), operator=True)
    return token


def make_invitation(email: str, *, name: str = "", operator: bool = False, now: datetime | None = None) -> str:
    """A token by which the person of `email` makes their account. Raises EmailTaken, EmailInvalid."""
    at = now or present()
    email = checked_email(email)
    if Account.objects.by_email(email):
        raise EmailTaken
    token = credential()
    OneTimeLink.objects.create(
        kind=LinkKind.INVITATION,
        token_digest=digest(token),
        email=email,
        name=clean_name(name) if name else "",
        operator=operator,
        created_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    return token


def look(token: str, now: datetime) -> OneTimeLink:
    """The invitation behind a token. Raises LinkUnknown, LinkUsed."""
    return _usable(token, LinkKind.INVITATION, now)


def set_up(token: str, *, name: str, email: str, password: str, now: datetime) -> Account:
    """The first administrator. Raises LinkUnknown, LinkUsed, PasswordWeak, NameInvalid, EmailInvalid."""
    _usable(token, LinkKind.SETUP, now)
    return _accept(token, LinkKind.SETUP, name=name, email=checked_email(email), password=password, now=now)


def accept(token: str, *, name: str, password: str, now: datetime) -> Account:
    """The account of an invited person. Raises LinkUnknown, LinkUsed, PasswordWeak, NameInvalid, EmailTaken."""
    link = _usable(token, LinkKind.INVITATION, now)
    return _accept(token, LinkKind.INVITATION, name=name, email=link.email, password=password, now=now)


def _accept(token: str, kind: LinkKind, *, name: str, email: str, password: str, now: datetime) -> Account:
    name = clean_name(name)
    passwords.check_strength(password, email=email, name=name)
    kept = passwords.hashed(password)  # before the transaction: it takes long, and SQLite has one writer
    with transaction.atomic():
        link = _usable(token, kind, now, lock=True)
        if Account.objects.by_email(email):
            raise EmailTaken
        account = Account.objects.create(email=normal_email(email), name=name, password=kept, operator=link.operator)
        link.used_at = now
        link.save(update_fields=["used_at"])
        record("account.created", at=now, account=account.pk, subject=account.pk, by_link=kind.value)
    return account


def _usable(token: str, kind: LinkKind, now: datetime, *, lock: bool = False) -> OneTimeLink:
    links = OneTimeLink.objects.select_for_update() if lock else OneTimeLink.objects
    link = links.filter(token_digest=digest(token), kind=kind).first()
    if link is None or link.expired(now):
        raise LinkUnknown
    if link.used_at is not None or (kind == LinkKind.SETUP and not set_up_needed()):
        raise LinkUsed
    return link
