"""LiveKit access tokens: read, check, sign.

A token is a JWT signed with HS256: `iss` the API key, `sub` the identity, `exp` required, `nbf` honoured, one
minute of leeway, grants in `video` (LiveKit documentation, "Tokens & grants").
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final, cast

import jwt

from visio_sfu.errors import TokenRefused

# PyJWT names the key types of a package that HS256 does not need and that is not installed: hence the ignored types
# below.

LEEWAY_S: Final = 60
# 64 kB of attributes and 512 kB of metadata are allowed elsewhere; a token travels in a URL, which servers cap at
# 64 kB.
MAX_TOKEN_LENGTH: Final = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoGrants:
    """The claim `video`: what its holder may do. Everything not granted is refused."""

    room_join: bool = False
    room: str = ""
    room_create: bool = False
    room_list: bool = False
    room_record: bool = False
    room_admin: bool = False
    can_publish: bool = True
    can_subscribe: bool = True
    can_publish_data: bool = True
    can_publish_sources: tuple[str, ...] = ()
    """Empty: all of camera, microphone, screen_share, screen_share_audio."""
    can_update_own_metadata: bool = False
    hidden: bool = False
    recorder: bool = False
    agent: bool = False
    destination_room: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """Everything a token says."""

    key: str
    identity: str
    grants: VideoGrants
    expires_at: float
    issued_at: float | None
    """Seconds since 1970 of `iat`, or of `nbf` where only that is given."""
    name: str = ""
    kind: str = "standard"
    metadata: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])
    sha256: str = ""
    room_config: Mapping[str, Any] = field(default_factory=dict[str, Any])


def read_token(token: str, *, keys: Mapping[str, str], now: float) -> Claims:
    """Checks signature, issuer and life. Raises TokenRefused."""
    if not token:
        raise TokenRefused("no permissions to access the room")
    if len(token) > MAX_TOKEN_LENGTH:
        raise TokenRefused("the token is too long")
    secret = keys.get(_issuer(token))
    if secret is None:
        raise TokenRefused("invalid API key")
    try:
        payload: dict[str, Any] = jwt.decode(  # pyright: ignore[reportUnknownMemberType] - see above
            token,
            secret,
            algorithms=["HS256"],
            # The times are checked below against the clock that was given.
            options={
                "require": ["exp"],
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
                "verify_aud": False,
            },
        )
    except jwt.PyJWTError:
        raise TokenRefused("invalid token") from None
    claims = _claims(payload)
    if now > claims.expires_at + LEEWAY_S:
        raise TokenRefused("the token has expired")
    if now + LEEWAY_S < _number(payload.get("nbf"), 0.0):
        raise TokenRefused("the token is not valid yet")
    return claims


def sign_token(claims: Claims, *, secret: str) -> str:
    """A token that says `claims`, signed with the secret of `claims.key`."""
    payload: dict[str, Any] = {
        "iss": claims.key,
        "sub": claims.identity,
        "exp": int(claims.expires_at),
        "video": {_camel(f.name): _plain(getattr(claims.grants, f.name)) for f in fields(VideoGrants)},
    }
    if claims.issued_at is not None:
        payload |= {"iat": int(claims.issued_at), "nbf": int(claims.issued_at)}
    optional = {
        "name": claims.name,
        "metadata": claims.metadata,
        "attributes": dict(claims.attributes),
        "sha256": claims.sha256,
    }
    payload |= {name: value for name, value in optional.items() if value}
    if claims.kind != "standard":
        payload["kind"] = claims.kind
    return jwt.encode(  # pyright: ignore[reportUnknownMemberType] - see above
        payload, secret, algorithm="HS256"
    )


def _issuer(token: str) -> str:
    try:
        payload: dict[str, Any] = jwt.decode(  # pyright: ignore[reportUnknownMemberType] - see above
            token, options={"verify_signature": False}
        )
    except jwt.PyJWTError:
        raise TokenRefused("invalid token") from None
    return _text(payload.get("iss"))


def _claims(payload: Mapping[str, Any]) -> Claims:
    issued = payload.get("iat", payload.get("nbf"))
    return Claims(
        key=_text(payload.get("iss")),
        identity=_text(payload.get("sub")),
        grants=_grants(payload.get("video")),
        expires_at=_number(payload.get("exp"), 0.0),
        issued_at=_number(issued, 0.0) if issued is not None else None,
        name=_text(payload.get("name")),
        kind=_text(payload.get("kind")) or "standard",
        metadata=_text(payload.get("metadata")),
        attributes={str(name): str(value) for name, value in _mapping(payload.get("attributes")).items()},
        sha256=_text(payload.get("sha256")),
        room_config=_mapping(payload.get("roomConfig")),
    )


def _grants(claim: object) -> VideoGrants:
    video = _mapping(claim)
    can_publish = _flag(video, "canPublish", default=True)
    return VideoGrants(
        room_join=_flag(video, "roomJoin"),
        room=_text(video.get("room")),
        room_create=_flag(video, "roomCreate"),
        room_list=_flag(video, "roomList"),
        room_record=_flag(video, "roomRecord"),
        room_admin=_flag(video, "roomAdmin"),
        can_publish=can_publish,
        can_subscribe=_flag(video, "canSubscribe", default=True),
        can_publish_data=_flag(video, "canPublishData", default=can_publish),
        can_publish_sources=_texts(video.get("canPublishSources")),
        can_update_own_metadata=_flag(video, "canUpdateOwnMetadata"),
        hidden=_flag(video, "hidden"),
        recorder=_flag(video, "recorder"),
        agent=_flag(video, "agent"),
        destination_room=_text(video.get("destinationRoom")),
    )


def _flag(video: Mapping[str, Any], name: str, *, default: bool = False) -> bool:
    value = video.get(name)
    # Only a JSON true grants: a string "false" must not.
    return default if value is None else value is True


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in cast("list[object]", value)) if isinstance(value, list) else ()


def _number(value: object, default: float) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else default


def _mapping(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _plain(value: object) -> object:
    return list(cast("tuple[str, ...]", value)) if isinstance(value, tuple) else value


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
