"""What a password must be, and how it is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError

from visio.accounts.errors import PasswordWeak

SHORTEST = 12
LONGEST = 512

# Each check takes 19 MiB and one core for some 30 ms; more at once would let a flood of sign-ins starve the calls.
_at_once = threading.BoundedSemaphore(2)

_common = CommonPasswordValidator()


class Hasher(Argon2PasswordHasher):
    """argon2id with the parameters of OWASP's cheat sheet of 2024: 19 MiB, two passes, one lane."""

    memory_cost = 19_456
    time_cost = 2
    parallelism = 1


class _Person:
    """What the similarity check looks at."""

    def __init__(self, email: str, name: str) -> None:
        self.email = email
        self.name = name


def check_strength(password: str, *, email: str, name: str) -> None:
    """At least 12 characters, not on the list of common ones, not the person's own name. Raises PasswordWeak."""
    if len(password) < SHORTEST:
        raise PasswordWeak(reason="too_short")
    if len(password) > LONGEST:
        raise PasswordWeak(reason="too_long")
    if _refused(lambda: _common.validate(password)) or len(set(password.casefold())) < 4:
        raise PasswordWeak(reason="common")
    similar = UserAttributeSimilarityValidator(user_attributes=("email", "name"))
    if _refused(lambda: similar.validate(password, _Person(email, name))):  # type: ignore[arg-type]
        raise PasswordWeak(reason="personal")


def hashed(password: str) -> str:
    with _at_once:
        return make_password(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether `password` is the one kept. With `kept` None the answer is no, after the same time."""
    with _at_once:
        if kept is None or len(password) > LONGEST:
            make_password(password[:LONGEST])
            return False
        return check_password(password, kept)


def _refused(check: Callable[[], object]) -> bool:
    try:
        check()
    except ValidationError:
        return True
    return False
