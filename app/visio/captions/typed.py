"""Captions that a person types: who is the captioner, and the lines. Each act inside the room's turn.

The lines are no rows: they go to those who read captions and to the history in memory, and end with the call.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime

from visio.audit.services import record
from visio.calls.access import Seat, other
from visio.calls.messages import tell
from visio.calls.models import Participant
from visio.captions.errors import CaptionersFull, CaptionsOff, CaptionTextInvalid
from visio.captions.history import TOPIC, history
from visio.captions.models import CaptionReader
from visio.captions.schemas import CaptionerMessage, CaptionSegment, TypedMessage
from visio.captions.services import captioners, readers, tell_state
from visio.config.identifiers import identifier
from visio.errors.general import NotAllowed, NotThere
from visio.events import bus
from visio.limits import rates
from visio.moderation.trail import who
from visio.rooms.models import Captions
from visio.rooms.roles import Act
from visio.rooms.turn import turn

MOST_CAPTIONERS = 4
LONGEST_LINE = 500


def choose_captioner(seat: Seat, participant: str, *, captioner: bool, now: datetime) -> None:
    """Makes somebody a captioner of this call, or takes it back; that person is told.

    Raises NotThere, PersonGone, NotAllowed, CaptionsOff, CaptionersFull.
    """
    person = other(seat, participant, Act.MAKE_CAPTIONER)
    with turn(seat.room.pk) as room:
        if captioner and room.captions == Captions.NEVER:
            raise CaptionsOff
        row = CaptionReader.objects.filter(pk=person.pk).first() or CaptionReader(participant=person)
        if row.captioner == captioner:
            return
        if captioner and len(captioners(seat.call)) >= MOST_CAPTIONERS:
            raise CaptionersFull(most=MOST_CAPTIONERS)
        row.captioner = captioner
        row.save()
        record("captions.captioner-changed", at=now, **who(seat), subject=person.pk, captioner=captioner)
        tell_state(seat.call, room)
        if person.pk != seat.me.pk:
            tell(
                seat.call.pk, "visio.captioner", CaptionerMessage(captioner=captioner, by=seat.me.name), to={person.pk}
            )


def write(seat: Seat, text: str, *, segment: str | None, speaker: str | None, now: datetime) -> CaptionSegment:
    """One line, or with `segment` another text in place of one's own earlier line; `speaker` is who said it.

    Raises NotAllowed, CaptionsOff, CaptionTextInvalid, NotThere, TooManyAttempts.
    """
    seat.require(Act.TYPE_CAPTIONS, seat.me)
    own = CaptionReader.objects.filter(pk=seat.me.pk, captioner=True).first()
    if own is None:
        raise NotAllowed
    text = _clean(text)
    said_by = _speaker(seat, speaker)
    if segment is not None and not segment.startswith(_own_segments(seat.me)):
        raise NotThere
    rates.take(rates.TYPED_CAPTION, seat.me.pk, now)
    with turn(seat.room.pk) as room:
        if room.captions == Captions.NEVER:
            raise CaptionsOff
        if not CaptionReader.objects.filter(pk=seat.me.pk, captioner=True).exists():
            raise NotAllowed
        before = history().find(seat.call.pk, segment) if segment is not None else None
        line = CaptionSegment(
            id=segment or _own_segments(seat.me) + identifier(),
            participant=said_by.pk if said_by else None,
            name=said_by.name if said_by else "",
            text=text,
            language=own.language or room.language or None,
            at=before.at if before else now,
            typed=True,
            by=seat.me.name,
        )
        tell(seat.call.pk, "visio.caption", TypedMessage.of(line), to=readers(seat.call))
        bus.tell(TOPIC, {"call": seat.call.pk, "segment": line.model_dump(mode="json")})
        return line


def _own_segments(me: Participant) -> str:
    """How the ids of one's own lines begin, so that nobody corrects what another typed."""
    return f"typed-{me.pk}-"


def _speaker(seat: Seat, participant: str | None) -> Participant | None:
    """Somebody of this call, also one who has left it. Raises NotThere."""
    if participant is None:
        return None
    found = Participant.objects.filter(pk=participant, call=seat.call, connected_at__isnull=False).first()
    if found is None:
        raise NotThere
    return found


def _clean(typed: str) -> str:
    text = unicodedata.normalize("NFC", typed).strip()
    refused = any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in text)
    if not text or len(text) > LONGEST_LINE or refused:
        raise CaptionTextInvalid(limit=LONGEST_LINE)
    return text
