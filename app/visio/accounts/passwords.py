"""What a password must be, and how it is kept."""

from __future__ import annotations

import threading
from difflib import SequenceMatcher

from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
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


def check_strength(password: str, *, email: str, name: str) -> None:
    """At least 12 characters, not on the list of common ones, not the person's own name. Raises PasswordWeak."""
    if len(password) < SHORTEST:
        raise PasswordWeak(reason="too_short")
    if len(password) > LONGEST:
        raise PasswordWeak(reason="too_long")
    if _is_common(password):
        raise PasswordWeak(reason="common")
    if _is_like(password, email, name):
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


def _is_common(password: str) -> bool:
    """On the list, a word of the list written twice, or made of three characters."""
    half = len(password) // 2
    doubled = password[:half] == password[half:]
    return len(set(password.casefold())) < 4 or _listed(password) or (doubled and _listed(password[:half]))


def _listed(password: str) -> bool:
    try:
        _common.validate(password)
    except ValidationError:
        return True
    return False


def _is_like(password: str, email: str, name: str) -> bool:
    """Little more than the person's address or name."""
    said = password.casefold()
    own = {email.casefold(), email.split("@")[0].casefold(), name.casefold(), "".join(name.casefold().split())}
    return any(len(part) >= 4 and SequenceMatcher(a=said, b=part).ratio() >= 0.75 for part in own)
