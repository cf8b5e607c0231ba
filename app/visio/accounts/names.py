"""What a person may be called."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from visio.accounts.errors import NameInvalid
from visio.accounts.models import LONGEST_NAME

# Cc: control characters. Cf: invisible ones, the direction overrides among them. Cs, Co, Cn: no characters at all.
# Zl, Zp: line and paragraph separators.
_REFUSED = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")

# Needed inside emoji and several scripts; harmless for direction.
_JOINERS = "\u200c\u200d"


def clean_name(written: str) -> str:
    """1–80 characters after trimming, Unicode NFC. Raises NameInvalid with reason empty, too_long or characters."""
    if len(written) > 4 * LONGEST_NAME:
        raise NameInvalid(reason="too_long")
    name = " ".join(unicodedata.normalize("NFC", written).split(" ")).strip()
    if any(unicodedata.category(letter) in _REFUSED and letter not in _JOINERS for letter in name):
        raise NameInvalid(reason="characters")
    name = " ".join(name.split())
    if not name.strip(_JOINERS + " "):
        raise NameInvalid(reason="empty")
    if len(name) > LONGEST_NAME:
        raise NameInvalid(reason="too_long")
    return name


def distinct_name(name: str, present: Collection[str]) -> str:
    """`name`, or `name (2)`, `name (3)` … so that nobody present has the same."""
    taken = {other.casefold() for other in present}
    if name.casefold() not in taken:
        return name
    number = 2
    while True:
        suffix = f" ({number})"
        candidate = name[: LONGEST_NAME - len(suffix)] + suffix
        if candidate.casefold() not in taken:
            return candidate
        number += 1
