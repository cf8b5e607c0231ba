"""Numbers a message of a call and hands it to the bus, to be sent after commit."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import F
from ninja import Schema

from visio.calls.models import IS_PRESENT, Call, Participant
from visio.config.wire import wire
from visio.engine import outbox
from visio.events import bus

Content = dict[str, Any] | Schema

# What those who are not meant to read a message get, so that their numbers have no gap.
UNREAD = "visio.seq"


def tell(
    call: str,
    kind: str,
    content: Content,
    *,
    to: Collection[str] | None = None,
    others: Content | None = None,
    remove: Sequence[str] = (),
    close: bool = False,
) -> int:
    """Tells all, or with `to` (participant ids) these, with `others` what the rest hear instead. Returns the number.

    `remove` are media identities that are cut off after the message, `close` ends the engine's room. To be called
    inside the room's turn, so that numbers and commits have one order.
    """
    seq = _number(call)
    parts = [_part(kind, content, None)] if to is None else _parts(call, kind, content, to, others)
    bus.tell("call", outbox.item(call, seq, parts, remove=remove, close=close))
    return seq


def tell_each(call: str, kind: str, contents: Mapping[str, Content]) -> int:
    """Tells everybody present what is meant for them: participant id → content. To be called inside the room's turn."""
    seq = _number(call)
    groups: dict[str, tuple[Content, list[str]]] = {}
    for pk, identity in Participant.objects.filter(IS_PRESENT, call=call).values_list("pk", "identity"):
        content = contents.get(pk)
        known = json.dumps(content, sort_keys=True, default=str) if content is not None else ""
        groups.setdefault(known, ({} if content is None else content, []))[1].append(identity)
    parts = [_part(kind if known else UNREAD, content, to) for known, (content, to) in groups.items()]
    bus.tell("call", outbox.item(call, seq, parts))
    return seq


def permit(call: str, publish: Mapping[str, bool]) -> None:
    """Media identities that may send sound and picture from now on, or may not. Inside the room's turn."""
    if publish:
        seq = _number(call)
        bus.tell("call", outbox.item(call, seq, [_part(UNREAD, {}, None)], publish=publish))


def tell_identity(call: str, kind: str, content: Content, identity: str) -> int:
    """Tells one media identity, whether or not it still holds a place; the others hear only the number."""
    seq = _number(call)
    present = Participant.objects.filter(IS_PRESENT, call=call).exclude(identity=identity)
    rest = list(present.values_list("identity", flat=True))
    parts = [_part(kind, content, [identity])]
    if rest:
        parts.append(_part(UNREAD, {}, rest))
    bus.tell("call", outbox.item(call, seq, parts))
    return seq


def order(call: str, *, remove: Sequence[str] = (), close: bool = False) -> None:
    """Only the order, with a message without content to carry its number."""
    tell(call, UNREAD, {}, remove=remove, close=close)


def _number(call: str) -> int:
    Call.objects.filter(pk=call).update(seq=F("seq") + 1)
    return Call.objects.values_list("seq", flat=True).get(pk=call)


def _parts(call: str, kind: str, content: Content, to: Collection[str], others: Content | None) -> list[dict[str, Any]]:
    present = Participant.objects.filter(IS_PRESENT, call=call).values_list("pk", "identity")
    meant = [identity for pk, identity in present if pk in to]
    rest = [identity for pk, identity in present if pk not in to]
    parts = [_part(kind, content, meant)] if meant else []
    if rest:
        parts.append(_part(UNREAD, {}, rest) if others is None else _part(kind, others, rest))
    return parts


def _part(kind: str, content: Content, to: list[str] | None) -> dict[str, Any]:
    data = wire(content) if isinstance(content, Schema) else content
    return {"type": kind, "data": data, "to": to}
