"""Every setting of the media server, declared once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

DEVELOPMENT_KEYS: Final[Mapping[str, str]] = MappingProxyType({"devkey": "secret"})
"""What `--dev` accepts; the same as `livekit-server --dev`, so that samples written for it work."""

HTTP_PORT: Final = 7880
UDP_PORT: Final = 7882
LOOPBACK: Final = ("127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomDefaults:
    """What a room gets when neither CreateRoom nor a token says otherwise."""

    empty_timeout: int = 300
    """Seconds a room that nobody ever entered stays."""
    departure_timeout: int = 20
    """Seconds a room stays after the last participant left."""
    max_participants: int = 0
    """0: no limit."""
    auto_create: bool = True
    """A join makes the room. When False a join to an unknown room is refused with 404."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaOptions:
    """Settings of one media server."""

    keys: Mapping[str, str]
    """API key → secret: who may sign tokens."""
    udp_port: int = UDP_PORT
    """The one media port; 0 picks a free one."""
    media_bind: Sequence[str] = ()
    """Addresses the media port is bound to; empty means all interfaces."""
    advertised: Sequence[str] = ()
    """Addresses offered to clients; empty means the machine's own."""
    webhooks: Sequence[str] = ()
    """URLs that receive signed notices."""
    webhook_key: str | None = None
    """The API key that signs notices and refreshed tokens; the first of `keys` when not given."""
    rooms: RoomDefaults = field(default_factory=RoomDefaults)

    @property
    def signing_key(self) -> tuple[str, str]:
        """API key and secret used for what the server signs itself."""
        key = self.webhook_key if self.webhook_key is not None else next(iter(self.keys))
        return key, self.keys[key]
