"""Writing, reading and deleting messages."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from visio.audit.services import record
from visio.calls.access import Seat
from visio.calls.messages import tell
from visio.calls.models import Call
from visio.chat.errors import TextInvalid
from visio.chat.models import LONGEST_TEXT, Message
from visio.chat.schemas import MessageOut, MessagesOut
from visio.config.wire import wire
from visio.errors.general import NotAllowed, NotThere
from visio.limits import rates
from visio.rooms.roles import Act, Role, Target, may
from visio.rooms.turn import turn

PAGE = 50


def write(seat: Seat, text: str, *, nonce: str, now: datetime) -> MessageOut:
    """One message to all. The same nonce twice is one message. Raises TextInvalid, TooManyAttempts."""
    seat.require(Act.CHAT)
    text = _clean(text)
    if nonce and (known := Message.objects.filter(participant=seat.me, nonce=nonce).first()):
        return shown(known, seat.me.name)
    rates.take(rates.CHAT, seat.me.pk, now)
    with turn(seat.room.pk):
        call = Call.objects.get(pk=seat.call.pk)
        message = Message.objects.create(
            call=call, participant=seat.me, position=call.seq + 1, text=text, nonce=nonce, sent_at=now
        )
        out = shown(message, seat.me.name)
        tell(call.pk, "visio.chat", {"message": wire(out)})
    return out


def delete(seat: Seat, message_id: str, now: datetime) -> None:
    """Takes the text away, one's own or, for hosts, anybody's. Raises NotThere, NotAllowed."""
    with turn(seat.room.pk):
        messages = Message.objects.select_related("participant")
        message = messages.filter(pk=message_id, call=seat.call).first()
        if message is None:
            raise NotThere
        own = message.participant_id == seat.me.pk
        if not may(Act.DELETE_MESSAGE, Role(seat.me.role), seat.room, Target(Role(message.participant.role), own)):
            raise NotAllowed
        if message.deleted_at is not None:
            return
        message.text, message.deleted_at = "", now
        message.save(update_fields=["text", "deleted_at"])
        if not own:
            record(
                "chat.deleted",
                at=now,
                account=seat.me.account_id or "",
                participant=seat.me.pk,
                room=seat.room.code,
                call=seat.call.pk,
                subject=message.pk,
            )
        tell(seat.call.pk, "visio.chat-deleted", {"id": message.pk, "by": seat.me.name})


def page(call: Call, before: str | None) -> MessagesOut:
    """The 50 latest messages, or the 50 before a cursor; oldest first."""
    messages = Message.objects.filter(call=call).select_related("participant").order_by("-position")
    if before and before.isdigit() and len(before) < 19:
        messages = messages.filter(position__lt=int(before))
    found = list(messages[: PAGE + 1])
    latest = found[:PAGE]
    cursor = str(latest[-1].position) if len(found) > PAGE else None
    return MessagesOut(items=[shown(message, message.participant.name) for message in reversed(latest)], before=cursor)


def shown(message: Message, name: str) -> MessageOut:
    return MessageOut(
        id=message.pk,
        participant=message.participant_id,
        name=name,
        text=message.text,
        sent_at=message.sent_at,
        deleted=message.deleted_at is not None,
    )


def _clean(written: str) -> str:
    text = unicodedata.normalize("NFC", written.replace("\r\n", "\n")).strip()
    refused = any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t" for letter in text)
    if not text or len(text) > LONGEST_TEXT or refused:
        raise TextInvalid(limit=LONGEST_TEXT)
    return text
