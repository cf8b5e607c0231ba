"""Keys that this installation draws for itself, once, into its data folder."""

from __future__ import annotations

import json
import os
import secrets as random
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from visio.config.folder import DataFolderRefused


@dataclass(frozen=True)
class Secrets:
    """`django` signs sessions; `media_key` and `media_secret` sign tokens of the built-in media server."""

    django: str
    media_key: str
    media_secret: str


def load(folder: Path) -> Secrets:
    """Reads `secrets.json` (0600), or draws it. Raises DataFolderRefused."""
    file = folder / "secrets.json"
    try:
        if file.exists():
            return _read(file)
        drawn = Secrets(random.token_urlsafe(48), "visio" + random.token_hex(6), random.token_urlsafe(36))
        _write(file, drawn)
    except OSError as fault:
        raise DataFolderRefused(folder, fault) from None
    return drawn


def _read(file: Path) -> Secrets:
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
        return Secrets(**{item.name: str(held[item.name]) for item in fields(Secrets)})
    except (ValueError, KeyError, TypeError):
        raise DataFolderRefused(
            file, None, "is damaged: put its backup back, or move it away to sign everyone out"
        ) from None


def _write(file: Path, drawn: Secrets) -> None:
    draft = file.with_suffix(".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(asdict(drawn), stream)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
