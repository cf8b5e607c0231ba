"""In which language a page made without script speaks."""

from __future__ import annotations

import re

from visio.config.sentences import LANGUAGES, Language, sentence

__all__ = ["LANGUAGES", "Language", "chosen", "sentence"]

# Longer headers than any browser's are not read.
LONGEST_HEADER = 400


def chosen(accept_language: str) -> Language:
    """The language that an Accept-Language header wants most: French or, in doubt, English. RFC 9110, 12.5.4."""
    best: tuple[float, Language] = (0.0, "en")
    for part in accept_language[:LONGEST_HEADER].split(","):
        match = re.fullmatch(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*", part)
        if match is None:
            continue
        weight = float(match[2] or 1)
        for language in LANGUAGES:
            if match[1].lower() == language and weight > best[0]:
                best = (weight, language)
    return best[1]
