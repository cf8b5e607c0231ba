"""Identifiers and secrets, all from the system's random source."""

from __future__ import annotations

import hashlib
import secrets

LETTERS = "abcdefghijklmnopqrstuvwxyz"

# 16 bytes are 22 characters in the URL-safe alphabet.
IDENTIFIER_LENGTH = 22


def identifier() -> str:
    """128 random bits as 22 URL-safe characters. Begins with neither `-` nor `_`."""
    while True:
        drawn = secrets.token_urlsafe(16)
        if drawn[0] not in "-_":
            return drawn


def credential() -> str:
    """A ticket or the token of a link: 128 random bits as 22 characters. Kept only as its digest."""
    return secrets.token_urlsafe(16)


def digest(secret: str) -> str:
    """SHA-256, hexadecimal. Enough for secrets of 128 random bits; passwords use argon2."""
    return hashlib.sha256(secret.encode()).hexdigest()
