"""Who may send data in a call: the captioner, and no browser."""

from __future__ import annotations

from datetime import timedelta

import jwt
from visio.config.clock import real_now
from visio.engine.tokens import captioner_token, media_token

CREDENTIALS = ("key", "secret-of-enough-length-for-hs256-signatures")


def claims(token):
    return jwt.decode(token, CREDENTIALS[1], algorithms=["HS256"])


def test_the_captioner_hears_and_sends_text_and_is_seen_as_an_agent():
    token = captioner_token(CREDENTIALS, room="call", identity="captioner", name="Captions", now=real_now())
    said = claims(token)
    assert (said["sub"], said["kind"], said["video"]["room"]) == ("captioner", "agent", "call")
    rights = said["video"]
    assert (rights["canPublish"], rights["canSubscribe"], rights["canPublishData"]) == (False, True, True)
    assert not rights.get("hidden")


def test_a_browser_cannot_send_data():
    token = media_token(
        CREDENTIALS, room="call", identity="somebody", attributes={}, now=real_now(), lasts=timedelta(minutes=10)
    )
    assert claims(token)["video"]["canPublishData"] is False


def test_a_browser_in_a_call_gets_such_a_token(owner, room):
    media = owner.join(room).ok()["media"]
    said = jwt.decode(media["token"], options={"verify_signature": False})
    assert said["video"]["canPublishData"] is False
    assert "kind" not in said
