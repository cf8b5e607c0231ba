"""Signing in, and making accounts from the command line."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from visio.accounts import passwords
from visio.accounts.errors import EmailInvalid, SignInFailed
from visio.accounts.models import LONGEST_EMAIL, Account, normal_email
from visio.audit.services import record
from visio.config.identifiers import digest
from visio.limits import rates


def sign_in(email: str, password: str, *, address: str, now: datetime) -> Account:
    """The account of e-mail and password. Raises SignInFailed, TooManyAttempts.

    The answer and its time are the same for an unknown account and for a wrong password.
    """
    # The key is a digest: limits may live in Redis, where no e-mail address belongs.
    person = digest(normal_email(email))
    rates.check(rates.SIGN_IN_ADDRESS, address, now)
    rates.check(rates.SIGN_IN_ACCOUNT, person, now)
    account = Account.objects.by_email(email)
    usable = account is not None and account.is_active
    if not passwords.matches(password, account.password if account is not None and usable else None) or account is None:
        rates.take(rates.SIGN_IN_ADDRESS, address, now)
        rates.take(rates.SIGN_IN_ACCOUNT, person, now)
        raise SignInFailed
    record("account.signed-in", at=now, account=account.pk)
    return account


def checked_email(email: str) -> str:
    """In its normal form. Raises EmailInvalid."""
    email = normal_email(email)
    try:
        validate_email(email)
    except ValidationError:
        raise EmailInvalid from None
    if len(email) > LONGEST_EMAIL:
        raise EmailInvalid
    return email
