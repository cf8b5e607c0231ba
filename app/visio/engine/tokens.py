"""LiveKit access tokens: HS256, `iss` the API key, `sub` the identity."""

from __future__ import annotations

from datetime import datetime, timedelta

import jwt

_SERVER_TOKEN_LASTS = timedelta(seconds=60)
_CHILD_TOKEN_LASTS = timedelta(minutes=10)


def media_token(
    credentials: tuple[str, str],
    *,
    room: str,
    identity: str,
    attributes: dict[str, str],
    now: datetime,
    lasts: timedelta,
    publish: bool = True,
) -> str:
    """A browser's token for one identity in one call: sends media, never data, never its own metadata."""
    grants = {
        "roomJoin": True,
        "room": room,
        "canPublish": publish,
        "canSubscribe": True,
        "canPublishData": False,
        "canUpdateOwnMetadata": False,
    }
    return _signed(credentials, {"sub": identity, "video": grants, "attributes": attributes}, now, lasts)


def recorder_token(credentials: tuple[str, str], *, room: str, identity: str, name: str, now: datetime) -> str:
    """For the recorder of one call: sees and hears, sends nothing, and is shown as a recorder."""
    grants = {
        "roomJoin": True,
        "room": room,
        "recorder": True,
        "canPublish": False,
        "canSubscribe": True,
        "canPublishData": False,
        "canUpdateOwnMetadata": False,
    }
    claims: dict[str, object] = {"sub": identity, "name": name, "kind": "egress", "video": grants}
    return _signed(credentials, claims, now, _CHILD_TOKEN_LASTS)


def captioner_token(credentials: tuple[str, str], *, room: str, identity: str, name: str, now: datetime) -> str:
    """For the captioner of one call: hears, and alone among ours sends data, which is its text."""
    grants = {
        "roomJoin": True,
        "room": room,
        "canPublish": False,
        "canSubscribe": True,
        "canPublishData": True,
        "canUpdateOwnMetadata": False,
    }
    claims: dict[str, object] = {"sub": identity, "name": name, "kind": "agent", "video": grants}
    return _signed(credentials, claims, now, _CHILD_TOKEN_LASTS)


def server_token(credentials: tuple[str, str], room: str, now: datetime) -> str:
    """For one server call about `room`."""
    grants = {"roomAdmin": True, "roomCreate": True, "roomList": True, "room": room}
    return _signed(credentials, {"video": grants}, now, _SERVER_TOKEN_LASTS)


def _signed(credentials: tuple[str, str], claims: dict[str, object], now: datetime, lasts: timedelta) -> str:
    key, secret = credentials
    # Real clocks differ by some seconds; LiveKit allows a minute, but a token from the future is refused by others.
    begins = now - timedelta(seconds=10)
    return jwt.encode({**claims, "iss": key, "iat": now, "nbf": begins, "exp": now + lasts}, secret, algorithm="HS256")
