"""What travels about messages."""

from __future__ import annotations

from datetime import datetime

from ninja import Field, Schema

from visio.chat.models import LONGEST_TEXT


class MessageIn(Schema):
    text: str = Field(max_length=4 * LONGEST_TEXT)
    nonce: str = Field("", max_length=64)


class MessageOut(Schema):
    id: str
    participant: str
    name: str
    text: str
    sent_at: datetime
    deleted: bool


class MessagesOut(Schema):
    """Oldest first; `before` continues into the past."""

    items: list[MessageOut]
    before: str | None
