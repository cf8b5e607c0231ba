"""Making rooms and changing their settings."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime
from typing import cast

from django.db import IntegrityError, transaction
from django.dispatch import Signal

from visio.accounts.actors import Actor
from visio.accounts.errors import NotSetUp
from visio.accounts.links import set_up_needed
from visio.accounts.models import Account
from visio.audit.services import record
from visio.config import options
from visio.config.identifiers import LETTERS
from visio.limits import rates
from visio.rooms.errors import RetentionTooLong, TitleInvalid
from visio.rooms.models import LONGEST_TITLE, Room, RoomRole
from visio.rooms.schemas import (
    AccessWord,
    AdmissionWord,
    BeforeHostWord,
    CaptionsWord,
    GuestsWord,
    RecordingWord,
    SettingsChange,
    SettingsOut,
)
from visio.rooms.turn import turn

# Sent inside the transaction, with `room` and `now`: calls and lobby follow.
settings_changed = Signal()

_CODE_TRIES = 20


def create(account: Account, *, title: str, now: datetime) -> Room:
    """A room with the defaults, owned by `account`. Raises NotSetUp, TitleInvalid, TooManyAttempts."""
    if set_up_needed():
        raise NotSetUp
    rates.take(rates.CREATE_ROOM, account.pk, now)
    title = clean_title(title)
    for _ in range(_CODE_TRIES):
        try:
            with transaction.atomic():
                room = Room.objects.create(code=draw_code(), title=title, created_by=account, created_at=now)
                RoomRole.objects.create(room=room, email=account.email, role=RoomRole.OWNER, given_at=now)
                record("room.created", at=now, account=account.pk, room=room.code)
                return room
        except IntegrityError:
            continue  # the code is taken: one chance in 10^14 per room, so draw again
    raise RuntimeError("no free room code was drawn")


def draw_code() -> str:
    """`abc-defg-hij`: 47 bits from the system's random source."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(10))
    return f"{letters[:3]}-{letters[3:7]}-{letters[7:]}"


def clean_title(written: str) -> str:
    """At most 120 characters, Unicode NFC, on one line. Raises TitleInvalid."""
    title = unicodedata.normalize("NFC", written).strip()
    if len(title) > LONGEST_TITLE or any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in title):
        raise TitleInvalid(limit=LONGEST_TITLE)
    if any(letter in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c" for letter in title):
        raise TitleInvalid(limit=LONGEST_TITLE)
    return title


def capacity_of(room: Room) -> int:
    """People who may be in the room at once."""
    return room.capacity or options.current().capacity


def recording_days_of(room: Room) -> int:
    """Days that a recording of the room is kept, unless somebody keeps it longer."""
    chosen = options.current()
    return min(room.recording_days or chosen.recording_days, chosen.recording_days_most)


def settings_of(room: Room) -> SettingsOut:
    return SettingsOut(
        code=room.code,
        title=room.title,
        access=cast(AccessWord, room.access),
        guests=cast(GuestsWord, room.guests),
        locked=room.locked,
        admission=cast(AdmissionWord, room.admission),
        before_host=cast(BeforeHostWord, room.before_host),
        show_title=room.show_title,
        capacity=capacity_of(room),
        recording=cast(RecordingWord, room.recording),
        strict_consent=room.strict_consent,
        recording_days=recording_days_of(room),
        recording_days_most=options.current().recording_days_most,
        captions=cast(CaptionsWord, room.captions),
        language=room.language or None,
    )


def change_settings(room: Room, change: SettingsChange, *, actor: Actor, now: datetime) -> Room:
    """Sets the settings that are given. Raises TitleInvalid, RetentionTooLong."""
    given = change.dict(exclude_unset=True)
    given = {name: value for name, value in given.items() if value is not None}
    if "title" in given:
        given["title"] = clean_title(given["title"])
    most = options.current().recording_days_most
    if given.get("recording_days", 0) > most:
        raise RetentionTooLong(most=most)
    with turn(room.pk) as room:
        changed = {name: value for name, value in given.items() if getattr(room, name) != value}
        if not changed:
            return room
        for name, value in changed.items():
            setattr(room, name, value)
        room.save(update_fields=list(changed))
        shown = {name: value for name, value in changed.items() if name != "title"}
        record(
            "room.settings-changed",
            at=now,
            account=actor.account.pk if actor.account else "",
            participant=actor.ticket.holder if actor.ticket else "",
            room=room.code,
            **shown,
        )
        settings_changed.send(sender=Room, room=room, now=now, changed=frozenset(changed))
    return room
