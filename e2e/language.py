"""What the client says, by the key of each sentence."""

import json
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent.parent / "web" / "src" / "language"


@cache
def catalogue(language: str) -> dict[str, str]:
    merged: dict[str, str] = {}
    for path in sorted((_FOLDER / language).glob("*.json")):
        merged.update(json.loads(path.read_text(encoding="utf-8")))
    return merged
