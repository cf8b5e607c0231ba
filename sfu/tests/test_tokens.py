import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livekit import api
from visio_sfu.errors import TokenRefused
from visio_sfu.tokens import Claims, VideoGrants, read_token, sign_token

KEYS = {"devkey": "secret" * 6}
NOW = 1_800_000_000.0


def signed(payload: dict[str, Any], secret: str | None, algorithm: str = "HS256") -> str:
    return jwt.encode(payload, secret or "", algorithm)  # pyright: ignore[reportUnknownMemberType] - see visio_sfu.tokens


def token(**changes: object) -> str:
    payload = {"iss": "devkey", "sub": "lea", "exp": NOW + 60, "video": {"roomJoin": True, "room": "daily"}, **changes}
    return signed(payload, KEYS["devkey"])


def test_tokens_of_the_stock_library_are_understood() -> None:
    grants = api.VideoGrants(
        room_join=True, room="daily", can_publish_sources=["camera"], hidden=True, can_update_own_metadata=True
    )
    made = api.AccessToken("devkey", KEYS["devkey"]).with_identity("lea").with_name("Léa").with_grants(grants)
    made = made.with_metadata("m").with_attributes({"role": "host"}).with_kind("agent").with_ttl(timedelta(days=9999))
    claims = read_token(made.to_jwt(), keys=KEYS, now=NOW)
    assert (claims.identity, claims.name, claims.metadata, claims.kind) == ("lea", "Léa", "m", "agent")
    assert claims.attributes == {"role": "host"}
    assert claims.grants.room_join
    assert claims.grants.hidden
    assert claims.grants.can_update_own_metadata
    assert claims.grants.can_publish_sources == ("camera",)


def test_the_stock_library_understands_ours() -> None:
    grants = VideoGrants(room_join=True, room="daily", can_publish=False, can_publish_sources=("microphone",))
    claims = Claims(key="devkey", identity="lea", grants=grants, expires_at=NOW + 1e8, issued_at=1.0, name="Léa")
    read = api.TokenVerifier("devkey", KEYS["devkey"]).verify(sign_token(claims, secret=KEYS["devkey"]))
    assert (read.identity, read.name) == ("lea", "Léa")
    assert read.video is not None
    assert read.video.can_publish is False
    assert read.video.can_publish_sources == ["microphone"]


def test_publishing_and_receiving_are_granted_unless_refused() -> None:
    grants = read_token(token(), keys=KEYS, now=NOW).grants
    assert grants.can_publish
    assert grants.can_subscribe
    assert grants.can_publish_data
    refused = read_token(token(video={"roomJoin": True, "canPublish": False}), keys=KEYS, now=NOW).grants
    assert not refused.can_publish_data
    assert refused.can_subscribe


@pytest.mark.parametrize("value", ["true", 1, "yes", [], {}])
def test_only_true_grants(value: object) -> None:
    grants = read_token(token(video={"roomJoin": value, "canPublish": value}), keys=KEYS, now=NOW).grants
    assert not grants.room_join
    assert not grants.can_publish


def test_a_minute_of_leeway_is_given() -> None:
    assert read_token(token(exp=NOW - 59), keys=KEYS, now=NOW)
    assert read_token(token(nbf=NOW + 59), keys=KEYS, now=NOW)


@pytest.mark.parametrize(
    "refused",
    [
        "",
        "x.y.z",
        token(exp=NOW - 61),
        token(nbf=NOW + 61),
        token(iss="other"),
        signed({"iss": "devkey", "exp": NOW + 60}, "x" * 36),
        signed({"iss": "devkey", "sub": "lea"}, KEYS["devkey"]),
        signed({"iss": "devkey", "exp": NOW + 60}, KEYS["devkey"] * 2, "HS512"),
        signed({"iss": "devkey", "exp": NOW + 60}, None, "none"),
        "a" * 70_000,
    ],
)
def test_what_is_expired_forged_or_unsigned_is_refused(refused: str) -> None:
    with pytest.raises(TokenRefused) as error:
        read_token(refused, keys=KEYS, now=NOW)
    assert not refused or refused not in str(error.value)


def test_an_unsigned_token_that_claims_our_algorithm_is_refused() -> None:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    forged = f"{part({'alg': 'none'})}.{part({'iss': 'devkey', 'exp': NOW + 60})}."
    with pytest.raises(TokenRefused):
        read_token(forged, keys=KEYS, now=NOW)


@given(st.text(max_size=200) | st.binary(max_size=100).map(lambda raw: f"a.{base64.urlsafe_b64encode(raw).decode()}.c"))
def test_any_text_is_a_token_or_refused(text: str) -> None:
    with pytest.raises(TokenRefused):
        read_token(text, keys=KEYS, now=NOW)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


claim_names = st.sampled_from(["sub", "name", "kind", "metadata", "attributes", "video", "nbf", "iat"])


@given(st.dictionaries(claim_names, json_values))
def test_claims_of_any_shape_are_read_or_refused(claims: dict[str, object]) -> None:
    try:
        read = read_token(token(**claims), keys=KEYS, now=NOW)
    except (TokenRefused, TypeError):
        # A signer with the secret may write what it likes; PyJWT itself refuses to encode some of it.
        return
    assert isinstance(read.identity, str)
    assert isinstance(read.grants.room_join, bool)
