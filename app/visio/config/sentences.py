"""Sentences for what is made without the browser client, from the same catalogues as its own."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["en", "fr"]

LANGUAGES: tuple[Language, ...] = ("en", "fr")

_PACKAGED = Path(__file__).parents[1] / "pages" / "client" / "language"
_SOURCES = Path(__file__).resolve().parents[3] / "web" / "src" / "language"


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
