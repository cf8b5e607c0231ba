"""How a child of this installation reaches the media engine: address and credentials, without the engine itself."""

from __future__ import annotations

import os

from visio.config import secrets
from visio.config.options import Options

# Set by `visio serve` for its children: the plain address of its own signalling on this machine.
VARIABLE = "VISIO_INNER_MEDIA_URL"


def address(options: Options) -> str:
    """WebSocket address of the engine, as `visio_client.join` takes it."""
    chosen = options.media_url
    if chosen:
        return chosen.replace("http", "ws", 1) if chosen.startswith("http") else chosen
    return os.environ.get(VARIABLE, "")


def credentials(options: Options) -> tuple[str, str]:
    """API key and secret that media tokens are signed with. Raises DataFolderRefused."""
    if options.media_url:
        return options.media_key, options.media_secret
    drawn = secrets.load(options.data)
    return drawn.media_key, drawn.media_secret
