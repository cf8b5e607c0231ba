"""Where the server of a data folder listens at the moment: commands beside it print links that lead there."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import urlsplit

FILE = "address"
_PATIENCE_SECONDS = 1.0


def note(data: Path, address: str) -> None:
    """The server of this folder is ready there."""
    path = data / FILE
    path.write_text(address + "\n", encoding="utf-8")
    path.chmod(0o600)


def forget(data: Path) -> None:
    """The server has stopped."""
    (data / FILE).unlink(missing_ok=True)


def address(data: Path) -> str | None:
    """Where the server was last ready, if something listens there; None when none is running."""
    try:
        known = (data / FILE).read_text(encoding="utf-8").strip()
        parts = urlsplit(known)
        place = (parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
        socket.create_connection(place, timeout=_PATIENCE_SECONDS).close()
    except (OSError, ValueError):
        return None
    return known
