"""Notices of the engine: checked, and reduced to what the application needs."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

import jwt
from google.protobuf import json_format
from livekit.protocol import models
from livekit.protocol.webhook import WebhookEvent

from visio.engine.errors import WebhookRefused
from visio.engine.twirp import standard

# LiveKit's own allowance for clocks that differ.
LEEWAY_SECONDS = 60


@dataclass(frozen=True)
class Notice:
    """One event. `identity` is empty for events of a room; `person` is false for hidden ones, recorders and agents.

    `reason` is LiveKit's DisconnectReason by name, such as `CLIENT_INITIATED`.
    """

    event: str
    room: str
    identity: str = ""
    person: bool = True
    reason: str = ""


def notice(event: WebhookEvent) -> Notice:
    info = event.participant
    return Notice(
        event=event.event,
        room=event.room.name,
        identity=info.identity,
        person=standard(info),
        reason=models.DisconnectReason.Name(info.disconnect_reason),
    )


def verified(body: bytes, authorization: str, credentials: tuple[str, str]) -> Notice:
    """The notice of a signed POST. Raises WebhookRefused. Source: livekit protocol, `webhook/verifier.go`."""
    key, secret = credentials
    try:
        claims = jwt.decode(
            authorization.removeprefix("Bearer "),
            secret,
            algorithms=["HS256"],
            issuer=key,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iss"]},
        )
        said = base64.b64decode(str(claims.get("sha256", "")), validate=True)
        if not hmac.compare_digest(said, hashlib.sha256(body).digest()):
            raise WebhookRefused
        event = WebhookEvent()
        json_format.Parse(body.decode(), event, ignore_unknown_fields=True)
        return notice(event)
    except (jwt.InvalidTokenError, ValueError, json_format.ParseError):
        raise WebhookRefused from None
