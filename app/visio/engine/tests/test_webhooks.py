"""Signed notices."""

from __future__ import annotations

import base64
import contextlib
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from google.protobuf import json_format
from hypothesis import given
from hypothesis import strategies as st
from livekit.protocol import models
from livekit.protocol.webhook import WebhookEvent
from visio.engine.errors import WebhookRefused
from visio.engine.webhooks import Notice, notice, verified

KEY, SECRET = "key", "a secret that is long enough for hs256"


def event(**participant: Any) -> WebhookEvent:
    info = models.ParticipantInfo(identity="p1", **participant)
    return WebhookEvent(event="participant_left", room=models.Room(name="call-1"), participant=info)


def signed(
    body: bytes, *, key: str = KEY, secret: str = SECRET, algorithm: str = "HS256", said: bytes | None = None
) -> str:
    sha = base64.b64encode(hashlib.sha256(body if said is None else said).digest()).decode()
    claims = {"iss": key, "exp": datetime.now(UTC) + timedelta(minutes=5), "sha256": sha}
    return jwt.encode(claims, secret if algorithm != "none" else "", algorithm=algorithm)


BODY = json_format.MessageToJson(event(disconnect_reason=models.DisconnectReason.CLIENT_INITIATED)).encode()


def test_a_signed_notice_is_read():
    assert verified(BODY, signed(BODY), (KEY, SECRET)) == Notice(
        "participant_left", "call-1", "p1", person=True, reason="CLIENT_INITIATED"
    )


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "nonsense",
        signed(BODY, key="other"),
        signed(BODY, secret="another secret that is long enough"),
        signed(BODY, algorithm="none"),
        signed(BODY, algorithm="HS512"),
        signed(BODY, said=b"another body"),
        jwt.encode({"iss": KEY, "exp": 1, "sha256": ""}, SECRET, algorithm="HS256"),
        jwt.encode({"iss": KEY, "sha256": ""}, SECRET, algorithm="HS256"),
    ],
)
def test_a_notice_that_is_not_signed_for_this_body_is_refused(authorization):
    with pytest.raises(WebhookRefused):
        verified(BODY, authorization, (KEY, SECRET))


@given(st.binary(max_size=400))
def test_any_signed_bytes_are_a_notice_or_are_refused(body):
    with contextlib.suppress(WebhookRefused):
        verified(body, signed(body), (KEY, SECRET))


@pytest.mark.parametrize(
    "info",
    [
        {"kind": models.ParticipantInfo.Kind.EGRESS},
        {"kind": models.ParticipantInfo.Kind.AGENT},
        {"permission": models.ParticipantPermission(hidden=True)},
        {"permission": models.ParticipantPermission(recorder=True)},
        {"permission": models.ParticipantPermission(agent=True)},
    ],
)
def test_recorders_agents_and_hidden_ones_are_no_people(info):
    assert notice(event(**info)).person is False


def test_an_unsigned_post_is_refused_over_http(database, client):
    answer = client.post("/api/v1/engine/webhook", BODY, content_type="application/webhook+json")
    assert (answer.status_code, answer.json()["code"]) == (401, "webhook-refused")
