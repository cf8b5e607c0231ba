"""Sentences for pages made without script, from the same catalogues as the browser client's."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["en", "fr"]

LANGUAGES: tuple[Language, ...] = ("en", "fr")

_PACKAGED = Path(__file__).parent / "client" / "language"
_SOURCES = Path(__file__).resolve().parents[3] / "web" / "src" / "language"

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


@cache
def catalogue(language: Language) -> dict[str, str]:
    """Key → sentence. In a clone from the client's sources, else from the built client; empty when there is neither."""
    merged: dict[str, str] = {}
    for file in sorted((_SOURCES / language).glob("*.json")):
        merged.update(json.loads(file.read_text(encoding="utf-8")))
    packaged = _PACKAGED / f"{language}.json"
    if not merged and packaged.is_file():
        merged.update(json.loads(packaged.read_text(encoding="utf-8")))
    return merged


def sentence(language: Language, key: str) -> str:
    return catalogue(language).get(key, key)
