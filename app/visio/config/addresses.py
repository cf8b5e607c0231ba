"""Which addresses mean what. The router, the pages and the names of rooms read this one list."""

from __future__ import annotations

import re

ENGINE_SEGMENTS = frozenset({"rtc", "twirp", "agent"})

# Pages of the browser client, as patterns of the path without its first slash.
PAGES = ("", "signin", "setup", "invitation", "new", "accessibility", "legal", "recordings", "s")

# First segments that can never be a room's name, today's and those planned.
RESERVED = frozenset(
    {
        *ENGINE_SEGMENTS,
        *(page for page in PAGES if page),
        "admin",
        "api",
        "assets",
        "healthz",
        "readyz",
        "meetings",
        "media",
        "settings",
        "test",
        "status",
        "favicon.ico",
        "robots.txt",
    }
)

_CODE = re.compile(r"[a-z]{3}-[a-z]{4}-[a-z]{3}")


def room_code(written: str) -> str | None:
    """`abc-defg-hij` from what a person wrote: any case, with or without dashes and spaces. None if it is no code."""
    if len(written) > 40 or written.lower() in RESERVED:
        return None
    letters = re.sub(r"[\s-]", "", written).lower()
    code = f"{letters[:3]}-{letters[3:7]}-{letters[7:]}"
    return code if _CODE.fullmatch(code) else None
